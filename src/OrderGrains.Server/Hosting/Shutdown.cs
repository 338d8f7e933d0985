using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OrderGrains.Journal;

namespace OrderGrains.Server.Hosting;

/// <summary>Section <c>Shutdown</c>: how a server stops.</summary>
public sealed class ShutdownOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Shutdown";
    /// <summary>How long the server reports that it is not ready but still serves, so that a load balancer notices; unset: 5 s on
    /// PostgreSQL, none on SQLite.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")] public TimeSpan? Notice { get; set; }
    /// <summary>How long stopping may take in all; set it below the time after which the orchestrator kills.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")] public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>After how long nothing more is waited for; the rest of the limit is for ending without.</summary>
    internal TimeSpan Orderly => Limit * 0.8;
}

/// <summary>How long a server may take to stop: past it the process ends whatever it waits for. A silo that cannot reach the database tries
/// for minutes to write down that it leaves.</summary>
internal sealed class ShutdownLimit
{
    private readonly TaskCompletionSource _exceeded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the server has been stopping for as long as it may.</summary>
    public Task Exceeded => _exceeded.Task;

    /// <summary>Begins to count when the server is told to stop.</summary>
    public void Watch(IHostApplicationLifetime server, IOptions<ShutdownOptions> options) =>
        server.ApplicationStopping.Register(() => _ = CountAsync(options.Value.Limit));

    private async Task CountAsync(TimeSpan limit)
    {
        await Task.Delay(limit, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        _exceeded.TrySetResult();
    }
}

/// <summary>
/// The first of what happens when the server is told to stop, after readiness has become false: nothing, for a while. Then sockets and
/// event streams are closed, whose clients come back elsewhere with the place that they have reached; HTTP takes no more and finishes what
/// it has; the silo finishes calls, deactivates its grains and leaves the cluster; the lanes of the journal are drained and the connections
/// closed. </summary>
internal sealed class ShutdownNotice(IOptions<ShutdownOptions> options, SqlDialect dialect, OpenConnections connections, TimeProvider clock)
    : IHostedLifecycleService
{
    private readonly TimeSpan _notice = options.Value.Notice ?? (dialect == SqlDialect.Postgres ? TimeSpan.FromSeconds(5) : TimeSpan.Zero);

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_notice, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connections.CloseAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
