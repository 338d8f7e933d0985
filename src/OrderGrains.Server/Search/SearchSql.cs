using System.Globalization;
using OrderGrains.Domain.Search;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Search;

/// <summary>Searching as parts of statements on rows that have a <c>stream</c>. Grams find candidates, the words decide.</summary>
/// <param name="table">The table of the words.</param>
/// <param name="dialect">What differs between the stores.</param>
/// <param name="parameter">Adds a parameter and returns how the statement names it.</param>
internal sealed class SearchSql(string table, SqlDialect dialect, Func<object?, string> parameter)
{
    /// <summary>Reads what is searched for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it stands in the request.</param>
    /// <exception cref="ApiException">Nothing can be searched for by it.</exception>
    public static SearchQuery Parse(string text, string path) => SearchQuery.TryParse(text, out var query)
        ? query
        : throw new ApiException(
            ErrorCodes.BadUserInput, $"{path}: two letters or digits are needed, or one Chinese character, and at most {SearchQuery.Longest} characters are taken.");

    /// <summary>The condition that a row's words contain what is searched for: one row at a time.</summary>
    /// <param name="query">What is searched for.</param>
    /// <param name="stream">The row's stream, with its table's name.</param>
    public string Matches(SearchQuery query, string stream) => $"exists (select 1 from {table} searched where searched.stream = {stream} and {Words(query)})";

    /// <summary>The statement that selects the streams of all rows whose words contain what is searched for, by the index.</summary>
    /// <remarks>PostgreSQL would else mix it with the statement around it, and by its guess of how often the words occur read another index from end to end.</remarks>
    public string Streams(SearchQuery query) =>
        $"select searched.stream from {table} searched where {Candidates(query)} and {Words(query)}{(dialect == SqlDialect.Sqlite ? "" : " offset 0")}";

    /// <summary>Grams as the tokens of SQLite's index.</summary>
    public static string Tokens(IEnumerable<int> grams, string separator) =>
        string.Join(separator, grams.Select(gram => gram.ToString("x", CultureInfo.InvariantCulture)));

    private string Candidates(SearchQuery query) => dialect == SqlDialect.Sqlite
        ? $"searched.id in (select rowid from {table}_grams where {table}_grams match {parameter(Tokens(query.Grams, query.NeedsAll ? " " : " OR "))})"
        : $"searched.grams {(query.NeedsAll ? "@>" : "&&")} {parameter(query.Grams.ToArray())}";

    // A word has no character that a pattern knows.
    private string Words(SearchQuery query) => string.Join(" and ", query.Words.Select(word => $"searched.words like {parameter($"%{word}%")}"));
}
