using System.Text.Json.Serialization.Metadata;

namespace OrderGrains.Journal;

/// <summary>Tells the journal about a kind of record: how its events fold, and what is written beside them.</summary>
/// <typeparam name="TState">The state, which is immutable.</typeparam>
/// <typeparam name="TEvent">The closed hierarchy of its events.</typeparam>
public abstract class Aggregate<TState, TEvent>
    where TState : class
    where TEvent : class
{
    private static readonly byte[] NoFacts = "{}"u8.ToArray();

    /// <summary>The name of the kind, such as <c>order</c>; the prefix of its event names.</summary>
    public abstract string Kind { get; }
    /// <summary>The state before the first event.</summary>
    public abstract TState Initial { get; }
    /// <summary>
    /// The version of the fold's code. Raise it when <see cref="Evolve"/> or the state changes: older snapshots become void.
    /// </summary>
    public abstract int Fold { get; }
    /// <summary>The JSON contract of the state, for snapshots.</summary>
    public abstract JsonTypeInfo<TState> StateJson { get; }
    /// <summary>Applies an event. Never refuses and never computes policy.</summary>
    public abstract TState Evolve(TState state, TEvent @event);
    /// <summary>Returns the record's counting dimensions before and after an event, as UTF-8 JSON; none by default.</summary>
    /// <remarks>Contains no personal data, since verification recomputes the facts, perhaps after the key was destroyed.</remarks>
    public virtual byte[] Facts(TState before, TState after) => NoFacts;
    /// <summary>
    /// Returns the subject whose key encrypts an event's personal data, from the state after the event: a customer or the stream.
    /// </summary>
    public abstract Guid KeySubject(StreamId stream, TState state);
    /// <summary>Returns the record's row after a command; null if the kind has none.</summary>
    /// <remarks>Contains no personal data, since rows are not rewritten when a key is destroyed.</remarks>
    /// <param name="stream">The stream.</param>
    /// <param name="version">The version that the row stands for.</param>
    /// <param name="state">The state at that version.</param>
    public abstract IStreamRow? Row(StreamId stream, int version, TState state);
}
