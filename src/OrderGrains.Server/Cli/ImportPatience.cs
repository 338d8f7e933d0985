namespace OrderGrains.Server.Cli;

/// <summary>When to ask again, and when to give up: pauses that double, with jitter so that requests do not come back together.</summary>
internal sealed class ImportPatience(ImportOptions options, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();

    /// <summary>How often has been asked.</summary>
    public int Attempts { get; private set; } = 1;

    /// <summary>Waits before the next attempt; false if there is none.</summary>
    /// <param name="asked">The pause that the server asks for, if it does.</param>
    public async Task<bool> PauseAsync(TimeSpan? asked, CancellationToken cancellation)
    {
        var left = options.Patience - clock.GetElapsedTime(_started);
        if (left <= TimeSpan.Zero)
            return false;
        var doubled = options.Pause * Math.Pow(2, Math.Min(Attempts - 1, 20));
        var pause = asked ?? (doubled < options.MaxPause ? doubled : options.MaxPause) * (0.5 + Random.Shared.NextDouble() / 2);
        Attempts++;
        // An interruption ends the pause; who paused sees it.
        await Task.Delay(pause < left ? pause : left, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }
}
