using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Staff;

/// <summary>Decides on entries of the staff register and on substitutes.</summary>
public static class StaffRules
{
    /// <summary>The id of a person's entry: the hash of the token's subject.</summary>
    public static Guid IdOf(string subject) => Identity.Of("staff", subject);

    /// <summary>Decides on a command: the events to record, or every reason for refusing it.</summary>
    public static Decision<StaffEvent> Decide(StaffMember member, StaffCommand command, StaffContext context) =>
        AccessRefusal(command, context.Actor) is { } refusal
            ? Decision<StaffEvent>.Reject(refusal) : StaffSteps.Table.Of(command).Decide(member, command, context);

    /// <summary>Why the actor may not give the command; null where it may. Decided before anything is compared with the entry.</summary>
    public static Rejection? AccessRefusal(StaffCommand command, Actor actor) =>
        StaffSteps.Table.Of(command) is var step && actor.IsAny(step.Roles)
        ? null : new Rejection.NotAuthorised(RejectionCode.NotAuthorised, step.Roles, step.Clause);

    /// <summary>Applies an event. Never refuses; a name that was erased reads as missing.</summary>
    public static StaffMember Evolve(StaffMember member, StaffEvent @event) => StaffSteps.Table.Apply(member, @event);

    /// <summary>Whether somebody stands in for an absent colleague on a day: is the substitute of an absence that covers it, while both are
    /// with the company, in a role that the absent one holds.</summary>
    /// <param name="absent">The absent person.</param>
    /// <param name="substitute">The substitute's own entry.</param>
    public static bool StandsIn(StaffMember absent, StaffMember substitute, Roles role, DateOnly day) =>
        absent.Subject is not null && substitute.Subject is { } subject && !absent.HasLeftOn(day) && !substitute.HasLeftOn(day)
            && (absent.Roles & role) != 0
        && absent.Absences.Any(absence => absence.From <= day && day <= absence.To && absence.Substitute == subject);

    /// <summary>Those of some roles that a substitute has on a day in an absent colleague's place; none where the substitute does not stand
    /// in.</summary>
    public static Roles SubstitutedRoles(StaffMember absent, StaffMember substitute, Roles roles, DateOnly day) =>
        StandsIn(absent, substitute, roles, day) ? absent.Roles & roles : Roles.None;

    /// <summary>The last day on which somebody stands in for the person; null where nobody is to.</summary>
    public static DateOnly? SubstitutedUntil(StaffMember member) =>
        member.Absences.Where(absence => absence.Substitute is not null).Select(absence => (DateOnly?)absence.To).Max();
}
