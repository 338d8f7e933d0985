using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Demo;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Orders;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Orders;

/// <summary>A number belongs to one order, despite failures of the client, the server and the store (R2.2.2).</summary>
public abstract class OrderNumberContract : IAsyncLifetime
{
    private static readonly OrderPolicy Policy = OrderPolicy.Default(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
    private static readonly Actor Platform = new("client", Roles.Platform, ["*"]);
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private Store _store = null!;                   // set by InitializeAsync, before any test
    private OpenStorage _storage = null!;           // set by InitializeAsync, before any test
    private OrderIntake _intake = null!;            // set by InitializeAsync, before any test
    private int _orders;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<Store> CreateStoreAsync();

    /// <summary>Holds every append back until the connection's transaction ends.</summary>
    protected virtual Task HoldAppendsAsync(DbConnection connection) => Task.CompletedTask;

    /// <summary>Brings the rows' schema back to what followed the number's uniqueness.</summary>
    protected virtual Task TakeBackLaterSchemaAsync(Store store) => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _store = await CreateStoreAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_order_that_is_written_after_its_client_left_keeps_its_number()
    {
        await SubmitAsync();                        // the block is there, and the customer's key
        using var client = new CancellationTokenSource();
        await using (var connection = await _storage.Rows.OpenConnectionAsync(Cancellation))
        {
            await using var holding = await connection.BeginTransactionAsync(Cancellation);        // which is all it takes on SQLite
            await HoldAppendsAsync(connection);
            var left = _intake.SubmitAsync(NextOrder(out var form), form, Platform, Frame(form), client.Token).AsTask();
            await Polling.UntilAsync(() => !_storage.Journal.IsIdle);
            await client.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        }
        await SubmitAsync();

        await _storage.Journal.DrainAsync(Cancellation);
        Assert.Equal(3, (await NumbersAsync()).Distinct().Count());
        Assert.Equal(0, await VerifyAsync());
    }

    [Fact]
    public async Task A_dry_run_answers_without_a_number_and_takes_none()
    {
        var first = await SubmitAsync();

        var tried = Assert.IsType<Outcome<Order, Rejection>.Accepted>(await SubmitAsync(NextOrder(out var form), form, dryRun: true));
        var submitted = await SubmitAsync(NextOrder(out form), form);

        Assert.Null(tried.State.Number);
        Assert.Equal(OrderStatus.Received, tried.State.Status);
        Assert.Equal(Follower(first), NumberOf(submitted));
    }

    [Fact]
    public async Task A_refused_or_repeated_submission_uses_up_no_number()
    {
        var id = NextOrder(out var form);
        var first = NumberOf(await SubmitAsync(id, form));

        Assert.IsType<Outcome<Order, Rejection>.Refused>(await SubmitAsync(NextOrder(out var incomplete), incomplete with { Fee = null }));
        Assert.Equal(first, NumberOf(await SubmitAsync(id, form)));
        Assert.IsType<Outcome<Order, Rejection>.KeyConflict>(await SubmitAsync(id, form with { Fee = new("1.00", "CNY") }));

        Assert.Equal(Follower(first), await SubmitAsync());
    }

    [Fact]
    public async Task A_server_continues_with_other_numbers_when_its_own_are_taken()
    {
        await SubmitAsync();
        await SubmitAsync();
        await _store.ExecuteAsync("update order_number set next = 1");              // as from a backup of yesterday
        await ReopenAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SubmitAsync()));

        Assert.Equal(22, (await NumbersAsync()).Distinct().Count());
        Assert.Equal(0, await VerifyAsync());
    }

    [Fact]
    public async Task A_number_of_two_orders_is_found()
    {
        var number = await SubmitTwiceWithOneNumberAsync();

        Assert.Equal($"2 orders have the number {number}.", Assert.Single(await FindingsAsync()).Problem);
        await RebuildAsync();
        Assert.Equal($"2 orders have the number {number}.", Assert.Single(await FindingsAsync()).Problem);
    }

    [Fact]
    public async Task A_store_with_duplicate_numbers_is_upgraded_served_and_reported()
    {
        var number = await SubmitTwiceWithOneNumberAsync();
        await _storage.DisposeAsync();
        await _store.ExecuteAsync("drop index order_row_number");
        await _store.ExecuteAsync("alter table order_row drop column number_repeat");
        await _store.ExecuteAsync("create index order_row_number on order_row (number) where number is not null");
        await TakeBackLaterSchemaAsync(_store);
        await _store.ExecuteAsync("delete from schema_version where component = 'rows' and version >= 2");

        await Assert.ThrowsAsync<Journal.SchemaRefusedException>(OpenAsync);
        await new Maintenance(Configuration, TimeProvider.System).MigrateAsync(new Progress<string>(), Cancellation);
        await OpenAsync();

        Assert.Equal($"2 orders have the number {number}.", Assert.Single(await FindingsAsync()).Problem);
        await _store.ExecuteAsync("update order_number set next = 1");
        await ReopenAsync();
        Assert.NotEqual(number, await SubmitAsync());
    }

    // As it was possible before the store refused it.
    private async Task<string> SubmitTwiceWithOneNumberAsync()
    {
        var number = await SubmitAsync();
        await _store.ExecuteAsync("update order_row set number_repeat = 7");
        await _store.ExecuteAsync("update order_number set next = 1");
        await ReopenAsync();
        Assert.Equal(number, await SubmitAsync());
        return number;
    }

    private IConfiguration Configuration => new ConfigurationBuilder().AddCommandLine([.. _store.Configuration]).Build();

    private async Task OpenAsync()
    {
        var storage = await OpenStorage.OpenAsync(Configuration, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        var decider = new OrderDecider(
            new BlockedCustomers(
                new CustomerRows(storage.Rows, storage.Dialect).BlockedAsync, Policy, TimeProvider.System,
                NullLogger<BlockedCustomers>.Instance));
        var orders = new AggregateStore<Order, OrderEvent, Rejection>(
            storage.Journal, storage.Keys, OrderAggregate.Events, new OrderAggregate(), TimeProvider.System);
        _intake = new OrderIntake(
            orders, new OrderNumbers(storage.Rows, storage.Dialect, new OrderNumberOptions()), decider, TimeProvider.System);
        _storage = storage;
    }

    private async Task ReopenAsync()
    {
        await _storage.DisposeAsync();
        await OpenAsync();
    }

    private OrderId NextOrder(out OrderForm form)
    {
        form = DemoForms.Order(_orders++, 1, "IT_OPERATIONS", Policy.DayOf(Now));
        return OrderFormReading.OnlineId(form)!.Value;      // not null: of a platform
    }

    private static Call Frame(OrderForm form, bool dryRun = false) => new(null, OrderFingerprint.Of(new OrderSubmit(form)), DryRun: dryRun);

    private async Task<Outcome<Order, Rejection>> SubmitAsync(OrderId order, OrderForm form, bool dryRun = false) =>
        await _intake.SubmitAsync(order, form, Platform, Frame(form, dryRun), Cancellation);

    private async Task<string> SubmitAsync() => NumberOf(await SubmitAsync(NextOrder(out var form), form));

    private static string NumberOf(Outcome<Order, Rejection> outcome) =>
        Assert.IsType<Outcome<Order, Rejection>.Accepted>(outcome).State.Number!; // not null: submitted

    private static string Follower(string number) =>
        $"{number[..^6]}{int.Parse(number[^6..], System.Globalization.CultureInfo.InvariantCulture) + 1:000000}";

    private async Task<List<string>> NumbersAsync()
    {
        await using var connection = await _storage.Rows.OpenConnectionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "select number from order_row";
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> numbers = [];
        while (await reader.ReadAsync(Cancellation))
            numbers.Add(reader.GetString(0));
        return numbers;
    }

    private Task<IReadOnlyList<JournalFinding>> FindingsAsync() =>
        new Maintenance(Configuration, TimeProvider.System).VerifyAsync(new Progress<JournalProgress>(), Cancellation);

    private async Task<int> VerifyAsync() => (await FindingsAsync()).Count;

    private async Task RebuildAsync()
    {
        await _storage.DisposeAsync();
        await new Maintenance(Configuration, TimeProvider.System).RebuildAsync(new Progress<JournalProgress>(), Cancellation);
        await OpenAsync();
    }
}

public sealed class OrderNumbersOnSqlite : OrderNumberContract
{
    protected override Task<Store> CreateStoreAsync() => Task.FromResult(Store.OnSqlite());
}

public sealed class OrderNumbersOnPostgres(PostgresCluster cluster) : OrderNumberContract
{
    protected override async Task HoldAppendsAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "select pg_advisory_xact_lock(20311, p) from generate_series(0, 15) p";
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected override Task TakeBackLaterSchemaAsync(Store store) => store.ExecuteAsync("""
        drop function write_order_rows_v1;
        drop function write_customer_rows_v1;
        drop function write_team_rows_v1;
        drop function write_staff_rows_v1;
        create function write_rows_v1() returns int language sql as 'select 1';
        """);

    protected override async Task<Store> CreateStoreAsync() => await Store.OnPostgresAsync(await cluster.ServerAsync());
}
