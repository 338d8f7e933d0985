using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.GraphQL;

/// <summary>The input that every command has beside its content.</summary>
public abstract record CommandInput
{
    /// <summary>One key per intent: the same key with the same content answers the first result again; with another content it is a
    /// conflict.</summary>
    public string? IdempotencyKey { get; init; }
    /// <summary>The revision that the caller has seen; if the record has moved on since, the command is refused.</summary>
    public int? ExpectedRevision { get; init; }
    /// <summary>Decide and answer, write nothing.</summary>
    public bool? DryRun { get; init; }

    /// <summary>The frame that the record takes the command in.</summary>
    /// <param name="actor">The actor; keys are scoped to the actor.</param>
    /// <param name="fingerprint">The command's fingerprint.</param>
    internal Call ToCall(Actor actor, byte[] fingerprint) => new(
        IdempotencyKey is null ? null : Identity.Of("key", actor.Subject, IdempotencyKey), fingerprint, ExpectedRevision, DryRun ?? false);
}
