using System.Globalization;
using OrderGrains.Domain.Search;
using OrderGrains.Journal;

namespace OrderGrains.Server.Search;

/// <summary>Searching as parts of statements on rows that have a <c>stream</c>. Grams find candidates, the words decide.</summary>
/// <param name="table">The table of the words.</param>
/// <param name="dialect">The SQL dialect of the store.</param>
/// <param name="parameter">Adds a parameter and returns how the statement names it.</param>
internal sealed class SearchSql(string table, SqlDialect dialect, Func<object?, string> parameter)
{
    private const int WalkedRows = 1_000;

    /// <summary>Splits a filter into the text that every row must contain and the rest.</summary>
    /// <remarks>Texts that a row may contain, or must not, are compared row by row.</remarks>
    /// <exception cref="ApiException">Nothing can be searched for by it.</exception>
    public static (TFilter? Others, SearchQuery? Query) Split<TFilter>(TFilter? filter)
        where TFilter : class, ISearchFilter<TFilter>
    {
        if (filter?.Contains is { } text)
            return (filter.With(null, filter.And), Parse(text, "where.contains"));
        for (var i = 0; i < filter?.And?.Count; i++)
        {
            if (Split(filter.And[i]) is ({ } rest, { } query))
                return (filter.With(null, [.. filter.And.Take(i), rest, .. filter.And.Skip(i + 1)]), query);
        }
        return (filter, null);
    }

    /// <summary>Reads what is searched for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it stands in the request.</param>
    /// <exception cref="ApiException">Nothing can be searched for by it.</exception>
    public static SearchQuery Parse(string text, string path) => SearchQuery.TryParse(text, out var query)
        ? query
        : throw new ApiException(
            ErrorCodes.BadUserInput,
                $"{path}: two letters or digits are needed, or one Chinese character, and at most {SearchQuery.MaxLength} characters are taken.");

    /// <summary>The condition that a row's words contain what is searched for: one row at a time.</summary>
    /// <param name="query">The search.</param>
    /// <param name="stream">The row's stream, with its table's name.</param>
    public string Matches(SearchQuery query, string stream) =>
        $"exists (select 1 from {table} searched where searched.stream = {stream} and {Words(query)})";

    /// <summary>The statement that selects the streams of all rows whose words contain what is searched for, by the index.</summary>
    /// <remarks>PostgreSQL would else mix it with the statement around it, and by its guess of how often the words occur read another index
    /// from end to end.</remarks>
    public string Streams(SearchQuery query) =>
        $"select searched.stream from {table} searched where {Candidates(query)} and {Words(query)}{(
            dialect == SqlDialect.Sqlite ? "" : " offset 0")}";

    /// <summary>The statement of a page of the rows that contain what is searched for.</summary>
    /// <remarks>What many rows contain is found among the first of the list, as fast as they are read; what few contain, by the index of
    /// the words. The second only runs if the first has not filled the page.</remarks>
    /// <param name="query">The search.</param>
    /// <param name="rows">The table of the rows.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="sort">The column that the list is sorted by.</param>
    /// <param name="list">The list without searching: given what is read of a row and how it ends, the statement.</param>
    /// <param name="where">The list's conditions.</param>
    /// <param name="order">How the list is sorted.</param>
    /// <param name="limit">How many rows at most, as the statement names it.</param>
    public string Page(
        SearchQuery query, string rows, string columns, string sort, Func<string, string, string> list, IEnumerable<string> where, string order, string limit) => $"""
        with walked as materialized (
          select stream, {sort} from ({list($"stream, {sort}", $"{order} limit {parameter(WalkedRows)}")}) recent
          where {Matches(query, "recent.stream")} {order} limit {limit}),
        candidate as materialized ({Streams(query)}),
        found as materialized (
          select stream from {rows}
          where {string.Join(" and ", [$"(select count(*) from walked) < {limit}", "stream in (select stream from candidate)", .. where])} {order} limit {limit})
        select {columns} from {rows}
        where stream in (select stream from walked where (select count(*) from walked) = {limit} union all select stream from found) {order} limit {limit}
        """;

    /// <summary>The rows whose words contain what is searched for, to be counted.</summary>
    public string Found(SearchQuery query, string rows) => $"({Streams(query)}) found join {rows} on {rows}.stream = found.stream";

    /// <summary>Grams as the tokens of SQLite's index.</summary>
    public static string Tokens(IEnumerable<int> grams, string separator) =>
        string.Join(separator, grams.Select(gram => gram.ToString("x", CultureInfo.InvariantCulture)));

    private string Candidates(SearchQuery query) => dialect == SqlDialect.Sqlite
        ? $"searched.id in (select rowid from {table}_grams where {table}_grams match {parameter(Tokens(
        query.Grams, query.NeedsAll ? " " : " OR "))})"
        : $"searched.grams {(query.NeedsAll ? "@>" : "&&")} {parameter(query.Grams.ToArray())}";

    // A word has no character that a pattern knows.
    private string Words(SearchQuery query) =>
        string.Join(" and ", query.Words.Select(word => $"searched.words like {parameter($"%{word}%")}"));
}

/// <summary>A filter that can search.</summary>
public interface ISearchFilter<TFilter>
    where TFilter : class, ISearchFilter<TFilter>
{
    /// <summary>The text that must be contained.</summary>
    string? Contains { get; }
    /// <summary>All of these hold.</summary>
    IReadOnlyList<TFilter>? And { get; }
    /// <summary>The filter with other values of both.</summary>
    TFilter With(string? contains, IReadOnlyList<TFilter>? and);
}
