using Npgsql;

namespace OrderGrains.Journal;

/// <summary>
/// Writes the rows of a kind of record that accompany appends, in a table that the journal knows nothing about. The journal calls
/// <see cref="Function"/> in the statement that appends, for batches with such a row: its first argument are the indexes
/// (<c>bigint[]</c>, from 1) of the commands that were written, the others are <see cref="CreateParameters"/>, arrays with an element for
/// each command. The function is volatile, so its statements see what was committed before the batch's partitions were locked to it.
/// </summary>
public interface IPostgresRows
{
    /// <summary>The type of the rows.</summary>
    Type RowType { get; }

    /// <summary>The function's name.</summary>
    string Function { get; }

    /// <summary>Makes the parameters of a statement, typed, in the order of the function's arguments after the first.</summary>
    NpgsqlParameter[] CreateParameters();

    /// <summary>Sets the parameters' values for a batch: arrays aligned with it, null for commands without a row of this kind.</summary>
    void Fill(NpgsqlParameter[] parameters, IReadOnlyList<Append> batch);
}
