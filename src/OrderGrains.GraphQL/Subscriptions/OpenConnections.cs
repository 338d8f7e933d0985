using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace OrderGrains.GraphQL.Subscriptions;

/// <summary>Counts open sockets and event streams in total and per caller, and ends them when the server stops.</summary>
public sealed class OpenConnections(IOptions<GraphQLOptions> options) : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, int> _callers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Cancelled when the server stops; each connection then tells its client and ends.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>The number of open connections.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts a connection until the result is disposed of.</summary>
    /// <returns>Null if the process has the maximum number, or is about to stop.</returns>
    public IDisposable? Enter()
    {
        if (Interlocked.Increment(ref _count) <= options.Value.MaxConnections && !_closing.IsCancellationRequested)
            return new Entry(Leave);
        Leave();
        return null;
    }

    /// <summary>Counts a caller's connection until the result is disposed of.</summary>
    /// <returns>Null if the caller has the maximum number.</returns>
    public IDisposable? Enter(string subject)
    {
        if (_callers.AddOrUpdate(subject, 1, static (_, count) => count + 1) <= options.Value.MaxConnectionsPerCaller)
            return new Entry(() => Leave(subject));
        Leave(subject);
        return null;
    }

    /// <summary>Admits no new connections, ends the open ones, and waits until all have ended.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        await _closing.CancelAsync();
        if (Count > 0)
            await _empty.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _closing.Dispose();

    private void Leave()
    {
        if (Interlocked.Decrement(ref _count) == 0 && _closing.IsCancellationRequested)
            _empty.TrySetResult();
    }

    private void Leave(string subject)
    {
        var left = _callers.AddOrUpdate(subject, 0, static (_, count) => count - 1);
        if (left == 0)
            _callers.TryRemove(new(subject, 0));
    }

    private sealed class Entry(Action leave) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                leave();
        }
    }
}
