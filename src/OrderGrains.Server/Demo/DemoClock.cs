using RequestContext = Orleans.Runtime.RequestContext;

namespace OrderGrains.Server.Demo;

/// <summary>
/// The server's time while the demo's history is made: every command has its own instant, which goes with its calls from grain to grain, so
/// that commands may run side by side and still each at its time. What follows of commands, which is what consumers do and what the journal
/// writes, is done at <see cref="Following"/>; for everything else, such as Orleans, it is <see cref="Standing"/>, which no command is
/// before. Afterwards it is the time of the system, and timers always were.
/// </summary>
/// <param name="standing">The first instant.</param>
internal sealed class DemoClock(DateTimeOffset standing) : TimeProvider, IIncomingGrainCallFilter
{
    private const string Instant = "og.demo-instant";
    private long _standing = standing.UtcTicks, _following = standing.UtcTicks;

    /// <summary>The instant of whatever is not a command's; null once the history is made.</summary>
    public DateTimeOffset? Standing
    {
        get => Volatile.Read(ref _standing) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Volatile.Write(ref _standing, value?.UtcTicks ?? 0);
    }

    /// <summary>The instant of what follows of commands, while the history is made.</summary>
    public DateTimeOffset Following
    {
        get => new(Volatile.Read(ref _following), TimeSpan.Zero);
        set => Volatile.Write(ref _following, value.UtcTicks);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Standing is not { } now ? base.GetUtcNow()
        : RequestContext.Get(Instant) is long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : now;

    /// <summary>The clock of the journal, whose threads know nothing of commands.</summary>
    public TimeProvider OfJournal() => new Standpoint(this, null);

    /// <summary>The clock of those who watch deadlines: it stands at the first instant until the history is made, so that nothing is
    /// overdue in between.</summary>
    public TimeProvider OfDeadlines() => new Standpoint(this, Standing);

    /// <summary>Gives what is done from here on, in this flow of calls, its instant.</summary>
    public static void SetInstant(DateTimeOffset at) => RequestContext.Set(Instant, at.UtcTicks);

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (Standing is not null && context.Grain is Grain && RequestContext.Get(Instant) is null)
            SetInstant(Following); // A consumer runs here, not a command.
        return context.Invoke();
    }

    private sealed class Standpoint(DemoClock clock, DateTimeOffset? always) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.Standing is null ? base.GetUtcNow() : always ?? clock.Following;
    }
}
