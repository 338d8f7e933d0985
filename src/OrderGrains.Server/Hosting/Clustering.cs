using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using OrderGrains.Journal;
using OrderGrains.Server.Settings;
using OrderGrains.Server.Storage;
using Orleans.Configuration;
using Orleans.Serialization;

namespace OrderGrains.Server.Hosting;

/// <summary>
/// Section <c>Orleans</c>: how processes on one PostgreSQL form a cluster. On SQLite the one process is the cluster, on loopback. A silo
/// that crashed on a living machine is missed at once, since its connections close; one that vanished is declared dead after
/// <see cref="MissedProbes"/> probes. </summary>
public sealed class ClusteringOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Orleans";
    /// <summary>The cluster: silos with the same name on the same database find each other.</summary>
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,100}$")] public string ClusterId { get; set; } = "ordergrains";
    /// <summary>The IP address that the other silos reach this one at, and the only one that it listens on. It has no authentication: never
    /// a public one.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";
    /// <summary>The port that the other silos reach this one at; 0 for a free one; unset: 11111 on PostgreSQL, and a free one on
    /// SQLite.</summary>
    [Range(0, 65_535)] public int? SiloPort { get; set; }
    /// <summary>How long a probe of another silo waits at first, and how often one is sent; Orleans adapts it, from half to four times of
    /// it, to what it observes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")] public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(3);
    /// <summary>How many probes in a row a silo may miss before another votes for its death.</summary>
    [Range(1, 100)] public int MissedProbes { get; set; } = 3;
    /// <summary>How often a silo writes a sign of life to the database.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")] public TimeSpan AliveInterval { get; set; } = TimeSpan.FromSeconds(5);
    /// <summary>How many signs of life may be missing before a silo's row is stale: its vote is not needed, and a silo that starts does not
    /// insist on reaching it.</summary>
    [Range(1, 100)] public int MissedAlive { get; set; } = 3;
    /// <summary>How often the list of silos is read, beside what silos tell each other: after this time at most, a silo that was frozen
    /// knows of its death.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")] public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The advertised address; the options are valid.</summary>
    internal IPAddress Address => IPAddress.Parse(AdvertisedAddress);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        IPAddress.TryParse(AdvertisedAddress, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? [] : [new($"{AdvertisedAddress} is no IP address of this host.", [nameof(AdvertisedAddress)])];
}

/// <summary>Makes the silo a member of its cluster.</summary>
internal static class Clustering
{
    // The states of grains belong to it, on both databases: never changed.
    private const string Service = "ordergrains";
    private const int DefaultPort = 11_111;

    /// <summary>One silo on loopback (SQLite), or a member of the cluster whose list the database holds (PostgreSQL). Never a gateway: only
    /// silos call grains.</summary>
    public static ISiloBuilder AddClustering(this ISiloBuilder silo, OpenStorage storage)
    {
        var clustered = storage.Dialect == SqlDialect.Postgres;
        silo.Services.AddSection<ClusteringOptions>(ClusteringOptions.Section);
        silo.Services.AddOptions<ClusterOptions>().Configure<IOptions<ClusteringOptions>>((cluster, options) =>
            (cluster.ServiceId, cluster.ClusterId) = (Service, options.Value.ClusterId));
        silo.Services.AddOptions<EndpointOptions>()
            .Configure<IOptions<ClusteringOptions>>((endpoint, options) => Place(endpoint, options.Value, clustered));
        silo.Services.AddOptions<ClusterMembershipOptions>().Configure<IOptions<ClusteringOptions>>((membership, options) =>
        {
            membership.ProbeTimeout = options.Value.ProbeTimeout;
            membership.NumMissedProbesLimit = options.Value.MissedProbes;
            membership.IAmAliveTablePublishTimeout = options.Value.AliveInterval;
            membership.NumMissedTableIAmAliveLimit = options.Value.MissedAlive;
            membership.TableRefreshTimeout = options.Value.RefreshInterval;
        });
        // A fault of any type reaches the caller on another silo, with its message if nothing else: the database's too.
        silo.Services.Configure<ExceptionSerializationOptions>(faults => faults.SupportedExceptionTypeFilter = _ => true);
        return clustered
            ? silo.UseAdoNetClustering((AdoNetClusteringSiloOptions members) =>
            (members.Invariant, members.DataSource) = (storage.Dialect.Invariant(), storage.Grains))
            : silo.UseDevelopmentClustering(primarySiloEndpoint: null);
    }

    /// <summary>
    /// Refuses a place that another silo has, on this host or, as it is with the default address, on another: the cluster would take this
    /// one for that one's restart, and end that one. </summary>
    /// <exception cref="JournalConfigurationException">The port is taken, or a silo on another host that was alive a moment ago gives the
    /// address as its own.</exception>
    public static async Task RequireOwnAddressAsync(OpenStorage storage, IConfiguration configuration, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (storage.Dialect != SqlDialect.Postgres)
            return;
        const string Other = """
            select host_name from orleans_member
            where cluster_id = @cluster and address = @address and port = @port and status = @status and host_name <> @host and alive_at > @since
            """;
        var options = configuration.ReadSection<ClusteringOptions>(ClusteringOptions.Section);
        _ = PortOf(options.Address, options.SiloPort ?? DefaultPort);
        await using var connection = await storage.Grains.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = Other;
        storage.Dialect.Add(command, "cluster", options.ClusterId);
        storage.Dialect.Add(command, "address", options.AdvertisedAddress);
        storage.Dialect.Add(command, "port", options.SiloPort ?? DefaultPort);
        storage.Dialect.Add(command, "status", (int)SiloStatus.Active);
        storage.Dialect.Add(command, "host", Dns.GetHostName());
        storage.Dialect.Add(command, "since", storage.Dialect.Instant(clock.GetUtcNow() - options.AliveInterval * options.MissedAlive));
        if (await command.ExecuteScalarAsync(cancellation) is string host)
        {
            throw new JournalConfigurationException(
                "Orleans:AdvertisedAddress",
                    $"is {options.AdvertisedAddress}, which {host} gives as its own; it must be the address that other hosts reach this one at");
        }
    }

    private static void Place(EndpointOptions endpoint, ClusteringOptions options, bool clustered)
    {
        var address = clustered ? options.Address : IPAddress.Loopback;
        var port = PortOf(address, options.SiloPort ?? (clustered ? DefaultPort : 0));
        (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (address, port, 0);
        endpoint.SiloListeningEndpoint = new(address, port);
    }

    private static int PortOf(IPAddress address, int port)
    {
        using var probe = new TcpListener(address, port);
        try
        {
            probe.Start();
        }
        catch (SocketException taken)
        {
            throw new JournalConfigurationException("Orleans:SiloPort", $"cannot be {port} on {address}: {taken.Message}");
        }
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
