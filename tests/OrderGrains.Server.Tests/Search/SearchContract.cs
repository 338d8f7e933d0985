using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Search;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Search;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Search;

/// <summary>A few thousand orders, searched on a real store: the same orders in the same sequence as a naive search finds them.</summary>
public abstract class SearchContract : IAsyncLifetime
{
    protected const int Count = 3_000;
    private const int PageSize = 50;
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Platforms = ["app", "web"];
    private static readonly OrderStatus[] Statuses = [OrderStatus.Received, OrderStatus.Verified, OrderStatus.Draft, OrderStatus.Discarded];
    private static readonly string[] Names = ["北京中盛物业管理有限公司", "Harbour Light Ltd", "深圳海纳电子股份有限公司", "Société Générale"];
    protected static readonly Actor Manager = new("manager", Roles.OrderManager);
    private Store _store = null!;             // set by InitializeAsync, before any test

    protected OpenStorage Storage { get; private set; } = null!;   // set by InitializeAsync, before any test

    private static readonly (OrderRow Row, SearchedRecord Record)[] Orders = [.. Enumerable.Range(0, Count).Select(Order)];

    public async ValueTask InitializeAsync()
    {
        _store = await CreateStoreAsync();
        var configuration = new ConfigurationBuilder().AddCommandLine([.. _store.Configuration]).Build();
        Storage = await OpenStorage.OpenAsync(
            configuration, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        await using (var rows = await Storage.Rows.OpenConnectionAsync())
        {
            await using var transaction = await rows.BeginTransactionAsync();
            await new OrderRowTable().WriteAsync(rows, [.. Orders.Select(x => x.Row)], TestContext.Current.CancellationToken);
            await transaction.CommitAsync();
        }
        await WriteAsync(Orders.Select(x => x.Record));
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_page_has_exactly_the_orders_that_match_the_search()
    {
        OrderFilter[] filters =
        [
            Contains("公司"), Contains("盛"), Contains("ltd"), Contains("lt"), Contains("generale SOCIÉTÉ"), Contains("中盛 00017"),
            Contains("SO-2026-000042"),
            Contains("rare 稀"), Contains("nowhere"), Contains("0004") with { Status = new(OrderStatus.Verified) },
            new() { And = [new() { Platform = new("web") }, Contains("harbour")] },
            new() { Or = [Contains("中盛"), Contains("rare")] },
            new() { Not = Contains("ltd"), Status = new(In: [OrderStatus.Received, OrderStatus.Verified]) },
            Contains("有限公司") with { And = [Contains("电子"), new() { Not = Contains("77") }] },
        ];
        Actor[] viewers =
        [
            Manager, new("reviewer", Roles.OrderReviewer), new("app", Roles.Platform, ["app"]),
            new("buyer", Roles.Customer, CustomerId: new CustomerId(Customer(1))),
            new("agent", Roles.Customer | Roles.Platform, ["app"], new CustomerId(Customer(1))),
            new("colleague", Roles.Customer | Roles.Finance, CustomerId: new CustomerId(Customer(1))),
            new("every", Roles.Platform, ["*"]), new("none", Roles.Platform | Roles.Customer),
        ];
        foreach (var filter in filters)
            foreach (var viewer in viewers)
                foreach (var (field, descending) in new[] { (OrderSortField.CreatedAt, true), (OrderSortField.CreatedAt, false),
                    (OrderSortField.UpdatedAt, true) })
                    Assert.Equal(Naive(filter, viewer, field, descending), await AllAsync(filter, viewer, field, descending));
    }

    [Fact]
    public async Task Counting_stops_at_the_given_limit()
    {
        var rows = new OrderRows(Storage.Rows, Storage.Dialect);

        Assert.Equal(Naive(Contains("公司"), Manager, OrderSortField.CreatedAt, true).Count,
            await rows.CountAsync(Contains("公司"), Manager, Count, TestContext.Current.CancellationToken));
        Assert.Equal(100, await rows.CountAsync(Contains("公司"), Manager, 100, TestContext.Current.CancellationToken));
        Assert.Equal(0, await rows.CountAsync(Contains("nowhere"), Manager, 100, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Newer_words_replace_older_ones_and_never_the_reverse()
    {
        var stream = Orders[7].Row.Stream;
        await WriteAsync([new SearchedRecord(stream, 3, SearchedText.Of("改名以后"))]);
        await WriteAsync([new SearchedRecord(stream, 2, SearchedText.Of("改名以前"))]);

        Assert.Equal([stream.Value], await AllAsync(Contains("改名"), Manager, OrderSortField.CreatedAt, true));
        Assert.Equal([stream.Value], await AllAsync(Contains("以后"), Manager, OrderSortField.CreatedAt, true));
        Assert.Empty(await AllAsync(Contains("以前"), Manager, OrderSortField.CreatedAt, true));
        Assert.Empty(await AllAsync(Contains("SO-2026-000007"), Manager, OrderSortField.CreatedAt, true));
    }

    [Fact]
    public async Task The_words_of_a_customers_orders_are_forgotten()
    {
        using var tables = new OrderGrains.Streams.ConsumerTables(Storage.Grains, Storage.Dialect);
        var erasure = new SearchErasure(new OrderRows(Storage.Rows, Storage.Dialect), tables);

        await erasure.ForgetCustomerAsync(Customer(1), TestContext.Current.CancellationToken);

        var left = Naive(Contains("so"), Manager, OrderSortField.CreatedAt, true)
            .Except(Orders.Where(x => x.Row.CustomerId == Customer(1)).Select(x => x.Row.Stream.Value));
        Assert.Equal(left, await AllAsync(Contains("so"), Manager, OrderSortField.CreatedAt, true));
        await erasure.ForgetOrdersAsync([Orders[0].Row.Stream.Value], TestContext.Current.CancellationToken);
        Assert.Empty(await AllAsync(Contains("SO-2026-000000"), Manager, OrderSortField.CreatedAt, true));
        await using var connection = await Storage.Grains.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var words = connection.CreateCommand();
        words.CommandText = "select count(*) from order_search where words like '%harbour%'";
        Assert.Equal(0L, await words.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        words.CommandText = GramsOf("harbour");
        Assert.Equal(0L, await words.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Customers_are_searched_by_the_same_parts_of_statements()
    {
        var (one, other) = (new StreamId(Customer(1)), new StreamId(Customer(2)));
        await WriteAsync(
            [new(one, 1, SearchedText.Of("Harbour Light Ltd")), new(other, 1, SearchedText.Of("深圳海纳"))], SearchTable.CustomersName);

        Assert.Equal([one.Value], await FindAsync("harbour light"));
        Assert.Equal([other.Value], await FindAsync("海"));
        using var tables = new OrderGrains.Streams.ConsumerTables(Storage.Grains, Storage.Dialect);
        await new SearchErasure(new OrderRows(Storage.Rows, Storage.Dialect), tables)
            .ForgetCustomerAsync(one.Value, TestContext.Current.CancellationToken);
        Assert.Empty(await FindAsync("harbour light"));

        async Task<List<Guid>> FindAsync(string text)
        {
            await using var connection = await Storage.Rows.OpenConnectionAsync();
            await using var command = connection.CreateCommand();
            var search = new SearchSql(SearchTable.CustomersName, Storage.Dialect, value =>
            {
                var name = $"p{command.Parameters.Count}";
                Storage.Dialect.Add(command, name, value);
                return "@" + name;
            });
            var query = SearchSql.Parse(text, "where.contains");
            command.CommandText = $"select found.stream from ({search.Streams(query)}) found where {search.Matches(query, "found.stream")}";
            await using var reader = await command.ExecuteReaderAsync();
            List<Guid> found = [];
            while (await reader.ReadAsync())
                found.Add(Storage.Dialect.ReadId(reader, 0));
            return found;
        }
    }

    protected static OrderFilter Contains(string text) => new() { Contains = text };

    protected abstract Task<Store> CreateStoreAsync();

    // Of how many orders the index has the word's grams, whether or not their words are there.
    private string GramsOf(string word)
    {
        Assert.True(SearchQuery.TryParse(word, out var query));
        return Storage.Dialect == SqlDialect.Sqlite
            ? $"select count(*) from order_search_grams where order_search_grams match '{SearchSql.Tokens(query.Grams, " ")}'"
            : $"select count(*) from order_search where grams @> array[{string.Join(',', query.Grams)}]";
    }

    private async Task WriteAsync(IEnumerable<SearchedRecord> records, string name = SearchTable.OrdersName)
    {
        var table = new SearchTable(name, Storage.Dialect);
        await using var connection = await Storage.Grains.OpenConnectionAsync();
        foreach (var some in records.Chunk(500))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await table.WriteAsync(transaction, 0, some);
            await transaction.CommitAsync();
        }
    }

    private async Task<List<Guid>> AllAsync(OrderFilter filter, Actor viewer, OrderSortField field, bool descending)
    {
        var rows = new OrderRows(Storage.Rows, Storage.Dialect);
        List<Guid> all = [];
        KeysetCursor? after = null;
        while (true)
        {
            var page = await rows.PageAsync(
                new OrderPage(filter, viewer, field, descending, after, PageSize), TestContext.Current.CancellationToken);
            all.AddRange(page.Select(row => row.Stream.Value));
            if (page.Count < PageSize)
                return all;
            after = new KeysetCursor(Key(page[^1], field), page[^1].Stream.Value);
        }
    }

    private static List<Guid> Naive(OrderFilter filter, Actor viewer, OrderSortField field, bool descending)
    {
        var found = Orders.Where(x => Holds(filter, x) && x.Row.ReadCard().IsVisibleTo(viewer)).Select(x => x.Row)
            .OrderBy(row => Key(row, field)).ThenBy(row => row.Stream.ToString(), StringComparer.Ordinal).Select(row => row.Stream.Value);
        return [.. descending ? found.Reverse() : found];
    }

    private static bool Holds(OrderFilter filter, (OrderRow Row, SearchedRecord Record) order) =>
        (filter.Contains is not { } text || Folded(text).All(word => order.Record.Text.Text.Contains(word, StringComparison.Ordinal)))
        && (filter.Status is not { } status
            || (status.In ?? [status.Eq ?? OrderStatus.None]).Any(x => EnumCode<OrderStatus>.Of(x) == order.Row.Status))
        && (filter.Platform is not { } platform || platform.Eq == order.Row.Platform)
        && (filter.And?.All(x => Holds(x, order)) ?? true) && (filter.Or?.Any(x => Holds(x, order)) ?? true)
            && (filter.Not is not { } not || !Holds(not, order));

    private static string[] Folded(string text) => SearchText.Fold(text).Split(' ');

    private static DateTimeOffset Key(OrderRow row, OrderSortField field) =>
        field == OrderSortField.CreatedAt ? row.CreatedAt : row.UpdatedAt;

    private static Guid Customer(int number) => Identity.Of("customer", number.ToString(CultureInfo.InvariantCulture));

    // The older half is of one customer more often, the rarest word is of the oldest orders only, and some orders begin at the same moment.
    private static (OrderRow Row, SearchedRecord Record) Order(int i)
    {
        var (stream, name) = (new StreamId(Identity.Of("searched", i.ToString(CultureInfo.InvariantCulture))), Names[i % 7 % Names.Length]);
        var number = string.Create(CultureInfo.InvariantCulture, $"SO-2026-{i:000000}");
        var row = new OrderRow(
            stream, 1, EnumCode<OrderStatus>.Of(Statuses[i % 5 % Statuses.Length]), number, Platforms[i % 2],
            Customer(i % 7 % Names.Length),
            Start.AddMinutes(i / 3), Start.AddMinutes(i * 7 % Count), "{}"u8.ToArray());
        return (row, new SearchedRecord(stream, 1, SearchedText.Of(number, name, i < 60 ? "rare 稀有" : null)));
    }
}

public sealed class SearchOnSqlite : SearchContract
{
    protected override Task<Store> CreateStoreAsync() => Task.FromResult(Store.OnSqlite());
}
