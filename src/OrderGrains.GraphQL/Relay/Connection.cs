
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Execution;
using OrderGrains.GraphQL.Schema;

namespace OrderGrains.GraphQL.Relay;

/// <summary>A record that can be asked for by its global id alone.</summary>
[ApiInterface, Access]
public interface INode
{
    /// <summary>The global id; opaque.</summary>
    [ApiId]
    string Id { get; }
}

/// <summary>One page of a list.</summary>
/// <param name="Edges">The page's records, each with its cursor.</param>
/// <param name="PageInfo">Where the page stands in the list.</param>
[Access]
public sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
    where T : class
{
    private readonly Func<CancellationToken, Task<Total>>? _count;
    private Task<Total>? _total;

    /// <summary>A page that can tell how long its list is.</summary>
    public Connection(IReadOnlyList<Edge<T>> edges, PageInfo pageInfo, Func<CancellationToken, Task<Total>> count)
        : this(edges, pageInfo) => _count = count;

    /// <summary>The page's records.</summary>
    public IReadOnlyList<T> Nodes => [.. Edges.Select(edge => edge.Node)];

    /// <summary>How many records the list has, exact up to 10,000; null beyond, and where it is not counted.</summary>
    [Cost(10)]
    public async Task<int?> TotalCount(CancellationToken ct) => await TotalAsync(ct) is { IsExact: true } total ? total.Count : null;

    /// <summary>How many records the list has at least; null where it is not counted.</summary>
    [Cost(10)]
    public async Task<int?> TotalCountAtLeast(CancellationToken ct) => (await TotalAsync(ct))?.Count;

    private async Task<Total?> TotalAsync(CancellationToken ct) => _count is null ? null : await (_total ??= _count(ct));
}

/// <summary>How many records a list has.</summary>
/// <param name="Count">The number, or the bound where counting stopped.</param>
/// <param name="IsExact">Whether that is all of them.</param>
public readonly record struct Total(int Count, bool IsExact);

/// <summary>A record of a page.</summary>
/// <param name="Node">The record.</param>
/// <param name="Cursor">Where it stands in the list; opaque, for <c>after</c> and <c>before</c>.</param>
[Access]
public sealed record Edge<T>(T Node, string Cursor)
    where T : class;

/// <summary>Where a page stands in its list.</summary>
/// <param name="HasNextPage">Whether there are records after the page.</param>
/// <param name="HasPreviousPage">Whether there are records before the page.</param>
/// <param name="StartCursor">The cursor of the page's first record; null where it has none.</param>
/// <param name="EndCursor">The cursor of the page's last record; null where it has none.</param>
[Access]
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

/// <summary>What page of a list is asked for: checked.</summary>
/// <param name="Size">How many records, 1 to 100.</param>
/// <param name="Backward">Whether the last records before the cursor are asked for, instead of the first after it.</param>
/// <param name="Cursor">The cursor that the page begins after, or ends before; null: the list's beginning or end.</param>
public sealed record PageRequest(int Size, bool Backward, Cursor? Cursor)
{
    /// <summary>The most records of a page.</summary>
    public const int Largest = 100;

    /// <summary>Checks the paging arguments of a field.</summary>
    /// <param name="first">How many from the beginning or after <paramref name="after"/>.</param>
    /// <param name="after">The cursor to begin after.</param>
    /// <param name="last">How many from the end or before <paramref name="before"/>.</param>
    /// <param name="before">The cursor to end before.</param>
    /// <param name="order">What the list is sorted by and which filter it has; a cursor of another list is refused.</param>
    /// <exception cref="ApiException">BAD_USER_INPUT: the arguments contradict each other, a size is out of range, or a cursor is not one of this
    /// list.</exception>
    public static PageRequest Of(int? first, string? after, int? last, string? before, string order)
    {
        if ((first is not null || after is not null) && (last is not null || before is not null))
            throw Bad("first and after cannot be combined with last and before.");
        var backward = last is not null || before is not null;
        var size = first ?? last ?? 20;
        if (size is < 1 or > Largest)
            throw Bad($"A page has 1 to {Largest} records.");
        if ((after ?? before) is not { } text)
            return new(size, backward, null);
        return Relay.Cursor.TryDecode(text, out var cursor) && cursor.Order == order
            ? new(size, backward, cursor) : throw Bad("The cursor is not one of this list.");
    }

    /// <summary>Makes the page of what was read: one record more than <see cref="Size"/> was asked for, to know whether the list goes on. In reading order:
    /// backward pages are read from their end.</summary>
    /// <param name="read">What was read, at most <see cref="Size"/> + 1.</param>
    /// <param name="cursorOf">The cursor of a record.</param>
    /// <param name="count">Counts the list, where that is possible.</param>
    public Connection<T> Page<T>(IReadOnlyList<T> read, Func<T, Cursor> cursorOf, Func<CancellationToken, Task<Total>>? count = null)
        where T : class
    {
        var more = read.Count > Size;
        var edges = read.Take(Size).Select(node => new Edge<T>(node, cursorOf(node).Encode())).ToArray();
        if (Backward)
            Array.Reverse(edges);
        var info = new PageInfo(
            Backward ? Cursor is not null : more, Backward ? more : Cursor is not null,
            edges is [var start, ..] ? start.Cursor : null, edges is [.., var end] ? end.Cursor : null);
        return count is null ? new(edges, info) : new(edges, info, count);
    }

    private static ApiException Bad(string message) => new(ErrorCodes.BadUserInput, message);
}
