using OrderGrains.Journal;

namespace OrderGrains.Server.Hosting;

/// <summary>Has the store maintained once a day; the first time was at its opening.</summary>
internal sealed partial class Housekeeping(IJournal journal, TimeProvider clock, ILogger<Housekeeping> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var daily = new PeriodicTimer(TimeSpan.FromDays(1), clock);
        try
        {
            while (await daily.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await journal.MaintainAsync(clock.GetUtcNow(), stoppingToken);
                }
                catch (JournalUnavailableException failure)
                {
                    Log.NotMaintained(logger, failure);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "The store could not be maintained; tomorrow it is tried again.")]
        public static partial void NotMaintained(ILogger logger, Exception failure);
    }
}
