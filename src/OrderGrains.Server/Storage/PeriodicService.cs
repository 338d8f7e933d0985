namespace OrderGrains.Server.Storage;

/// <summary>Does something again and again, from the first period's end until the host stops. What goes wrong is logged, and the next time
/// comes all the same.</summary>
/// <param name="period">The time between two runs.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Where failures go.</param>
public abstract partial class PeriodicService(TimeSpan period, TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <summary>The time.</summary>
    protected TimeProvider Clock { get; } = clock;

    /// <summary>One run.</summary>
    protected abstract Task RunAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await RunAsync(cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.RunFailed(logger, GetType().Name, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "{Service} failed; it will be tried again.")]
        public static partial void RunFailed(ILogger logger, string service, Exception failure);
    }
}
