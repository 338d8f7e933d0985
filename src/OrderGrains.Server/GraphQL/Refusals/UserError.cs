using GraphQL;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.GraphQL.Refusals;

/// <summary>A refusal of a mutation: an answer to the caller, not a fault.</summary>
[ApiInterface, Access, Name("UserError")]
public interface IUserError
{
    /// <summary>The stable code.</summary>
    RejectionCode Code { get; }
    /// <summary>The reason in the language of the request.</summary>
    string Message { get; }
    /// <summary>The field of the input that it is about, from the outermost to the innermost name or index; null where it is about
    /// none.</summary>
    IReadOnlyList<string>? Path { get; }
    /// <summary>The clause of the regulation that it rests on, such as R2.3; null where there is none.</summary>
    string? Clause { get; }
}

/// <summary>The members of every refusal.</summary>
public abstract record UserError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause) : IUserError;

/// <summary>A field of the input is missing, malformed or contradicts another.</summary>
/// <param name="Constraint">The constraint of the field, such as <c>max 200</c>; machine-readable, null where the code says all.</param>
[Access]
public sealed record ValidationError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause, string? Constraint)
    : UserError(Code, Message, Path, Clause);

/// <summary>The record's status does not allow the command now.</summary>
/// <param name="Status">The record's status.</param>
/// <param name="Command">The command that was refused.</param>
/// <param name="Allowed">The commands that are possible in this status.</param>
[Access]
public sealed record StateConflictError(
    RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause, string Status, string Command,
        IReadOnlyList<string> Allowed)
    : UserError(Code, Message, Path, Clause);

/// <summary>The same person did a step that must be another's.</summary>
/// <param name="ConflictingStep">The step that the person did before.</param>
/// <param name="ConflictingActor">The actor.</param>
[Access]
public sealed record SeparationOfDutiesError(
    RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause, string ConflictingStep, string ConflictingActor)
    : UserError(Code, Message, Path, Clause);

/// <summary>Another role's approval is needed first.</summary>
/// <param name="Roles">The roles of which one has to approve.</param>
[Access]
public sealed record ApprovalRequiredError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause, Roles Roles)
    : UserError(Code, Message, Path, Clause);

/// <summary>The caller may not do this.</summary>
/// <param name="Roles">The roles of which the caller needs one.</param>
[Access]
public sealed record NotAuthorisedError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause, Roles Roles)
    : UserError(Code, Message, Path, Clause);

/// <summary>Tasks depend on each other, or contain each other, in a circle.</summary>
/// <param name="Tasks">The ids of the circle's tasks, each needed by the next and the last by the first.</param>
[Access]
public sealed record CycleError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause,
    IReadOnlyList<string> Tasks)
    : UserError(Code, Message, Path, Clause);

/// <summary>There is no such record, or the caller may not know of it.</summary>
[Access]
public sealed record NotFoundError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause)
    : UserError(Code, Message, Path, Clause);

/// <summary>Any other broken rule, told by its code alone.</summary>
[Access]
public sealed record RuleError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause)
    : UserError(Code, Message, Path, Clause);

/// <summary>The record has moved on since the revision that the caller expected.</summary>
/// <param name="Current">The record's revision now.</param>
[Access]
public sealed record StaleRevisionError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause, int Current)
    : UserError(Code, Message, Path, Clause);

/// <summary>The same key or reference came before with another content.</summary>
[Access]
public sealed record IdempotencyConflictError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause)
    : UserError(Code, Message, Path, Clause);

/// <summary>The system is busy; nothing was recorded.</summary>
/// <param name="RetryAfter">When to try again.</param>
[Access]
public sealed record OverloadedError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause, TimeSpan RetryAfter)
    : UserError(Code, Message, Path, Clause);

/// <summary>Whether the command took effect is not known; the same command with the same key finds out.</summary>
/// <param name="RetryAfter">When to try again.</param>
[Access]
public sealed record OutcomeUnknownError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause,
    TimeSpan RetryAfter)
    : UserError(Code, Message, Path, Clause);

/// <summary>The store cannot be reached; nothing was recorded.</summary>
/// <param name="RetryAfter">When to try again.</param>
[Access]
public sealed record UnavailableError(RejectionCode Code, string Message, IReadOnlyList<string>? Path, string? Clause, TimeSpan RetryAfter)
    : UserError(Code, Message, Path, Clause);
