using System.Data.Common;

namespace OrderGrains.Journal;

/// <summary>
/// The table with the rows of a kind of record, for verifying and rebuilding; on PostgreSQL or SQLite, by the connection's type. The connection is open and in a
/// transaction: commands made by <see cref="DbConnection.CreateCommand"/> take part in it.
/// </summary>
public interface IRowTable
{
    /// <summary>The rows of these streams; those that have none are left out.</summary>
    ValueTask<IReadOnlyDictionary<StreamId, StoredRow>> ReadAsync(DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation);

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

    /// <summary>Whether a row as stored says the same as the row that the events give. What is sealed is compared opened, and not at all where a key was destroyed.</summary>
    /// <param name="stored">A row of <see cref="ReadAsync"/>.</param>
    /// <param name="expected">The row by <see cref="Aggregate{TState,TEvent}.Row"/>, from the initial state to the fold.</param>
    /// <param name="key">The key of an id; null if it was destroyed. Knows the keys of both rows.</param>
    bool Matches(IStreamRow stored, IStreamRow expected, Func<Guid, PersonalKey?> key);
}

/// <summary>A row as its table holds it.</summary>
/// <param name="Version">The version that it stands for.</param>
/// <param name="Row">The row.</param>
/// <param name="KeyId">The key that it has something sealed with; null if it has not.</param>
public readonly record struct StoredRow(int Version, IStreamRow Row, Guid? KeyId);
