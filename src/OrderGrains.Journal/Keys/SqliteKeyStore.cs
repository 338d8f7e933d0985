using Microsoft.Data.Sqlite;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>Stores keys in a separate SQLite file, <c>keys.db</c>, with one connection on a dedicated thread.</summary>
public sealed class SqliteKeyStore : KeyStore, IDisposable
{
    private const string Insert = """
        insert into personal_key (id, subject, secret, created_at) values ($id, $subject, $secret, $at)
        on conflict (subject) where destroyed_at is null do nothing
        """;
    private const string ReadCurrent = "select id, secret from personal_key where subject = $subject and destroyed_at is null";
    private const string ReadById = "select id, secret from personal_key where id = $id and destroyed_at is null";
    private const string Erase =
        "update personal_key set secret = null, destroyed_at = $at where subject = $subject and destroyed_at is null";

    private readonly SqliteConnection _connection;
    private readonly WriterThread _thread = new("keys.db");

    private SqliteKeyStore(SqliteConnection connection, TimeProvider clock)
        : base(clock) => _connection = connection;

    /// <summary>Opens the key file of a directory, creating it if there is none.</summary>
    /// <exception cref="SchemaRefusedException">This program does not know the file's schema.</exception>
    public static async Task<SqliteKeyStore> OpenAsync(SqliteDirectory directory, TimeProvider clock, CancellationToken cancellation)
    {
        var connection = directory.OpenKeys();
        try
        {
            if (directory.Writes)
            {
                using (var secure = connection.Command("pragma secure_delete = on"))
                    secure.ExecuteNonQuery();
                await DatabaseSchema.OpenAsync(connection, [Schema], cancellation);
            }
            return new(connection, clock);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Dispose();
        _connection.Dispose();
    }

    private protected override Task<IReadOnlyList<(Guid Subject, PersonalKey Key)>> EnsureAsync(
        IReadOnlyList<(Guid Subject, PersonalKey Key)> candidates, DateTimeOffset at, CancellationToken cancellation) =>
        RunOnThreadAsync<IReadOnlyList<(Guid, PersonalKey)>>(
            () =>
            {
                using var transaction = _connection.BeginTransaction(deferred: false);
                using var insert = _connection.Command(
                    Insert, ("$id", null), ("$subject", null), ("$secret", null), ("$at", at.ToUnixTimeMilliseconds()));
                using var read = _connection.Command(ReadCurrent, ("$subject", null));
                var keys = new List<(Guid, PersonalKey)>(candidates.Count);
                foreach (var (subject, candidate) in candidates)
                {
                    insert.Parameters[0].Value = SqliteValues.Of(candidate.Id);
                    insert.Parameters[1].Value = read.Parameters[0].Value = SqliteValues.Of(subject);
                    insert.Parameters[2].Value = candidate.Secret;
                    insert.ExecuteNonQuery();
                    keys.Add((subject, ReadOne(read)!));
                }
                transaction.Commit();
                return keys;
            },
            cancellation);

    private protected override Task<IReadOnlyList<PersonalKey>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation) =>
        RunOnThreadAsync<IReadOnlyList<PersonalKey>>(
            () =>
            {
                using var read = _connection.Command(ReadById, ("$id", null));
                var keys = new List<PersonalKey>(ids.Count);
                foreach (var id in ids)
                {
                    read.Parameters[0].Value = SqliteValues.Of(id);
                    if (ReadOne(read) is { } key)
                        keys.Add(key);
                }
                return keys;
            },
            cancellation);

    private protected override Task EraseAsync(Guid subject, DateTimeOffset at, CancellationToken cancellation) =>
        RunOnThreadAsync(
            () =>
            {
                using (var erase = _connection.Command(Erase, ("$subject", SqliteValues.Of(subject)), ("$at", at.ToUnixTimeMilliseconds())))
                    erase.ExecuteNonQuery();
                // A secret is gone only once it is gone from the log too; secure_delete overwrites the database pages.
                using var checkpoint = _connection.Command("pragma wal_checkpoint(truncate)");
                return checkpoint.ExecuteNonQuery();
            },
            cancellation);

    private static PersonalKey? ReadOne(SqliteCommand read)
    {
        using var reader = read.ExecuteReader();
        return reader.Read() ? new(reader.GetId(0), reader.GetBytes(1)) : null;
    }

    private async Task<T> RunOnThreadAsync<T>(Func<T> use, CancellationToken cancellation)
    {
        try
        {
            return await _thread.RunAsync(use).WaitAsync(cancellation);
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException("The key store cannot be used.", e);
        }
    }
}
