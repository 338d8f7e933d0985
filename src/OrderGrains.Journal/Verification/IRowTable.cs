using System.Data.Common;

namespace OrderGrains.Journal;

/// <summary>
/// The table with the rows of a kind of record, for verifying and rebuilding; on PostgreSQL or SQLite, by the connection's type. The connection is open and in a
/// transaction: commands made by <see cref="DbConnection.CreateCommand"/> take part in it.
/// </summary>
public interface IRowTable
{
    /// <summary>The rows of these streams; those that have none are left out.</summary>
    ValueTask<IReadOnlyDictionary<StreamId, IStreamRow>> ReadAsync(DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation);

    /// <summary>A page of the streams that have a row, in the database's order of ids.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="after">The last stream of the page before; null for the first page.</param>
    /// <param name="limit">The most streams.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<StreamId>> ListAsync(DbConnection connection, StreamId? after, int limit, CancellationToken cancellation);

    /// <summary>Writes whole rows in place of those that are there, whatever their versions.</summary>
    ValueTask WriteAsync(DbConnection connection, IReadOnlyList<IStreamRow> rows, CancellationToken cancellation);

    /// <summary>Removes the rows of these streams.</summary>
    ValueTask RemoveAsync(DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation);

    /// <summary>Compares the rows of a page with each other: what only one record may have, and several have.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="after">Where the page before ended; null for the first page.</param>
    /// <param name="limit">The most values compared.</param>
    /// <param name="cancellation">Ends the comparing.</param>
    /// <returns>What is wrong, and where the page ends; null after the last page.</returns>
    ValueTask<(IReadOnlyList<JournalFinding> Findings, string? Last)> CompareAsync(
        DbConnection connection, string? after, int limit, CancellationToken cancellation);

    /// <summary>Whether a row as stored says the same as the row that the events give.</summary>
    /// <param name="stored">A row of <see cref="ReadAsync"/>.</param>
    /// <param name="expected">The row by <see cref="Aggregate{TState,TEvent}.Row"/>, from the fold.</param>
    bool Matches(IStreamRow stored, IStreamRow expected);
}
