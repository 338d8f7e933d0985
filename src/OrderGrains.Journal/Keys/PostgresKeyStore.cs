using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Journal;

/// <summary>Stores keys in PostgreSQL: in the journal's database, or in another one with its own backup policy.</summary>
public sealed class PostgresKeyStore(NpgsqlDataSource database, TimeProvider clock) : KeyStore(clock)
{
    // Two statements: the second one's snapshot sees the inserts that the first waited for.
    private const string Insert = """
        insert into personal_key (id, subject, secret, created_at) select i, s, k, $4 from unnest($1, $2, $3) x(i, s, k)
        on conflict (subject) where destroyed_at is null do nothing
        """;
    private const string ReadCurrent = "select subject, id, secret from personal_key where subject = any($1) and destroyed_at is null";
    private const string ReadById = "select id, secret from personal_key where id = any($1) and destroyed_at is null";
    private const string Erase = "update personal_key set secret = null, destroyed_at = $2 where subject = $1 and destroyed_at is null";

    private protected override Task<IReadOnlyList<(Guid Subject, PersonalKey Key)>> EnsureAsync(
        IReadOnlyList<(Guid Subject, PersonalKey Key)> candidates, DateTimeOffset at, CancellationToken cancellation) =>
        ExecuteAsync<IReadOnlyList<(Guid, PersonalKey)>>(async () =>
        {
            var subjects = candidates.Select(candidate => candidate.Subject).ToArray();
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(new(Insert)
            {
                Parameters =
                {
                    new NpgsqlParameter<Guid[]> { TypedValue = [.. candidates.Select(candidate => candidate.Key.Id)] },
                    new NpgsqlParameter<Guid[]> { TypedValue = subjects },
                    new NpgsqlParameter<byte[][]>
                    {
                        TypedValue = [.. candidates.Select(candidate => candidate.Key.Secret)],
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
                    },
                    new NpgsqlParameter<DateTimeOffset> { TypedValue = at },
                },
            });
            batch.BatchCommands.Add(new(ReadCurrent) { Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = subjects } } });
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            var keys = new List<(Guid, PersonalKey)>(candidates.Count);
            while (await reader.ReadAsync(cancellation))
                keys.Add((reader.GetGuid(0), new(reader.GetGuid(1), reader.GetFieldValue<byte[]>(2))));
            return keys;
        });

    private protected override Task<IReadOnlyList<PersonalKey>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation) =>
        ExecuteAsync<IReadOnlyList<PersonalKey>>(async () =>
        {
            await using var command = database.CreateCommand(ReadById);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var keys = new List<PersonalKey>(ids.Count);
            while (await reader.ReadAsync(cancellation))
                keys.Add(new(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)));
            return keys;
        });

    private protected override Task EraseAsync(Guid subject, DateTimeOffset at, CancellationToken cancellation) =>
        ExecuteAsync(async () =>
        {
            await using var command = database.CreateCommand(Erase);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subject });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at });
            return await command.ExecuteNonQueryAsync(cancellation);
        });

    private static async Task<T> ExecuteAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException e)
        {
            throw new JournalUnavailableException("The key store cannot be reached.", e);
        }
    }
}
