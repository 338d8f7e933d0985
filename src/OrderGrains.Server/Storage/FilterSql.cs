using System.Data.Common;
using System.Globalization;
using OrderGrains.Journal;
using OrderGrains.Server.Filters;

namespace OrderGrains.Server.Storage;

/// <summary>Builds the statements of lists. Values are always parameters.</summary>
internal abstract class FilterSql(DbCommand command, SqlDialect dialect)
{
    private int _parameters;

    /// <summary>The SQL dialect of the store.</summary>
    protected SqlDialect Dialect => dialect;

    /// <summary>A parameter with the value.</summary>
    protected string Parameter(object? value)
    {
        var name = "p" + (_parameters++).ToString(CultureInfo.InvariantCulture);
        dialect.Add(command, name, value);
        return "@" + name;
    }

    /// <summary>All of what a filter says as one condition; empty for nothing.</summary>
    /// <param name="all">The filter's own conditions.</param>
    /// <param name="and">All of these hold.</param>
    /// <param name="or">At least one of these holds.</param>
    /// <param name="not">This does not hold.</param>
    /// <param name="condition">The condition of a filter; empty for nothing.</param>
    protected static string Combine<TFilter>(List<string> all, IReadOnlyList<TFilter>? and, IReadOnlyList<TFilter>? or, TFilter? not,
        Func<TFilter, string> condition)
        where TFilter : class
    {
        if (and is { Count: > 0 })
            all.AddRange(and.Select(condition).Where(x => x.Length > 0));
        if (or is not null)
            all.Add(or.Count == 0
                ? "1 = 0" : "(" + string.Join(" or ", or.Select(x => condition(x) is { Length: > 0 } c ? c : "1 = 1")) + ")");
        if (not is not null)
            all.Add(condition(not) is { Length: > 0 } c ? $"not coalesce({c}, 1 = 0)" : "1 = 0");
        return all.Count == 0 ? "" : "(" + string.Join(" and ", all) + ")";
    }

    /// <summary>Adds the conditions on an instant. Instants are stored in whole milliseconds: at or after a bound between two, and before
    /// it, mean the next one.</summary>
    protected void AddRange(List<string> all, string column, InstantFilter? filter)
    {
        if (filter?.Gte is { } from)
            all.Add($"{column} >= {Parameter(dialect.Instant(WholeMilliseconds(from)))}");
        if (filter?.Lt is { } to)
            all.Add($"{column} < {Parameter(dialect.Instant(WholeMilliseconds(to)))}");
    }

    // The last part of a millisecond that there is has no next one.
    private static DateTimeOffset WholeMilliseconds(DateTimeOffset bound) =>
        bound.UtcTicks % TimeSpan.TicksPerMillisecond is > 0 and var rest
            && bound.UtcTicks <= DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerMillisecond
            ? bound.AddTicks(TimeSpan.TicksPerMillisecond - rest) : bound;

    /// <summary>Adds where a page goes on, and returns how it is sorted.</summary>
    protected string Keyset(List<string> where, string sort, bool descending, KeysetCursor? after)
    {
        var direction = descending ? "desc" : "asc";
        if (after is { } place)
            where.Add($"({sort}, stream) {(descending ? "<" : ">")} ({Parameter(dialect.Instant(place.Key))}, {Parameter(dialect.Id(
                place.Stream))})");
        return $"order by {sort} {direction}, stream {direction}";
    }

    /// <summary>The conditions as a clause.</summary>
    protected static string WhereClause(List<string> conditions) =>
        conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions);
}
