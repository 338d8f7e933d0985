namespace OrderGrains.Journal;

/// <summary>A grain whose state is the fold of its journal stream; the grain's key is the stream's id.</summary>
/// <remarks>
/// One writer, not reentrant: <see cref="State"/> cannot change during a decision, and changes only after the journal has acknowledged the
/// append.
/// </remarks>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TEvent">The closed hierarchy of the events.</typeparam>
/// <typeparam name="TRefusal">The reason of a refusal.</typeparam>
public abstract class EventSourcedGrain<TState, TEvent, TRefusal>(AggregateStore<TState, TEvent, TRefusal> store) : Grain, IGrainWithGuidKey
    where TState : class
    where TEvent : class
    where TRefusal : class
{
    private Loaded<TState> _loaded = null!; // Set by the activation, before the first call.

    /// <summary>The record's stream.</summary>
    protected StreamId Stream => new(this.GetPrimaryKey());
    /// <summary>The record's state in the journal.</summary>
    protected TState State => _loaded.State;
    /// <summary>The number of its events; 0 if there is no such record.</summary>
    protected int Version => _loaded.Version;

    /// <summary>Loads the record. An unreadable event fails the activation.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _loaded = await store.LoadAsync(Stream, cancellationToken);

    /// <summary>
    /// Checks access, decides, appends at <see cref="Version"/> and folds; a repeated key returns the record as it is now.
    /// </summary>
    /// <remarks>After a fault the grain deactivates, and the next call loads the record from the journal.</remarks>
    protected async Task<Outcome<TState, TRefusal>> ExecuteAsync(
        Call call,
        Func<TState, TRefusal?> access,
        Func<TState, DateTimeOffset, Decided<TEvent, TRefusal>> decide,
        CancellationToken cancellation)
    {
        try
        {
            (var outcome, _loaded) = await store.ExecuteAsync(Stream, _loaded, call, access, decide, cancellation);
            return outcome;
        }
        catch (JournalOverloadedException) // Nothing was written and the state is still valid; reloading would only add to the load.
        {
            throw;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
