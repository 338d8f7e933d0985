using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>Records that were read together. What a list's rows do not hold is folded for all of them at once, when the first of them is
/// asked for it: two queries, no grain.</summary>
/// <typeparam name="TState">The fold.</typeparam>
/// <typeparam name="TEvent">Its events.</typeparam>
public class FoldBatch<TState, TEvent>(
    IReadOnlyList<StreamId> streams, AggregateStore<TState, TEvent, Rejection> store, CancellationToken cancellation)
    where TState : class
    where TEvent : class
{
    private readonly Lock _lock = new();
    private Task<Dictionary<Guid, TState>>? _states;

    /// <summary>Ends the reading.</summary>
    protected CancellationToken Cancellation => cancellation;

    /// <summary>A whole record, folded from its events.</summary>
    public async ValueTask<TState> StateAsync(Guid id) => (await StatesAsync())[id];

    /// <summary>All of them.</summary>
    protected Task<Dictionary<Guid, TState>> StatesAsync()
    {
        lock (_lock)
            return _states ??= LoadAsync();
    }

    private async Task<Dictionary<Guid, TState>> LoadAsync()
    {
        var loaded = await store.LoadAsync(streams, cancellation);
        return streams.Zip(loaded).ToDictionary(pair => pair.First.Value, pair => pair.Second.State);
    }
}
