using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.GraphQL.Refusals;

/// <summary>Turns refusals into what the API answers.</summary>
public static class UserErrors
{
    /// <summary>When to try again where nothing better is known.</summary>
    public static readonly TimeSpan RetryLater = TimeSpan.FromSeconds(2);

    /// <summary>The API's types of refusals.</summary>
    internal static ReadOnlySpan<Type> Types => new[]
    {
        typeof(ValidationError), typeof(StateConflictError), typeof(SeparationOfDutiesError), typeof(ApprovalRequiredError),
            typeof(CycleError),
        typeof(NotAuthorisedError), typeof(NotFoundError), typeof(RuleError), typeof(StaleRevisionError), typeof(IdempotencyConflictError),
        typeof(OverloadedError), typeof(OutcomeUnknownError), typeof(UnavailableError),
    };

    /// <summary>The answer for a rule's refusal.</summary>
    /// <param name="rejection">The refusal.</param>
    /// <param name="language">The language of the message.</param>
    /// <param name="prefix">The parent of the refusal's path in the mutation's input, such as <c>items[3]</c>; null for none.</param>
    public static IUserError From(Rejection rejection, Language language, string? prefix = null)
    {
        var (code, clause) = (rejection.Code, rejection.Clause);
        var message = Texts.OfRefusal(code, language);
        var path = Path(prefix, rejection.Path);
        return rejection switch
        {
            Rejection.Invalid r => new ValidationError(code, message, path, clause, r.Constraint),
            Rejection.StateConflict r => new StateConflictError(code, message, path, clause, r.Status, r.Command, r.Allowed.IsDefault
                ? [] : r.Allowed),
            Rejection.SeparationOfDuties r =>
                new SeparationOfDutiesError(code, message, path, clause, r.ConflictingStep, r.ConflictingActor),
            Rejection.ApprovalRequired r => new ApprovalRequiredError(code, message, path, clause, r.Roles),
            Rejection.NotAuthorised r => new NotAuthorisedError(code, message, path, clause, r.Roles),
            Rejection.Cycle r => new CycleError(code, message, path, clause, r.Tasks.IsDefault ? [] : r.Tasks),
            Rejection.RuleBroken when code == RejectionCode.NotFound => new NotFoundError(code, message, path, clause),
            Rejection.RuleBroken => new RuleError(code, message, path, clause),
            _ => throw new UnreachableException(rejection.GetType().Name),
        };
    }

    /// <summary>The answers for a command's outcome; empty where it was accepted.</summary>
    public static ImmutableArray<IUserError> From<TState>(Outcome<TState, Rejection> outcome, Language language, string? prefix = null) =>
        outcome switch
        {
            Outcome<TState, Rejection>.Accepted => [],
            Outcome<TState, Rejection>.Refused refused => [.. refused.Reasons.Select(reason => From(reason, language, prefix))],
            Outcome<TState, Rejection>.KeyConflict => [IdempotencyConflict(language, prefix)],
            Outcome<TState, Rejection>.Stale stale => [Stale(stale.Current, language, prefix)],
            _ => throw new UnreachableException(outcome.GetType().Name),
        };

    /// <summary>The answer for a fault that the caller can act upon; null for any other.</summary>
    public static IUserError? From(Exception fault, Language language, string? prefix = null)
    {
        var path = Path(prefix, null);
        return fault switch
        {
            JournalOverloadedException busy =>
                new OverloadedError(RejectionCode.Overloaded, Texts.OfRefusal(RejectionCode.Overloaded, language), path, null,
                    busy.RetryAfter),
            OutcomeUnknownException =>
                new OutcomeUnknownError(RejectionCode.OutcomeUnknown, Texts.OfRefusal(RejectionCode.OutcomeUnknown, language), path, null,
                    RetryLater),
            JournalUnavailableException or StreamContendedException =>
                new UnavailableError(RejectionCode.Unavailable, Texts.OfRefusal(RejectionCode.Unavailable, language), path, null,
                    RetryLater),
            _ => null,
        };
    }

    /// <summary>The answer where the record has moved on.</summary>
    public static IUserError Stale(int current, Language language, string? prefix = null) =>
        new StaleRevisionError(RejectionCode.StaleRevision, Texts.OfRefusal(RejectionCode.StaleRevision, language), Path(prefix, null),
            null, current);

    /// <summary>The answer where the key came before with another content.</summary>
    public static IUserError IdempotencyConflict(Language language, string? prefix = null) =>
        new IdempotencyConflictError(RejectionCode.IdempotencyConflict, Texts.OfRefusal(RejectionCode.IdempotencyConflict, language),
            Path(prefix, null), null);

    /// <summary>The answer where there is no such record, or the caller may not know of it.</summary>
    public static IUserError NotFound(Language language, string? path = null) =>
        new NotFoundError(RejectionCode.NotFound, Texts.OfRefusal(RejectionCode.NotFound, language), Path(path, null), null);

    /// <summary><c>service.deliverables[2].name</c> → <c>["service", "deliverables", "2", "name"]</c>.</summary>
    internal static IReadOnlyList<string>? Path(string? prefix, string? path)
    {
        if (prefix is null && path is null)
            return null;
        var parts = new List<string>();
        Split(prefix, parts);
        Split(path, parts);
        return parts;
    }

    private static void Split(string? path, List<string> parts)
    {
        if (path is not null)
            parts.AddRange(path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries));
    }
}
