using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Admission;

/// <summary>Returns how long the oldest queued command has waited to be written.</summary>
public delegate TimeSpan OldestWaiting();

/// <summary>
/// Admits as many requests as can be answered in time and refuses others at once, the least urgent first, without reading input.
/// </summary>
/// <remarks>A waiting request costs memory and delays all others; a refused one can be retried.</remarks>
internal sealed class AdmissionGate(IOptions<GraphQLOptions> options, TimeProvider clock, OldestWaiting? oldestWaiting = null) : IDisposable
{
    private static readonly TimeSpan AgeCacheTime = TimeSpan.FromMilliseconds(10);
    private static readonly Meter Meter = new("OrderGrains.GraphQL");
    private static readonly Counter<long> Refusals =
        Meter.CreateCounter<long>("ordergrains.shed", "{request}", "Requests refused because the server was overloaded.");

    private readonly GraphQLOptions _options = options.Value;
    // A bulk request becomes many objects. Few at once keep the store as busy as many, and their short-lived objects are cheap to collect.
    private readonly SemaphoreSlim _large = new(options.Value.LargeRequestsAtOnce);
    private int _running;
    private long _largeBytes;
    private long _agedAt;
    private long _age;

    /// <summary>Creates the refusal of a request for which there is no capacity.</summary>
    public static RequestRefusedException CreateOverload() =>
        new(503, ErrorCodes.Overloaded, "The system is busy; nothing of the request was executed.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>Takes a place for an operation.</summary>
    /// <returns>
    /// Null if there is none; not an exception, because refusing thousands of requests a second must cost almost nothing.
    /// </returns>
    public Place? Enter(Urgency urgency)
    {
        // The share in tenths: all of the capacity for what finishes something, the least for queries.
        var share = 7 + (int)urgency;
        if (urgency != Urgency.Query && OldestAge() > _options.QueueAge * share / 10)
            return Refuse("queue");
        if (Interlocked.Increment(ref _running) <= Math.Max(1, _options.RequestsAtOnce * share / 10))
            return new(this);
        Interlocked.Decrement(ref _running);
        return Refuse("requests");
    }

    /// <summary>Reserves memory for a large request.</summary>
    /// <exception cref="RequestRefusedException">There is no capacity.</exception>
    public void ReserveBytes(long bytes)
    {
        if (Interlocked.Add(ref _largeBytes, bytes) <= _options.LargeRequestBytes)
            return;
        ReleaseBytes(bytes);
        CountRefusal("bytes");
        throw CreateOverload();
    }

    /// <summary>Releases the memory of a large request.</summary>
    public void ReleaseBytes(long bytes) => Interlocked.Add(ref _largeBytes, -bytes);

    /// <summary>Waits for a large request's turn.</summary>
    /// <exception cref="RequestRefusedException">The turn did not come in time.</exception>
    public async Task EnterLargeAsync(CancellationToken left)
    {
        if (_large.Wait(0, left))
            return;
        using var timeout = new CancellationTokenSource(_options.LargeRequestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, left);
        try
        {
            await _large.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!left.IsCancellationRequested)
        {
            CountRefusal("large");
            throw CreateOverload();
        }
    }

    /// <summary>Ends a large request's turn.</summary>
    public void LeaveLarge() => _large.Release();

    /// <inheritdoc/>
    public void Dispose() => _large.Dispose();

    private TimeSpan OldestAge()
    {
        if (oldestWaiting is null)
            return TimeSpan.Zero;
        var now = clock.GetTimestamp();
        var at = Volatile.Read(ref _agedAt);
        if ((at == 0 || clock.GetElapsedTime(at, now) >= AgeCacheTime) && Interlocked.CompareExchange(ref _agedAt, now, at) == at)
            Volatile.Write(ref _age, oldestWaiting().Ticks);
        return new(Volatile.Read(ref _age));
    }

    private static Place? Refuse(string reason)
    {
        CountRefusal(reason);
        return null;
    }

    private static void CountRefusal(string reason) => Refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A place for an operation; disposing of it frees the place.</summary>
    internal readonly struct Place(AdmissionGate gate) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref gate._running);
    }
}
