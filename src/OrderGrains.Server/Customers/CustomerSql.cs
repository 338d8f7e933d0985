using System.Data.Common;
using OrderGrains.Domain.Customers;
using OrderGrains.Journal;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Search;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>A page of customers to be read.</summary>
/// <param name="Filter">Which customers; null for all.</param>
/// <param name="Field">The sort field.</param>
/// <param name="Descending">Whether the greatest comes first, in the direction of reading.</param>
/// <param name="After">Where to go on; null for the start.</param>
/// <param name="Limit">How many rows at most.</param>
public sealed record CustomerPage(CustomerFilter? Filter, CustomerSortField Field, bool Descending, KeysetCursor? After, int Limit);

/// <summary>Turns a page of customers into one statement that an index answers. Identities that lead to a customer are in no
/// list.</summary>
internal sealed class CustomerSql(DbCommand command, SqlDialect dialect) : FilterSql(command, dialect)
{
    private SearchSql Search => new(SearchTable.CustomersName, Dialect, Parameter);

    /// <summary>The statement of a page.</summary>
    public string Page(CustomerPage page)
    {
        var sort = page.Field == CustomerSortField.CreatedAt ? "created_at" : "updated_at";
        var (filter, query) = SearchSql.Split(page.Filter);
        var where = Where(filter);
        var order = Keyset(where, sort, page.Descending, page.After);
        var limit = Parameter(page.Limit);
        return query is null
            ? Listed(CustomerRows.Columns, $"{order} limit {limit}")
            : Search.Page(query, "customer_row", CustomerRows.Columns, sort, Listed, where, order, limit);

        string Listed(string columns, string end) => $"select {columns} from customer_row{WhereClause(where)} {end}";
    }

    /// <summary>The statement that counts, at most to <paramref name="atMost"/>.</summary>
    public string Count(CustomerFilter? filter, int atMost)
    {
        var (others, query) = SearchSql.Split(filter);
        var rows = query is null ? "customer_row" : Search.Found(query, "customer_row");
        return $"select count(*) from (select 1 as one from {rows}{WhereClause(Where(others))} limit {Parameter(atMost)}) counted";
    }

    private List<string> Where(CustomerFilter? filter)
    {
        List<string> where = ["leads_to is null"];
        if (filter is not null && Condition(filter) is { Length: > 0 } condition)
            where.Add(condition);
        return where;
    }

    private string Condition(CustomerFilter filter)
    {
        List<string> all = [];
        if (filter.Contains is { } text)
            all.Add(Search.Matches(SearchSql.Parse(text, "where.contains"), "customer_row.stream"));
        if (filter.Status?.Eq is { } one)
            all.Add(Of(one));
        if (filter.Status?.In is { } some)
            all.Add(some.Count == 0 ? "1 = 0" : "(" + string.Join(" or ", some.Distinct().Select(Of)) + ")");
        AddRange(all, "created_at", filter.CreatedAt);
        AddRange(all, "updated_at", filter.UpdatedAt);
        return Combine(all, filter.And, filter.Or, filter.Not, Condition);
    }

    private static string Of(CustomerStatus status) => status switch
    {
        CustomerStatus.Active => "blocked_since is null",
        CustomerStatus.Blocked => "blocked_since is not null",
        _ => "1 = 0",
    };
}
