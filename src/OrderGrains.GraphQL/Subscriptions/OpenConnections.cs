using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace OrderGrains.GraphQL.Subscriptions;

/// <summary>The sockets and event streams that are open: how many there are, whose they are, and that they end when the server stops.</summary>
public sealed class OpenConnections(IOptions<GraphQLOptions> options) : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, int> _callers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Cancelled when the server stops: each connection then says so to its client, and ends.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>How many are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts a connection, until what is returned is disposed of.</summary>
    /// <returns>Null if the process has as many as it may, or is about to stop.</returns>
    public IDisposable? Enter()
    {
        if (Interlocked.Increment(ref _count) <= options.Value.MaxConnections && !_closing.IsCancellationRequested)
            return new Entry(Leave);
        Leave();
        return null;
    }

    /// <summary>Counts a connection of a caller, until what is returned is disposed of.</summary>
    /// <returns>Null if the caller has as many as it may.</returns>
    public IDisposable? Enter(string subject)
    {
        if (_callers.AddOrUpdate(subject, 1, static (_, count) => count + 1) <= options.Value.MaxConnectionsPerCaller)
            return new Entry(() => Leave(subject));
        Leave(subject);
        return null;
    }

    /// <summary>Lets no new ones in, and ends those that are open.</summary>
    /// <returns>When all have ended.</returns>
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
