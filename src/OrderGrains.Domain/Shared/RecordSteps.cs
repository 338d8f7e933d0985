using System.Collections.Frozen;
using System.Collections.Immutable;

namespace OrderGrains.Domain.Shared;

/// <summary>Everything that can be done with a kind of record beside orders, and everything that happens to it.</summary>
/// <param name="steps">The steps: those of people, then those of the system.</param>
public sealed class RecordSteps<TState, TCommand, TEvent,
    TContext>(params ImmutableArray<RecordStep<TState, TCommand, TEvent, TContext>> steps)
    where TCommand : class
    where TEvent : class
{
    private readonly FrozenDictionary<Type, RecordStep<TState, TCommand, TEvent, TContext>> byCommand =
        steps.ToFrozenDictionary(step => step.Json.Type);
    private readonly FrozenDictionary<Type, RecordEventType<TState, TEvent>> byEvent =
        steps.SelectMany(step => step.Events).ToFrozenDictionary(type => type.Contract.Type);

    /// <summary>The steps.</summary>
    public ImmutableArray<RecordStep<TState, TCommand, TEvent, TContext>> All => steps;

    /// <summary>How the journal stores the events.</summary>
    public ImmutableArray<EventContract> Contracts { get; } = [.. steps.SelectMany(step => step.Events).Select(type => type.Contract)];

    /// <summary>The step of a command.</summary>
    public RecordStep<TState, TCommand, TEvent, TContext> Of(TCommand command) => byCommand[command.GetType()];

    /// <summary>The fingerprint of a command, 32 bytes. What the server looked up is not part of it.</summary>
    public byte[] FingerprintOf(TCommand command)
    {
        var step = Of(command);
        return Fingerprint.Of(step.Command, step.Canonical(command), step.Json);
    }

    /// <summary>The public commands that a state allows.</summary>
    public IEnumerable<string> PossibleIn(TState state) =>
        steps.Where(step => step.IsPublic && step.IsPossible(state)).Select(step => step.Command);

    /// <summary>Applies an event. Never refuses.</summary>
    public TState Apply(TState state, TEvent @event) => byEvent[@event.GetType()].Apply(state, @event);
}
