using Npgsql;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>How the configuration names PostgreSQL databases.</summary>
public static class PostgresDatabase
{
    /// <summary>The database of journal and rows.</summary>
    /// <exception cref="JournalConfigurationException">It is not configured, or not as Npgsql writes connection strings.</exception>
    public static string ConnectionString(IConfiguration configuration) =>
        Checked(configuration, "OrderGrains")
            ?? throw new JournalConfigurationException("ConnectionStrings:OrderGrains", "is needed for Storage:Provider Postgres");

    /// <summary>The database of the keys, where it is one apart.</summary>
    public static string? KeysConnectionString(IConfiguration configuration) => Checked(configuration, "Keys");

    /// <summary>Opens a pool.</summary>
    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timeout = 3,
            CommandTimeout = 6,
            MaxPoolSize = 16,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,          // nothing here changes a session
            TcpKeepAlive = true,
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 1,
            ApplicationName = "OrderGrains",
        };
        // Planning a page costs more than reading it. An index answers every statement here, for any parameters and statistics.
        settings.Options = $"{settings.Options} -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off".Trim();
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    private static string? Checked(IConfiguration configuration, string name)
    {
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            _ = new NpgsqlConnectionStringBuilder(text);
            return text;
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException)
        {
            throw new JournalConfigurationException($"ConnectionStrings:{name}", $"cannot be read: {malformed.Message}");
        }
    }
}
