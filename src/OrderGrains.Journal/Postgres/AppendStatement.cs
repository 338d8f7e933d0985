using System.Globalization;
using System.Text;
using Npgsql;

namespace OrderGrains.Journal;

/// <summary>The statement that appends batches with rows of some kinds, prepared once for each connection; its parameters are filled again
/// for each batch.</summary>
internal sealed class AppendStatement
{
    private readonly IReadOnlyList<IPostgresRows> _kinds;
    private readonly AppendParameters _events = new();
    private readonly NpgsqlParameter[][] _rows;
    private readonly string _text;
    private NpgsqlCommand? _command;

    /// <param name="kinds">The kinds of rows that its batches have.</param>
    public AppendStatement(IReadOnlyList<IPostgresRows> kinds)
    {
        (_kinds, _rows) = (kinds, [.. kinds.Select(kind => kind.CreateParameters())]);
        _text = Text();
    }

    /// <summary>Sets the parameters for a batch.</summary>
    public void Fill(IReadOnlyList<Append> batch, int partitions)
    {
        _events.Fill(batch, partitions);
        for (var kind = 0; kind < _kinds.Count; kind++)
            _kinds[kind].Fill(_rows[kind], batch);
    }

    /// <summary>The command on the connection that the lane has.</summary>
    public async ValueTask<NpgsqlCommand> PrepareAsync(NpgsqlConnection connection)
    {
        if (_command is not null)
            return _command;
        var command = new NpgsqlCommand(_text, connection);
        foreach (var parameter in _events.All.Concat(_rows.SelectMany(parameters => parameters)))
            command.Parameters.Add(parameter);
        _command = command;
        await command.PrepareAsync();
        return command;
    }

    /// <summary>Ends the command with its connection; the parameters go on to the next one.</summary>
    public async ValueTask DisconnectAsync()
    {
        if (_command is not { } command)
            return;
        _command = null;
        command.Parameters.Clear();
        await command.DisposeAsync();
    }

    private string Text()
    {
        var first = 1 + _events.All.Count;
        var call = $"append_v1({AppendParameters.Placeholders(1, _events.All.Count)})";
        const string columns = "a.base, a.current, a.known, a.fingerprint";
        if (_kinds.Count == 0)
            return $"select {columns} from {call} a order by a.ord";
        var functions = new StringBuilder();
        for (var kind = 0; kind < _kinds.Count; kind++)
        {
            var arguments = AppendParameters.Placeholders(first, _rows[kind].Length);
            functions.Append(CultureInfo.InvariantCulture, $"{(kind == 0 ? "" : ", ")}{_kinds[kind].Function}(w.winners, {arguments})");
            first += _rows[kind].Length;
        }
        return $$"""
            with a as materialized (select * from {{call}}),
            w as materialized (select coalesce((select array_agg(ord) from a where base is not null), '{}') as winners),
            r as materialized (select {{functions}} from w)
            select {{columns}} from a cross join r order by a.ord
            """;
    }
}
