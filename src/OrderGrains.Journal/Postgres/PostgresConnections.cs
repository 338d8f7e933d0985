using Npgsql;

namespace OrderGrains.Journal;

/// <summary>Opens the journal's connections: one for each lane, and a small pool for reading.</summary>
internal static class PostgresConnections
{
    private const int ConnectTimeoutSeconds = 2;
    private const int StatementTimeoutSeconds = 5;
    private const string Lane =
        "-c lock_timeout=2000 -c statement_timeout=5000 -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3 "
            + "-c plan_cache_mode=force_generic_plan -c jit=off";

    // Every read uses an index, whatever its parameters and the statistics, so that a connection plans it once: planning costs more
    // than reading.
    private const string Read = "-c statement_timeout=5000 -c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off";

    /// <summary>Creates the source for lanes, each of which opens one connection and keeps it.</summary>
    public static NpgsqlDataSource ForLanes(string connectionString) => Build(connectionString, Lane, x =>
    {
        x.Pooling = false;
        x.WriteBufferSize = 128 * 1024;         // A batch is sent in few pieces.
    });

    public static NpgsqlDataSource ForReading(string connectionString) => Build(connectionString, Read, x =>
    {
        x.Pooling = true;
        x.MinPoolSize = 0;
        x.MaxPoolSize = 8;
        x.MaxAutoPrepare = 20;
        x.AutoPrepareMinUsages = 2;
        x.NoResetOnClose = true;                // No reader changes its session.
    });

    private static NpgsqlDataSource Build(string connectionString, string options, Action<NpgsqlConnectionStringBuilder> configure)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = $"{settings.Options} {options}".Trim();
        settings.Timeout = ConnectTimeoutSeconds;
        settings.CommandTimeout = StatementTimeoutSeconds + 1;
        settings.CancellationTimeout = -1;      // A server that does not answer does not answer a cancellation either.
        settings.KeepAlive = 0;
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 5;
        settings.TcpKeepAliveInterval = 1;
        configure(settings);
        return NpgsqlDataSource.Create(settings);
    }
}
