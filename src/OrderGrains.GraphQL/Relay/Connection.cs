using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Execution;
using OrderGrains.GraphQL.Schema;

namespace OrderGrains.GraphQL.Relay;

/// <summary>A record that can be requested by its global id alone.</summary>
[ApiInterface, Access]
public interface INode
{
    /// <summary>The opaque global id.</summary>
    [ApiId]
    string Id { get; }
}

/// <summary>One page of a list.</summary>
/// <param name="Edges">The page's records, each with its cursor.</param>
/// <param name="PageInfo">The page's position in the list.</param>
[Access]
public sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
    where T : class
{
    private readonly Func<CancellationToken, Task<Total>>? _count;
    private Task<Total>? _total;

    /// <summary>Creates a page that can count its list.</summary>
    public Connection(IReadOnlyList<Edge<T>> edges, PageInfo pageInfo, Func<CancellationToken, Task<Total>> count)
        : this(edges, pageInfo) => _count = count;

    /// <summary>The page's records.</summary>
    public IReadOnlyList<T> Nodes => [.. Edges.Select(edge => edge.Node)];

    /// <summary>The number of records in the list, exact up to 10,000; null beyond that or if the list is not counted.</summary>
    [Cost(10)]
    public async Task<int?> TotalCount(CancellationToken ct) => await TotalAsync(ct) is { IsExact: true } total ? total.Count : null;

    /// <summary>The minimum number of records in the list; null if the list is not counted.</summary>
    [Cost(10)]
    public async Task<int?> TotalCountAtLeast(CancellationToken ct) => (await TotalAsync(ct))?.Count;

    private async Task<Total?> TotalAsync(CancellationToken ct) => _count is null ? null : await (_total ??= _count(ct));
}

/// <summary>The number of records in a list.</summary>
/// <param name="Count">The number, or the limit at which counting stopped.</param>
/// <param name="IsExact">Whether the number is exact.</param>
public readonly record struct Total(int Count, bool IsExact);

/// <summary>A record of a page.</summary>
/// <param name="Node">The record.</param>
/// <param name="Cursor">The opaque cursor of the record's position in the list, for <c>after</c> and <c>before</c>.</param>
[Access]
public sealed record Edge<T>(T Node, string Cursor)
    where T : class;

/// <summary>The position of a page in its list.</summary>
/// <param name="HasNextPage">Whether there are records after the page.</param>
/// <param name="HasPreviousPage">Whether there are records before the page.</param>
/// <param name="StartCursor">The cursor of the page's first record; null if the page is empty.</param>
/// <param name="EndCursor">The cursor of the page's last record; null if the page is empty.</param>
[Access]
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

/// <summary>A validated request for a page of a list.</summary>
/// <param name="Size">The number of records, 1 to 100.</param>
/// <param name="Backward">Whether to read the last records before the cursor instead of the first after it.</param>
/// <param name="Cursor">The cursor after which the page begins, or before which it ends; null for the list's beginning or end.</param>
public sealed record PageRequest(int Size, bool Backward, Cursor? Cursor)
{
    /// <summary>The maximum number of records in a page.</summary>
    public const int MaxSize = 100;

    /// <summary>Validates the paging arguments of a field.</summary>
    /// <param name="first">The number of records from the beginning, or after <paramref name="after"/>.</param>
    /// <param name="after">The cursor to begin after.</param>
    /// <param name="last">The number of records from the end, or before <paramref name="before"/>.</param>
    /// <param name="before">The cursor to end before.</param>
    /// <param name="order">The list's sort order and filter; a cursor of another list is refused.</param>
    /// <exception cref="ApiException">
    /// BAD_USER_INPUT: the arguments contradict each other, a size is out of range, or a cursor belongs to another list.
    /// </exception>
    public static PageRequest Of(int? first, string? after, int? last, string? before, string order)
    {
        if ((first is not null || after is not null) && (last is not null || before is not null))
            throw CreateBadInput("first and after cannot be combined with last and before.");
        var backward = last is not null || before is not null;
        var size = first ?? last ?? 20;
        if (size is < 1 or > MaxSize)
            throw CreateBadInput($"A page has 1 to {MaxSize} records.");
        if ((after ?? before) is not { } text)
            return new(size, backward, null);
        return Relay.Cursor.TryDecode(text, out var cursor) && cursor.Order == order
            ? new(size, backward, cursor)
            : throw CreateBadInput("The cursor does not belong to this list.");
    }

    /// <summary>Creates the page from the records that were read, one more than <see cref="Size"/> if the list goes on.</summary>
    /// <remarks>The records are in reading order: backward pages are read from their end.</remarks>
    /// <param name="read">The records, at most <see cref="Size"/> + 1.</param>
    /// <param name="cursorOf">Returns the cursor of a record.</param>
    /// <param name="count">Counts the list, if that is possible.</param>
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

    private static ApiException CreateBadInput(string message) => new(ErrorCodes.BadUserInput, message);
}
