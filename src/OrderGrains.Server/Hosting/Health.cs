using OrderGrains.Journal;

namespace OrderGrains.Server.Hosting;

/// <summary>
/// Answers the orchestrator: started (the schema is known and the silo is a member of its cluster, once and for all), alive (this process turns; no database is asked, since
/// starting anew would not mend one), and ready (it may be sent requests). No detail, no authentication.
/// </summary>
public sealed class Health(IJournal journal, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private Task _probe = Task.CompletedTask;
    private long? _asked;
    private long? _answered;

    /// <summary>Maps <c>/health/startup</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/startup", () => Answer("started", lifetime.ApplicationStarted.IsCancellationRequested)).AllowAnonymous();
        routes.MapGet("/health/live", () => Answer("live", true)).AllowAnonymous();
        routes.MapGet("/health/ready", async () => Answer("ready", await IsReadyAsync())).AllowAnonymous();
    }

    private static IResult Answer(string state, bool holds) =>
        holds ? Results.Text($"{state}\n") : Results.Text($"not {state}\n", statusCode: StatusCodes.Status503ServiceUnavailable);

    // Ready from the start of everything to the signal to stop, while the store could be written to within the last ten seconds. A probe that takes long is not waited for.
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
