using System.Collections.Immutable;

namespace OrderGrains.Domain.Shared;

/// <summary>A reason for refusing a command: a stable code, the clause of the regulation that it rests on, and the field it is about. Texts
/// are made at the edge.</summary>
[GenerateSerializer, Immutable, Alias("og.rejection")]
public abstract record Rejection
{
    private Rejection(RejectionCode code, string? path, string? clause) => (Code, Path, Clause) = (code, path, clause);

    /// <summary>The stable code.</summary>
    [Id(0)] public RejectionCode Code { get; private init; }

    /// <summary>The field of the input that the reason is about, with dots and indexes (<c>service.deliverables[2].name</c>), or
    /// null.</summary>
    [Id(1)] public string? Path { get; private init; }

    /// <summary>The clause of the regulation, such as R2.3, or null where the refusal does not rest on one.</summary>
    [Id(2)] public string? Clause { get; private init; }

    /// <summary>A field of the input is missing, malformed or contradicts another.</summary>
    /// <param name="Constraint">The constraint of the field, such as <c>max 200</c>; machine-readable, not a sentence.</param>
    [GenerateSerializer, Immutable, Alias("og.rejection.invalid")]
    public sealed record Invalid(RejectionCode Code, string Path, [property: Id(0)] string? Constraint = null, string? Clause = null)
        : Rejection(Code, Path, Clause);

    /// <summary>The record's status (or a facet of it) does not allow the command now.</summary>
    /// <param name="Status">The record's status.</param>
    /// <param name="Command">The command's name, as in the API.</param>
    /// <param name="Allowed">The names of the commands that are possible in this status.</param>
    [GenerateSerializer, Immutable, Alias("og.rejection.state-conflict")]
    public sealed record StateConflict(
        RejectionCode Code, [property: Id(0)] string Status, [property: Id(1)] string Command,
            [property: Id(2)] ImmutableArray<string> Allowed, string? Clause = null)
        : Rejection(Code, null, Clause);

    /// <summary>The same person did a step that must be another's.</summary>
    /// <param name="ConflictingStep">The step that the person did before, as a command's name.</param>
    /// <param name="ConflictingActor">The actor: the subject of the actor's token.</param>
    [GenerateSerializer, Immutable, Alias("og.rejection.separation-of-duties")]
    public sealed record SeparationOfDuties(
        RejectionCode Code, [property: Id(0)] string ConflictingStep, [property: Id(1)] string ConflictingActor, string? Clause = null)
        : Rejection(Code, null, Clause);

    /// <summary>Another role's approval is needed first.</summary>
    /// <param name="Roles">The roles of which one has to approve.</param>
    [GenerateSerializer, Immutable, Alias("og.rejection.approval-required")]
    public sealed record ApprovalRequired(RejectionCode Code, [property: Id(0)] Roles Roles, string? Clause = null)
        : Rejection(Code, null, Clause);

    /// <summary>The actor may not do this.</summary>
    /// <param name="Roles">The roles of which the actor needs one.</param>
    [GenerateSerializer, Immutable, Alias("og.rejection.not-authorised")]
    public sealed record NotAuthorised(RejectionCode Code, [property: Id(0)] Roles Roles, string? Clause = null)
        : Rejection(Code, null, Clause);

    /// <summary>Tasks depend on each other, or contain each other, in a circle.</summary>
    /// <param name="Tasks">The ids of the circle's tasks, each needed by the next and the last by the first.</param>
    [GenerateSerializer, Immutable, Alias("og.rejection.cycle")]
    public sealed record Cycle(RejectionCode Code, string Path, [property: Id(0)] ImmutableArray<string> Tasks, string? Clause = null)
        : Rejection(Code, Path, Clause);

    /// <summary>Any other broken rule, told by its code alone.</summary>
    [GenerateSerializer, Immutable, Alias("og.rejection.rule-broken")]
    public sealed record RuleBroken(RejectionCode Code, string? Path = null, string? Clause = null) : Rejection(Code, Path, Clause);
}
