using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Journal.Tests.Accounts;

/// <summary>Writes the accounts' rows on both databases.</summary>
public sealed class AccountRows : IRowTable, ISqliteRows, IPostgresRows
{
    public static readonly SchemaComponent Schema = new(
        "accounts",
        [
            """
            create table account_row (stream uuid primary key, version int not null, balance numeric not null);
            create function write_account_rows_v1(winners bigint[], streams uuid[], versions int[], balances numeric[]) returns void
              language plpgsql as $$
            begin
              insert into account_row
              select r.stream, r.version, r.balance
              from unnest(streams, versions, balances) with ordinality r(stream, version, balance, ord) where r.ord = any(winners)
              on conflict (stream) do update set version = excluded.version, balance = excluded.balance;
            end $$;
            """,
        ],
        ["create table account_row (stream blob primary key, version integer not null, balance text not null) strict"]);

    public Type RowType => typeof(AccountRow);

    public string Function => "write_account_rows_v1";

    public NpgsqlParameter[] CreateParameters() =>
    [
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = Array.Empty<Guid>() },
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, Value = Array.Empty<int>() },
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric, Value = Array.Empty<decimal>() },
    ];

    public void Fill(NpgsqlParameter[] parameters, IReadOnlyList<Append> batch)
    {
        var rows = batch.Select(append => (AccountRow)append.Row!).ToList(); // Accounts always have one.
        parameters[0].Value = rows.Select(row => row.Stream.Value).ToArray();
        parameters[1].Value = rows.Select(row => row.Version).ToArray();
        parameters[2].Value = rows.Select(row => row.Balance).ToArray();
    }

    public ISqliteRowWriter Prepare(SqliteConnection connection) => new Writer(connection);

    public async ValueTask<IReadOnlyDictionary<StreamId, IStreamRow>> ReadAsync(
        DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        var rows = new Dictionary<StreamId, IStreamRow>();
        foreach (var stream in streams)
        {
            await using var command =
                Command(connection, "select version, balance from account_row where stream = @stream", ("stream", stream.Value));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (await reader.ReadAsync(cancellation))
                rows.Add(stream, new AccountRow(stream, reader.GetInt32(0), Convert.ToDecimal(reader[1], CultureInfo.InvariantCulture)));
        }
        return rows;
    }

    public async ValueTask<IReadOnlyList<StreamId>> ListAsync(
        DbConnection connection, StreamId? after, int limit, CancellationToken cancellation)
    {
        await using var command = Command(
            connection, $"select stream from account_row where {(after is null ? "1 = 1" : "stream > @after")} order by stream limit "
                + $"{limit}", ("after", after?.Value ?? default));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var streams = new List<StreamId>();
        while (await reader.ReadAsync(cancellation))
            streams.Add(new(IdOf(reader[0])));
        return streams;
    }

    public async ValueTask WriteAsync(DbConnection connection, IReadOnlyList<IStreamRow> rows, CancellationToken cancellation)
    {
        await RemoveAsync(connection, [.. rows.Select(row => ((AccountRow)row).Stream)], cancellation);
        foreach (var row in rows.Cast<AccountRow>())
        {
            await using var insert = Command(
                connection, $"insert into account_row values (@stream, @version, "
                    + $"{(connection is SqliteConnection ? "@balance" : "@balance::numeric")})", ("stream", row.Stream.Value),
                ("version", row.Version), ("balance", row.Balance.ToString(CultureInfo.InvariantCulture)));
            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    public async ValueTask RemoveAsync(DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        foreach (var stream in streams)
        {
            await using var command = Command(connection, "delete from account_row where stream = @stream", ("stream", stream.Value));
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    public ValueTask<(IReadOnlyList<JournalFinding> Findings, string? Last)> CompareAsync(
        // No value of an account must be unique.
        DbConnection connection, string? after, int limit, CancellationToken cancellation) => new(([], null));

    public bool Matches(IStreamRow stored, IStreamRow expected) => stored.Equals(expected);

    internal static DbCommand Command(DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) =
                (name, value is Guid id && connection is SqliteConnection ? id.ToByteArray(bigEndian: true) : value);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private static Guid IdOf(object value) => value is byte[] bytes ? new(bytes, bigEndian: true) : (Guid)value;

    private sealed class Writer(SqliteConnection connection) : ISqliteRowWriter
    {
        private readonly SqliteCommand _command = new(
            "insert into account_row values ($stream, $version, $balance) on conflict (stream) do update set version = excluded.version, "
                + "balance = excluded.balance",
            connection);

        public void Write(SqliteTransaction? transaction, Append append)
        {
            var row = (AccountRow)append.Row!; // Not null: the journal passes only appends with a row.
            _command.Transaction = transaction;
            _command.Parameters.Clear();
            _command.Parameters.AddWithValue("$stream", row.Stream.Value.ToByteArray(bigEndian: true));
            _command.Parameters.AddWithValue("$version", row.Version);
            _command.Parameters.AddWithValue("$balance", row.Balance.ToString(CultureInfo.InvariantCulture));
            _command.ExecuteNonQuery();
        }

        public void Dispose() => _command.Dispose();
    }
}
