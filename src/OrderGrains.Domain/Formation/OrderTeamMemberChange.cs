using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Formation;

/// <summary>Lets a member of the project team join (member alone), leave (person alone) or take over from another (both). A member whom the
/// project manager lets join awaits the head of the department (R4.1).</summary>
/// <param name="Person">The member who leaves.</param>
/// <param name="Member">The member who joins.</param>
/// <param name="HandoverNote">The handover; required of a member who is at work.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("og.formation.change-member")]
public sealed record OrderTeamMemberChange(
    [property: Id(0)] string? Person, [property: Id(1)] MemberForm? Member, [property: Id(2)] string? HandoverNote,
    [property: Id(3)] string? Reason) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        FormationJson.Default.OrderTeamMemberChange, Decide, FormationSlice.Formers, FormationSlice.Formed, staffNamed: command =>
            [command.Member?.Person]) with
    {
        Clause = FormationSlice.Clause,
        WaitsForHold = true,
        Guards = [(order, actor) => actor.IsAny(Roles.DepartmentHead)
            ? null : FormationSlice.OwnManager(FormationSlice.Clause)(order, actor)],
        Events =
        [
            OrderEventType.Of("order.team-member-changed", FormationSlice.Clause, FormationJson.Default.TeamMemberChanged, Apply) with
            {
                Notices =
                [
                    Notice.To<TeamMemberChanged>(
                        NotificationKind.TeamMemberProposed, (_, e) =>
                            e.Proposed ? [Recipient.Of(Roles.DepartmentHead)] : [], roles: Roles.DepartmentHead),
                ],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderTeamMemberChange command, DecisionContext context)
    {
        const string clause = FormationSlice.Clause;
        var fields = new FieldReader();
        var person = fields.Text(command.Person, "person", TextLimit.Name, clause, required: false);
        var leaving = person is null ? null : order.Roster.Find(person);
        if (person is not null && leaving is null)
            fields.Fault(NotOnRoster, "person", clause);
        var joining = command.Member is null ? null : TeamDuties.Read(command.Member, context.Lookups, "member", fields);
        if (command.Member is null && person is null)
            fields.Fault(Required, "member", clause, "member or person");
        if (joining is not null && order.Roster.Find(joining.Person) is not null)
            fields.Fault(Contradiction, "member.person", clause, "not on the roster");
        var note = fields.Text(command.HandoverNote, "handoverNote", TextLimit.Prose, clause,
            required: leaving?.Status == MemberStatus.Active);
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, clause);
        if (!fields.AnyFault)
            TeamDuties.CheckRoles(TeamDuties.RolesAfter(order.Roster, leaving, joining?.Role), joining is null
                ? "person" : "member", fields);
        return fields.AnyFault || reason is null
            ? Refuse(fields.Faults)
            : Accept(new TeamMemberChanged(
                context.By, context.Now, person, joining, joining is not null && !context.Actor.IsAny(Roles.DepartmentHead), note, reason));
    }

    private static Order Apply(Order order, TeamMemberChanged e) =>
        order with { Roster = e.Proposed ? Propose(order.Roster, e) : Change(order, e) };

    private static Roster Propose(Roster roster, TeamMemberChanged e) => e.Joined is not { } joined ? roster : new(roster.Members.Add(
        joined.AsMember(MemberStatus.Proposed, e.At) with
        {
            ProposedBy = e.By,
            Replaces = e.Left,
            HandoverNote = e.HandoverNote,
            Reason = e.Reason
        }));

    private static Roster Change(Order order, TeamMemberChanged e)
    {
        var roster = e.Left is { } left
            ? order.Roster.Without(left, e.Joined is null
                ? MemberStatus.Released : MemberStatus.Replaced, e.HandoverNote, e.Reason, e.At) : order.Roster;
        return e.Joined is not { } joined ? roster : new(roster.Members.Add(
            joined.AsMember(Roster.StatusOfMembers(order), e.At) with
            {
                Replaces = e.Left,
                HandoverNote = e.Left is null ? null : e.HandoverNote,
                Reason = e.Reason,
            }));
    }
}

/// <summary>A member left, joined, or took over from another; a proposed member does so once the head of the department has confirmed
/// it.</summary>
/// <param name="By">The subject of the actor's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Left">The person who leaves; null if nobody does.</param>
/// <param name="Joined">The person who joins; null if nobody does.</param>
/// <param name="Proposed">Whether it awaits the head of the department.</param>
/// <param name="HandoverNote">The handover.</param>
/// <param name="Reason">Why.</param>
public sealed record TeamMemberChanged(
    string By, DateTimeOffset At, string? Left, AssignedDuties? Joined, bool Proposed, string? HandoverNote, string Reason)
        : OrderEvent(By, At);
