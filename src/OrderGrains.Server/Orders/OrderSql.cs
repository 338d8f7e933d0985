using System.Data.Common;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Search;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Orders;

/// <summary>A page of orders to be read.</summary>
/// <param name="Filter">Which orders; null for all.</param>
/// <param name="Viewer">The reader: a customer and a platform see only their own.</param>
/// <param name="Field">The sort field.</param>
/// <param name="Descending">Whether the greatest comes first, in the direction of reading.</param>
/// <param name="After">Where to go on; null for the start.</param>
/// <param name="Limit">How many rows at most.</param>
public sealed record OrderPage(OrderFilter? Filter, Actor Viewer, OrderSortField Field, bool Descending, KeysetCursor? After, int Limit);

/// <summary>Turns a page of orders into one statement that an index answers. Values are parameters, always.</summary>
/// <remarks>No index has the creation time alone: a list over several statuses (or platforms) merges one index range of each, every one cut
/// at the limit.</remarks>
internal sealed class OrderSql(DbCommand command, SqlDialect dialect) : FilterSql(command, dialect)
{
    // Beyond so many, merging ranges costs more than it saves, and the statement repeats the filter for each.
    private const int MaxRanges = 20;

    internal const string Columns = "stream, version, status, number, platform, customer_id, created_at, updated_at, card";

    private static readonly OrderStatus[] Drafts = [.. Enum.GetValues<OrderStatus>().Where(OrderScope.IsDraft)];

    private SearchSql Search => new(SearchTable.OrdersName, Dialect, Parameter);

    /// <summary>The statement of a page.</summary>
    public string Page(OrderPage page)
    {
        var sort = page.Field == OrderSortField.CreatedAt ? "created_at" : "updated_at";
        var (filter, query) = SearchSql.Split(page.Filter);
        var scope = OrderScope.Of(page.Viewer);
        var where = Where(filter, scope);
        var order = Keyset(where, sort, page.Descending, page.After);
        var limit = Parameter(page.Limit);
        var ranges = page.Field == OrderSortField.CreatedAt ? Ranges(filter, scope) : [];
        if (query is null)
            return Listed(Columns, ranges, where, $"{order} limit {limit}");
        return Search.Page(query, "order_row", Columns, sort, (columns, end) => Listed(columns, ranges, where, end), where, order, limit);
    }

    /// <summary>The statement that counts, at most to <paramref name="atMost"/>.</summary>
    public string Count(OrderFilter? filter, Actor viewer, int atMost)
    {
        var (others, query) = SearchSql.Split(filter);
        var rows = query is null ? "order_row" : Search.Found(query, "order_row");
        return $"select count(*) from (select 1 as one from {rows}{WhereClause(Where(others, OrderScope.Of(viewer)))} limit {Parameter(
            atMost)}) counted";
    }

    private static string Listed(string columns, List<string> ranges, List<string> where, string order)
    {
        if (ranges.Count == 0)
            return $"select {columns} from order_row{WhereClause(where)} {order}";
        var branches = ranges.Select(range =>
            $"select * from (select {columns} from order_row{WhereClause([range, .. where])} {order}) branch");
        return $"select {columns} from ({string.Join(" union all ", branches)}) merged {order}";
    }

    /// <summary>The condition for orders in the scope; null for all.</summary>
    public string? Visible(OrderScope scope)
    {
        if (scope is { EveryOrder: true, EveryDraft: true })
            return null;
        List<string> any = [];
        if (scope.EveryOrder)
            any.Add($"status not in ({string.Join(", ", Drafts.Select(Status))})");
        if (scope.EveryPlatform)
            any.Add("platform is not null");
        else if (!scope.Platforms.IsEmpty)
            any.Add(In("platform", scope.Platforms));
        if (scope.Customer is { } customer)
            any.Add($"customer_id = {Parameter(Dialect.Id(customer.Value))}");
        return any.Count switch { 0 => "1 = 0", 1 => any[0], _ => $"({string.Join(" or ", any)})" };
    }

    // The equalities of which an index with the creation time begins; none where the filter itself picks one customer or one platform, or
    // many customers, whose orders are found by their index and then sorted, or the scope one customer. Many platforms are read by status.
    private List<string> Ranges(OrderFilter? filter, OrderScope scope)
    {
        if (filter?.CustomerId is { In: { Count: > 1 } customers } && customers.Distinct().ToList() is { Count: <= MaxRanges } some)
            return [.. some.Select(id => $"customer_id = {Parameter(Dialect.Id(Customer(id)))}")];
        if (filter?.CustomerId is not null || filter?.Platform?.Eq is not null || filter?.Number is not null)
            return [];
        switch (scope)
        {
            case { EveryOrder: false, Platforms.IsEmpty: true }:
                return [];
            case { EveryOrder: false, EveryPlatform: false, Customer: null } when scope.Platforms.Distinct().ToList()
                is { Count: <= MaxRanges } platforms:
                return [.. platforms.Select(platform => $"platform = {Parameter(platform)}")];
        }
        var statuses = filter?.Status is { } s
            ? (s.Eq is { } one ? [one] : s.In ?? []) : Enum.GetValues<OrderStatus>().Where(x => x != OrderStatus.None);
        // Drafts that the scope does not have must not be read only to be thrown away.
        statuses = scope is { EveryOrder: true, EveryDraft: false, Customer: null } ? statuses.Except(Drafts) : statuses;
        return !statuses.Any() ? ["1 = 0"] : [.. statuses.Distinct().Select(status => $"status = {Status(status)}")];
    }

    private string Status(OrderStatus status) => Parameter(EnumCode<OrderStatus>.Of(status));

    private List<string> Where(OrderFilter? filter, OrderScope scope)
    {
        List<string> where = [];
        if (Visible(scope) is { } visible)
            where.Add(visible);
        if (filter is not null && Condition(filter) is { Length: > 0 } condition)
            where.Add(condition);
        return where;
    }

    private string Condition(OrderFilter filter)
    {
        List<string> all = [];
        if (filter.Contains is { } text)
            all.Add(Search.Matches(SearchSql.Parse(text, "where.contains"), "order_row.stream"));
        AddTexts(all, "status", filter.Status?.Eq is { } eq
            ? EnumCode<OrderStatus>.Of(eq) : null, filter.Status?.In?.Select(x => EnumCode<OrderStatus>.Of(x)));
        AddTexts(all, "platform", filter.Platform?.Eq, filter.Platform?.In);
        AddTexts(all, "number", filter.Number?.Eq, filter.Number?.In);
        if (filter.CustomerId is { Eq: { } id })
            all.Add($"customer_id = {Parameter(Dialect.Id(Customer(id)))}");
        if (filter.CustomerId is { In: { } ids })
            all.Add(ids.Count == 0
                ? "1 = 0" : $"customer_id in ({string.Join(", ", ids.Select(x => Parameter(Dialect.Id(Customer(x)))))})");
        AddRange(all, "created_at", filter.CreatedAt);
        AddRange(all, "updated_at", filter.UpdatedAt);
        return Combine(all, filter.And, filter.Or, filter.Not, Condition);
    }

    private void AddTexts(List<string> all, string column, string? eq, IEnumerable<string>? list)
    {
        if (eq is not null)
            all.Add($"{column} = {Parameter(eq)}");
        if (list is not null)
            all.Add(In(column, list));
    }

    private string In(string column, IEnumerable<string> values)
    {
        var list = string.Join(", ", values.Select(x => Parameter(x)));
        return list.Length == 0 ? "1 = 0" : $"{column} in ({list})";
    }

    // An id of another type matches nothing, so that the answer does not reveal whether such a customer exists.
    private static Guid Customer(string id) => GlobalId.TryDecode(id, "Customer", out var value) ? value : Guid.Empty;
}
