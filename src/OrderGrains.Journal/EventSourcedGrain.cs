namespace OrderGrains.Journal;

/// <summary>
/// A grain whose state is the fold of its journal stream, whose id is the grain's key. One writer, not reentrant: <see cref="State"/> cannot move while a decision runs,
/// and changes only after the journal has acknowledged the append.
/// </summary>
/// <typeparam name="TState">The fold.</typeparam>
/// <typeparam name="TEvent">The closed hierarchy of the events.</typeparam>
/// <typeparam name="TRefusal">Why rules refuse.</typeparam>
public abstract class EventSourcedGrain<TState, TEvent, TRefusal>(AggregateStore<TState, TEvent, TRefusal> store) : Grain, IGrainWithGuidKey
    where TState : class
    where TEvent : class
    where TRefusal : class
{
    private Loaded<TState> _loaded = null!; // Set by the activation, before the first call.

    /// <summary>The record's stream.</summary>
    protected StreamId Stream => new(this.GetPrimaryKey());
    /// <summary>The record as the journal holds it.</summary>
    protected TState State => _loaded.State;
    /// <summary>The number of its events; 0 if there is no such record.</summary>
    protected int Version => _loaded.Version;

    /// <summary>Loads the record. An event that cannot be read fails the activation.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _loaded = await store.LoadAsync(Stream, cancellationToken);

    /// <summary>Asks for access, decides, appends at <see cref="Version"/>, folds. A repeated key is answered with the record as it is now. After a fault the grain deactivates, and the next
    /// call finds what the journal holds.</summary>
    protected async Task<Outcome<TState, TRefusal>> ExecuteAsync(
        Call call, Func<TState, TRefusal?> access, Func<TState, DateTimeOffset, Decided<TEvent, TRefusal>> decide, CancellationToken cancellation)
    {
        try
        {
            (var outcome, _loaded) = await store.ExecuteAsync(Stream, _loaded, call, access, decide, cancellation);
            return outcome;
        }
        catch (JournalOverloadedException) // Nothing was written, and what is loaded still holds: loading it again would only add to the load.
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
