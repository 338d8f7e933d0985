using Npgsql;

namespace OrderGrains.Journal;

/// <summary>
/// Writes the rows that accompany appends, in a table that the journal knows nothing about. The journal calls <see cref="Function"/> in the statement that appends:
/// its first argument are the indexes (<c>bigint[]</c>, from 1) of the commands that were written, the others are <see cref="CreateParameters"/>, arrays with an
/// element per command. The function is volatile, so its statements see what was committed before the batch's partitions were locked to it.
/// </summary>
public interface IPostgresRows
{
    /// <summary>The function's name.</summary>
    string Function { get; }

    /// <summary>Makes the parameters of a lane, typed, in the order of the function's arguments after the first.</summary>
    NpgsqlParameter[] CreateParameters();

    /// <summary>Sets the parameters' values for a batch: arrays aligned with it, null for commands without a row of this kind. May use its arrays again.</summary>
    void Fill(NpgsqlParameter[] parameters, IReadOnlyList<Append> batch);
}
