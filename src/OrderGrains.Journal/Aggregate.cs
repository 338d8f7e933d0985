using System.Text.Json.Serialization.Metadata;

namespace OrderGrains.Journal;

/// <summary>What the journal has to know of a kind of record: how its events fold, and what is written beside them.</summary>
/// <typeparam name="TState">The fold: immutable.</typeparam>
/// <typeparam name="TEvent">The closed hierarchy of its events.</typeparam>
public abstract class Aggregate<TState, TEvent>
    where TState : class
    where TEvent : class
{
    private static readonly byte[] NoFacts = "{}"u8.ToArray();

    /// <summary>The name of the kind, such as <c>order</c>; the prefix of its events' names.</summary>
    public abstract string Kind { get; }
    /// <summary>The state before the first event.</summary>
    public abstract TState Initial { get; }
    /// <summary>The version of the fold's code: to be raised when <see cref="Evolve"/> or the state changes, which makes older snapshots void.</summary>
    public abstract int Fold { get; }
    /// <summary>The state as JSON, for snapshots.</summary>
    public abstract JsonTypeInfo<TState> StateJson { get; }
    /// <summary>Applies an event. Never refuses and never computes policy.</summary>
    public abstract TState Evolve(TState state, TEvent @event);
    /// <summary>The record's counting dimensions before and after an event, UTF-8 JSON; nothing of what is personal, which may be gone when they are verified. None by default.</summary>
    public virtual byte[] Facts(TState before, TState after) => NoFacts;
    /// <summary>Whose key the personal data of an event are encrypted with, from the state after it: a customer's id, or the stream's own.</summary>
    public abstract Guid KeySubject(StreamId stream, TState state);
    /// <summary>The record's row after a command; null where the kind has none. Nothing of what is personal: rows are not rewritten when a key is destroyed.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="version">The version that the row stands for.</param>
    /// <param name="state">The state at that version.</param>
    public abstract IStreamRow? Row(StreamId stream, int version, TState state);
}
