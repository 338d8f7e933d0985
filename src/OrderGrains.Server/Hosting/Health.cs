using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrderGrains.Journal;

namespace OrderGrains.Server.Hosting;

/// <summary>The orchestrator's three questions: has the server started, is its process alive, may it be sent requests. No detail, no
/// authentication.</summary>
public static class Health
{
    private const string Started = "started", Live = "live", Ready = "ready";

    /// <summary>Registers the checks. The framework's log of each failed check is off (appsettings.json): a fault is logged where it
    /// happens.</summary>
    public static IServiceCollection AddOrderGrainsHealth(this IServiceCollection services)
    {
        services.AddSingleton<StoreCheck>(); // It remembers when the store answered last.
        services.AddHealthChecks().AddCheck<StartCheck>(Started).AddCheck<StoreCheck>(Ready);
        return services;
    }

    /// <summary>Maps <c>/health/startup</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapOrderGrainsHealth(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/health/startup", Started);
        Map(routes, "/health/live", Live); // No check: the process answers. No database is asked, since a restart would not mend one.
        Map(routes, "/health/ready", Ready);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string state) => routes.MapHealthChecks(path, new()
    {
        Predicate = check => check.Name == state,
        ResponseWriter = (context, report) =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync(report.Status == HealthStatus.Healthy ? $"{state}\n" : $"not {state}\n");
        },
    }).AllowAnonymous();
}

/// <summary>Started: the schema is known and the silo is a member of its cluster, once and for all.</summary>
internal sealed class StartCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}

/// <summary>Ready: from the start of everything to the signal to stop, while the store could be written to within the last ten
/// seconds.</summary>
internal sealed class StoreCheck(IJournal journal, IHostApplicationLifetime lifetime, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private Task _probe = Task.CompletedTask;
    private long? _asked;
    private long? _answered;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await IsReadyAsync() ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();

    // A probe that takes long is not waited for.
    private async ValueTask<bool> IsReadyAsync()
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
            return false;
        await Task.WhenAny(Probe(), Task.Delay(Prompt, clock));
        lock (_lock)
            return _answered is { } answered && clock.GetElapsedTime(answered) < Patience;
    }

    // One at a time, and at most one a second.
    private Task Probe()
    {
        lock (_lock)
        {
            if (_probe.IsCompleted && (_asked is not { } asked || clock.GetElapsedTime(asked) >= Fresh))
            {
                _asked = clock.GetTimestamp();
                _probe = ProbeAsync();
            }
            return _probe;
        }
    }

    private async Task ProbeAsync()
    {
        if (!await journal.ProbeAsync(CancellationToken.None))
            return;
        lock (_lock)
            _answered = clock.GetTimestamp();
    }
}
