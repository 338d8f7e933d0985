namespace OrderGrains.Testing;

/// <summary>Asking again until something is so.</summary>
public static class Polling
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // No measure of speed: it only makes a test that would wait for ever fail by name.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(3);

    /// <summary>Stands between two questions. Without it, whoever asks takes the processors from what is waited for; what the answer is
    /// does not depend on it.</summary>
    /// <exception cref="OperationCanceledException">The test was cancelled.</exception>
    public static Task PauseAsync() => Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Looks until it is so.</summary>
    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>Asks until it is so.</summary>
    /// <exception cref="TimeoutException">It has not become so.</exception>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > MaxWait)
                throw new TimeoutException($"Not so after {MaxWait.TotalMinutes} minutes.");
            await PauseAsync();
        }
    }
}
