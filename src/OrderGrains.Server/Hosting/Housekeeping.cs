using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Hosting;

/// <summary>Has the store maintained once a day; the first time was at its opening.</summary>
internal sealed class Housekeeping(IJournal journal, TimeProvider clock, ILogger<Housekeeping> logger)
    : PeriodicService(TimeSpan.FromDays(1), clock, logger)
{
    protected override Task RunAsync(CancellationToken cancellation) => journal.MaintainAsync(Clock.GetUtcNow(), cancellation);
}
