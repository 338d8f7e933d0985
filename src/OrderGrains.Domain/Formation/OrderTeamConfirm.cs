using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Formation;

/// <summary>Forms the project team: who belongs to it, in which role, with which duties (R4.1).</summary>
/// <param name="Members">The members: one project manager, and service staff and technical support at least (R4.1).</param>
[GenerateSerializer, Immutable, Alias("og.formation.confirm-team")]
public sealed record OrderTeamConfirm(
    [property: Id(0), MaxItems(FormationSlice.MaxMembers, ByRule = true)] ImmutableArray<MemberForm> Members) : OrderCommand
{
    private static readonly MemberForm NoMember = new();

    internal static OrderStep Step { get; } = OrderStep.For(
        FormationJson.Default.OrderTeamConfirm, Decide, FormationSlice.Formers, [OrderStatus.Assigned],
        staffNamed: command => command.Members.IsDefault
            ? [] : command.Members.Take(FormationSlice.MaxMembers).Select(member => member?.Person)) with
    {
        Clause = FormationSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.TeamFormation,
        Events = [OrderEventType.Of("order.team-confirmed", FormationSlice.Clause, FormationJson.Default.TeamConfirmed, Apply)],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderTeamConfirm command, DecisionContext context)
    {
        var fields = new FieldReader();
        var entries = fields.List<MemberForm>(command.Members, "members", FormationSlice.MaxMembers, FormationSlice.Clause);
        var members = ImmutableArray.CreateBuilder<AssignedDuties>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
            if (TeamDuties.Read(entries[i] ?? NoMember, context.Lookups, new FieldPath("members", i).ToString(), fields) is { } member)
            {
                if (members.Any(other => other.Person == member.Person))
                    fields.Fault(Contradiction, new("members", i, "person"), FormationSlice.Clause, "once");
                members.Add(member);
            }
        var roles = members.Select(member => member.Role).ToList();
        if (!fields.AnyFault)
            TeamDuties.CheckRoles(roles, "members", fields);
        if (fields.AnyFault)
            return Refuse(fields.Faults);
        // A project manager forms the manager's own team; the head of the department forms any.
        return context.Actor.IsAny(Roles.DepartmentHead)
            || members.Any(member => member.Role == TeamRole.ProjectManager && member.Person == context.By)
            ? Accept(new TeamConfirmed(context.By, context.Now, members.DrainToImmutable()))
            : Refuse(new Rejection.RuleBroken(NotTheProjectManager, "members", FormationSlice.Clause));
    }

    private static Order Apply(Order order, TeamConfirmed e) => order with
    {
        Status = OrderStatus.TeamReady,
        Roster = new([.. e.Members.Select(member => member.AsMember(MemberStatus.Confirmed, e.At))]),
        Clocks = order.Clocks.Stop(TaskKind.TeamFormation),
    };
}

/// <summary>A person's role and duties in the team (R4.1).</summary>
/// <param name="Person">The person: the subject of the token.</param>
/// <param name="Role">The role.</param>
/// <param name="Duties">The duties, at least one.</param>
[GenerateSerializer, Immutable, Alias("og.assigned-duties")]
public sealed record AssignedDuties([property: Id(0)] string Person, [property: Id(1)] TeamRole Role,
    [property: Id(2)] ImmutableArray<string> Duties)
{
    /// <summary>The person as a member of the team.</summary>
    internal Member AsMember(MemberStatus status, DateTimeOffset at) =>
        new() { Person = Person, Role = Role, Duties = Duties, Status = status, Since = at };
}

/// <summary>The team was formed (R4.1).</summary>
public sealed record TeamConfirmed(string By, DateTimeOffset At, ImmutableArray<AssignedDuties> Members) : OrderEvent(By, At);
