using System.Data.Common;

namespace OrderGrains.Journal;

/// <summary>
/// Reads and writes the table of a kind of record, for verifying and rebuilding; PostgreSQL or SQLite by the connection's type.
/// </summary>
/// <remarks>
/// The connection is open and in a transaction, in which commands made by <see cref="DbConnection.CreateCommand"/> take part.
/// </remarks>
public interface IRowTable
{
    /// <summary>Returns the rows of these streams; omits streams that have none.</summary>
    ValueTask<IReadOnlyDictionary<StreamId, IStreamRow>> ReadAsync(
        DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation);

    /// <summary>Returns a page of the streams that have a row, in the database's order of ids.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="after">The last stream of the previous page; null for the first page.</param>
    /// <param name="limit">The maximum number of streams.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<StreamId>> ListAsync(DbConnection connection, StreamId? after, int limit, CancellationToken cancellation);

    /// <summary>Replaces whole rows, whatever their versions.</summary>
    ValueTask WriteAsync(DbConnection connection, IReadOnlyList<IStreamRow> rows, CancellationToken cancellation);

    /// <summary>Removes the rows of these streams.</summary>
    ValueTask RemoveAsync(DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation);

    /// <summary>Compares the rows of a page with each other, and finds values that must be unique but are not.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="after">The end of the previous page; null for the first page.</param>
    /// <param name="limit">The maximum number of values to compare.</param>
    /// <param name="cancellation">Ends the comparison.</param>
    /// <returns>The findings, and the end of the page; null after the last page.</returns>
    ValueTask<(IReadOnlyList<JournalFinding> Findings, string? Last)> CompareAsync(
        DbConnection connection, string? after, int limit, CancellationToken cancellation);

    /// <summary>Whether a stored row equals the one derived from the events.</summary>
    /// <param name="stored">A row from <see cref="ReadAsync"/>.</param>
    /// <param name="expected">The row from <see cref="Aggregate{TState,TEvent}.Row"/>.</param>
    bool Matches(IStreamRow stored, IStreamRow expected);
}
