using Npgsql;

namespace OrderGrains.Journal;

/// <summary>Identifies a connection's server process, so that it can be found after the connection was lost.</summary>
internal readonly record struct PostgresSession(int Process, DateTime StartedAt)
{
    private const string Identify = """
        select pg_backend_pid(), (select backend_start from pg_stat_activity where pid = pg_backend_pid()),
          current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
          current_setting('server_version_num')::int
        """;
    private static readonly string[] MustBeOn = ["fsync", "full_page_writes", "synchronous_commit"];

    /// <summary>Identifies the session, and refuses a server that could lose acknowledged commits.</summary>
    /// <exception cref="JournalConfigurationException">A setting that makes commits durable is off, or the server is too old.</exception>
    public static async ValueTask<PostgresSession> OpenAsync(NpgsqlConnection connection)
    {
        await using var identify = new NpgsqlCommand(Identify, connection);
        await using var reader = await identify.ExecuteReaderAsync();
        await reader.ReadAsync();
        for (var i = 0; i < MustBeOn.Length; i++)
        {
            if (reader.GetString(2 + i) == "off")
            {
                throw new JournalConfigurationException(
                    MustBeOn[i], "is off in PostgreSQL, which could therefore lose acknowledged commits. Turn it on");
            }
        }
        if (reader.GetInt32(5) < 15_00_00)
            throw new JournalConfigurationException("server_version", "of PostgreSQL is below 15");
        return new PostgresSession(reader.GetInt32(0), reader.GetDateTime(1));
    }
}
