using Npgsql;

namespace OrderGrains.Journal;

/// <summary>Writes the rows of a kind of record that accompany appends, in a table that the journal does not know.</summary>
/// <remarks>
/// The statement that appends a batch with such a row calls <see cref="Function"/>. Its first argument is the indexes (<c>bigint[]</c>,
/// from 1) of the commands that were written; the others are <see cref="CreateParameters"/>, arrays with an element for each command. The
/// function is volatile, so its statements see what was committed before the lane locked the batch's partitions.
/// </remarks>
public interface IPostgresRows
{
    /// <summary>The type of the rows.</summary>
    Type RowType { get; }

    /// <summary>The function's name.</summary>
    string Function { get; }

    /// <summary>Creates the typed parameters of a statement, in the order of the function's arguments after the first.</summary>
    NpgsqlParameter[] CreateParameters();

    /// <summary>Sets the parameters for a batch: aligned arrays, with null for commands without a row of this kind.</summary>
    void Fill(NpgsqlParameter[] parameters, IReadOnlyList<Append> batch);
}
