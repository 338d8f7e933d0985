using OrderGrains.Journal;

namespace OrderGrains.Server.Hosting;

/// <summary>Answers the orchestrator: alive (this process turns), and ready (it may be sent requests). No detail, no authentication.</summary>
public sealed class Health(IJournal journal, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private long _asked;
    private long _answered;

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live\n")).AllowAnonymous();
        routes.MapGet("/health/ready", async (CancellationToken cancellation) =>
            await IsReadyAsync(cancellation) ? Results.Text("ready\n") : Results.Text("not ready\n", statusCode: StatusCodes.Status503ServiceUnavailable)).AllowAnonymous();
    }

    // Ready from the start of everything to the signal to stop, while the store answered within the last ten seconds. It is asked at most once a second.
    private async ValueTask<bool> IsReadyAsync(CancellationToken cancellation)
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
            return false;
        var now = clock.GetTimestamp();
        var asked = Interlocked.Read(ref _asked);
        if (asked == 0 || clock.GetElapsedTime(asked, now) >= Fresh && Interlocked.CompareExchange(ref _asked, now, asked) == asked)
        {
            Interlocked.CompareExchange(ref _asked, now, asked);
            if (await journal.ProbeAsync(cancellation))
                Interlocked.Exchange(ref _answered, clock.GetTimestamp());
        }
        var answered = Interlocked.Read(ref _answered);
        return answered != 0 && clock.GetElapsedTime(answered) < Patience;
    }
}
