using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Gives somebody of the staff register these roles in a team; without any role the member leaves it (R4.1).</summary>
/// <param name="Subject">The person: the subject of the token, as the staff register has it.</param>
/// <param name="Roles">The member's new roles in the team; empty: leaves it.</param>
[GenerateSerializer, Immutable, Alias("og.team.set-member")]
public sealed record TeamMemberSet([property: Id(0)] string? Subject, [property: Id(1)] ImmutableArray<TeamRole> Roles) : TeamCommand
{
    private const string MemberClause = "R4.1";

    internal static TeamStep Step { get; } = TeamStep.For(TeamsJson.Default.TeamMemberSet, Decide, TeamSteps.Keepers) with
    {
        Clause = TeamSteps.Clause,
        IsPossible = TeamSteps.Exists,
        Events = [TeamEventType.Of("team.member-set", MemberClause, TeamsJson.Default.TeamMembershipChanged, Apply)],
    };

    private static Decision<TeamEvent> Decide(Team team, TeamMemberSet command, TeamContext context)
    {
        var fields = new FieldReader();
        ImmutableArray<TeamRole> roles = command.Roles.IsDefault
            ? [] : [.. command.Roles.Where(role => role != TeamRole.None).Distinct().Order()];
        if (fields.Text(command.Subject, "subject", TextLimit.Reference, MemberClause) is not { } subject)
            return new Decision<TeamEvent>.Rejected(fields.Faults);
        var member = team.Members.FirstOrDefault(known => known.Subject == subject);
        return (roles, context.Presence) switch
        {
            ({ IsEmpty: true }, _) when member is null => Refuse(RejectionCode.NotFound),
            ({ IsEmpty: false }, StaffPresence.Unknown) => Refuse(RejectionCode.NotFound),
            ({ IsEmpty: false }, StaffPresence.Left) => Refuse(RejectionCode.PersonLeft),
            _ when member is not null && member.Roles.SequenceEqual(roles) => Decision<TeamEvent>.Accept(),
            _ => Decision<TeamEvent>.Accept(new TeamMembershipChanged(context.By, context.Now, subject, roles)),
        };
    }

    private static Team Apply(Team team, TeamMembershipChanged e)
    {
        var others = team.Members.RemoveAll(member => member.Subject == e.Subject);
        return team with { Members = e.Roles.IsEmpty ? others : others.Add(new(e.Subject, e.Roles)) };
    }

    private static Decision<TeamEvent> Refuse(RejectionCode code) =>
        Decision<TeamEvent>.Reject(new Rejection.RuleBroken(code, "subject", MemberClause));
}

/// <summary>A member has these roles from now on; with none, it has left the team.</summary>
public sealed record TeamMembershipChanged(string By, DateTimeOffset At, string Subject, ImmutableArray<TeamRole> Roles)
    : TeamEvent(By, At);
