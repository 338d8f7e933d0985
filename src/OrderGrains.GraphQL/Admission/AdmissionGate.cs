using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Admission;

/// <summary>How long the oldest command has waited to be written.</summary>
public delegate TimeSpan OldestWaiting();

/// <summary>Lets in as much as can be answered in time, and refuses the rest at once, the least urgent first, before anything was read of its input. What waits costs memory and
/// makes everybody late; what is refused at once may come again.</summary>
internal sealed class AdmissionGate(IOptions<GraphQLOptions> options, TimeProvider clock, OldestWaiting? oldestWaiting = null) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(10);
    private static readonly Meter Meter = new("OrderGrains.GraphQL");
    private static readonly Counter<long> Shed = Meter.CreateCounter<long>("ordergrains.shed", "{request}", "How many requests were refused because there was too much to do.");

    private readonly GraphQLOptions _options = options.Value;
    // A bulk becomes many objects. Few bulks at once keep the store as busy as many do, and what lives short stays cheap to collect.
    private readonly SemaphoreSlim _large = new(options.Value.LargeRequestsAtOnce);
    private int _running;
    private long _largeBytes;
    private long _agedAt;
    private long _age;

    /// <summary>What a request is refused with that there is no room for.</summary>
    public static RequestRefusedException Overloaded() =>
        new(503, ErrorCodes.Overloaded, "The system is busy; nothing of the request was carried out.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Takes a place for an operation.</summary>
    /// <returns>Null where there is none for it. This is no exception, since refusing has to cost next to nothing where it happens ten thousand times a second.</returns>
    public Place? Enter(Urgency urgency)
    {
        // Tenths of what there may be: what ends something has all of it, what only looks the least.
        var share = 7 + (int)urgency;
        if (urgency != Urgency.Query && Age() > _options.QueueAge * share / 10)
            return None("queue");
        if (Interlocked.Increment(ref _running) <= Math.Max(1, _options.RequestsAtOnce * share / 10))
            return new(this);
        Interlocked.Decrement(ref _running);
        return None("requests");
    }

    /// <summary>Takes room for the bytes of a large request.</summary>
    /// <exception cref="RequestRefusedException">There is none.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _largeBytes, bytes) <= _options.LargeRequestBytes)
            return;
        Return(bytes);
        Count("bytes");
        throw Overloaded();
    }

    /// <summary>Gives the room for the bytes of a large request back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _largeBytes, -bytes);

    /// <summary>Waits for a large request's turn.</summary>
    /// <exception cref="RequestRefusedException">It did not come in time.</exception>
    public async Task EnterLargeAsync(CancellationToken left)
    {
        if (_large.Wait(0, left))
            return;
        using var patience = new CancellationTokenSource(_options.LargeRequestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, left);
        try
        {
            await _large.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!left.IsCancellationRequested)
        {
            Count("large");
            throw Overloaded();
        }
    }

    /// <summary>Ends a large request's turn.</summary>
    public void LeaveLarge() => _large.Release();

    /// <inheritdoc/>
    public void Dispose() => _large.Dispose();

    private TimeSpan Age()
    {
        if (oldestWaiting is null)
            return TimeSpan.Zero;
        var now = clock.GetTimestamp();
        var at = Volatile.Read(ref _agedAt);
        if ((at == 0 || clock.GetElapsedTime(at, now) >= Fresh) && Interlocked.CompareExchange(ref _agedAt, now, at) == at)
            Volatile.Write(ref _age, oldestWaiting().Ticks);
        return new(Volatile.Read(ref _age));
    }

    private static Place? None(string reason)
    {
        Count(reason);
        return null;
    }

    private static void Count(string reason) => Shed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A place that was taken, until it is disposed of.</summary>
    internal readonly struct Place(AdmissionGate gate) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref gate._running);
    }
}
