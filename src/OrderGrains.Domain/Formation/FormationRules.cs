using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Formation.FormationCommand;
using static OrderGrains.Domain.Orders.OrderStatus;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Shared.Roles;

namespace OrderGrains.Domain.Formation;

/// <summary>The lines of the project team (R4.1) in the table of steps.</summary>
public static class FormationSteps
{
    /// <summary>The name of <see cref="ConfirmTeam"/>.</summary>
    public const string TeamConfirm = "orderTeamConfirm";
    /// <summary>The name of <see cref="ChangeTeamMember"/>.</summary>
    public const string MemberChange = "orderTeamMemberChange";

    /// <summary>Who confirms a proposed member.</summary>
    public const Roles Confirmers = DepartmentHead;

    private const string Clause = "R4.1";
    private static readonly ImmutableArray<OrderStatus> Formed = [TeamReady, OrderStatus.Planning, PlanReview, InExecution];

    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderStep> All { get; } =
    [
        new(TeamConfirm, FormationJson.Default.ConfirmTeam, ProjectManager | DepartmentHead, [Assigned])
        { Clause = Clause, Forward = true, Task = TaskKind.TeamFormation },
        new(MemberChange, FormationJson.Default.ChangeTeamMember, ProjectManager | DepartmentHead, Formed)
        { Clause = Clause, Forward = true, Guards = [ManagerOrHead] },
        new("orderTeamMemberConfirm", FormationJson.Default.ConfirmTeamMember, Confirmers, Formed)
        { Clause = Clause, Forward = true, Task = TaskKind.MemberApproval, While = HasProposal, Guards = [SomeProposalFits] },
    ];

    /// <summary>Whether a member waits for the head of the department.</summary>
    internal static bool HasProposal(Order order) => order.Roster.Members.Any(member => member.Status == MemberStatus.Proposed);

    /// <summary>The refusal where somebody proposed a member or is the one proposed; null where nothing of it is the person's own.</summary>
    internal static Rejection.SeparationOfDuties? OwnPart(Member proposed, string subject) =>
        HavingPart(proposed).Contains(subject) ? new(SodSelfApproval, MemberChange, subject, Clause) : null;

    /// <summary>Who have a part in a proposal: whoever made it, and the one proposed.</summary>
    internal static IEnumerable<string> HavingPart(Member proposed) => proposed.ProposedBy is { } by ? [by, proposed.Person] : [proposed.Person];

    /// <summary>The guard of what only the order's own project manager does.</summary>
    internal static StepGuard OwnManager(string clause) => (order, actor) =>
        order.Roster.ProjectManager == actor.Subject ? null : new Rejection.RuleBroken(NotTheProjectManager, Clause: clause);

    // The team may have changed since the proposals; one that still fits is enough.
    private static Rejection? SomeProposalFits(Order order, Actor actor)
    {
        Rejection? unfit = null;
        foreach (var member in order.Roster.Members.Where(member => member.Status == MemberStatus.Proposed))
        {
            if (FormationRules.Unfit(order.Roster, member) is not { } fault)
                return null;
            unfit ??= new Rejection.Invalid(fault.Code, "person", fault.Detail, Clause);
        }
        return unfit;
    }

    private static Rejection? ManagerOrHead(Order order, Actor actor) => actor.IsAny(DepartmentHead) ? null : OwnManager(Clause)(order, actor);
}

/// <summary>The lines of the project team (R4.1) in the table of tasks.</summary>
public static class FormationTasks
{
    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderTask> All { get; } =
    [
        new(TaskKind.TeamFormation, ProjectManager | DepartmentHead, order => order.Status == Assigned) { Forward = true, Lead = DepartmentHead },
        new(TaskKind.MemberApproval, FormationSteps.Confirmers, order => order.Status is TeamReady or OrderStatus.Planning or PlanReview or InExecution && FormationSteps.HasProposal(order))
        { Forward = true, ForAbsent = true, Excluded = HavingPartInAll, Lead = SeniorLeader },
    ];

    // Whoever has a part in only some of them has something to decide.
    private static ImmutableArray<string> HavingPartInAll(Order order)
    {
        var proposals = order.Roster.Members.Where(member => member.Status == MemberStatus.Proposed).Select(FormationSteps.HavingPart).ToList();
        return proposals.Count == 0 ? [] : [.. proposals.Aggregate((all, having) => all.Intersect(having))];
    }
}

/// <summary>The project team (R4.1): what the gate leaves to decide, and what the events make of an order.</summary>
public static class FormationRules
{
    private const string Clause = "R4.1";
    /// <summary>The most members of a team.</summary>
    public const int MaxMembers = 100;

    internal const int MaxDuties = 20;
    private static readonly MemberForm NoMember = new();

    /// <summary>Decides on a command that the gate let through.</summary>
    public static Decision<OrderEvent> Decide(Order order, FormationCommand command, Actor actor, DateTimeOffset now) => command switch
    {
        ConfirmTeam c => OfConfirm(c, actor, now),
        ChangeTeamMember c => OfChange(order, c, actor, now),
        ConfirmTeamMember c => OfConfirmMember(order, c, actor, now),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Applies an event.</summary>
    public static Order Evolve(Order order, FormationEvent @event) => @event switch
    {
        TeamConfirmed e => order with
        {
            Status = TeamReady,
            Roster = new([.. e.Members.Select(member => Join(member, MemberStatus.Confirmed, e.At))]),
            Clocks = order.Clocks.Stop(TaskKind.TeamFormation),
        },
        TeamMemberChanged e => order with { Roster = e.Proposed ? Propose(order.Roster, e) : Change(order, e) },
        TeamMemberConfirmed e => order with { Roster = Confirm(order, e) },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    private static Decision<OrderEvent> OfConfirm(ConfirmTeam command, Actor actor, DateTimeOffset now)
    {
        var fields = new FieldReader();
        var entries = fields.List<MemberForm>(command.Members, "members", MaxMembers, Clause);
        var members = ImmutableArray.CreateBuilder<AssignedDuties>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
            if (Read(entries[i] ?? NoMember, command.Presences.IsDefault ? default : command.Presences.ElementAtOrDefault(i), new FieldPath("members", i).ToString(), fields) is { } member)
            {
                if (members.Any(other => other.Person == member.Person))
                    fields.Fault(Contradiction, new("members", i, "person"), Clause, "once");
                members.Add(member);
            }
        var roles = members.Select(member => member.Role).ToList();
        if (!fields.AnyFault)
            CheckRoles(roles, "members", fields);
        if (fields.AnyFault)
            return Refuse(fields.Faults);
        // A project manager forms the own team; the head of the department anybody's.
        return actor.IsAny(DepartmentHead) || members.Any(member => member.Role == TeamRole.ProjectManager && member.Person == actor.Subject)
            ? Accept(new TeamConfirmed(actor.Subject, now, members.DrainToImmutable()))
            : Decision<OrderEvent>.Reject(new Rejection.RuleBroken(NotTheProjectManager, "members", Clause));
    }

    private static Decision<OrderEvent> OfChange(Order order, ChangeTeamMember command, Actor actor, DateTimeOffset now)
    {
        var fields = new FieldReader();
        var person = fields.Text(command.Person, "person", TextLimit.Name, Clause, required: false);
        var leaving = person is null ? null : order.Roster.Find(person);
        if (person is not null && leaving is null)
            fields.Fault(NotOnRoster, "person", Clause);
        var joining = command.Member is null ? null : Read(command.Member, command.Presence, "member", fields);
        if (command.Member is null && person is null)
            fields.Fault(Required, "member", Clause, "member or person");
        if (joining is not null && order.Roster.Find(joining.Person) is not null)
            fields.Fault(Contradiction, "member.person", Clause, "not on the roster");
        var note = fields.Text(command.HandoverNote, "handoverNote", TextLimit.Prose, Clause, required: leaving?.Status == MemberStatus.Active);
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, Clause);
        if (!fields.AnyFault)
            CheckRoles(RolesAfter(order.Roster, leaving, joining?.Role), joining is null ? "person" : "member", fields);
        return fields.AnyFault || reason is null
            ? Refuse(fields.Faults)
            : Accept(new TeamMemberChanged(actor.Subject, now, person, joining, joining is not null && !actor.IsAny(DepartmentHead), note, reason));
    }

    private static Decision<OrderEvent> OfConfirmMember(Order order, ConfirmTeamMember command, Actor actor, DateTimeOffset now)
    {
        var fields = new FieldReader();
        var person = fields.Text(command.Person, "person", TextLimit.Name, Clause);
        var member = person is null ? null : order.Roster.Find(person);
        if (person is not null && member?.Status != MemberStatus.Proposed)
            fields.Fault(NotOnRoster, "person", Clause, "a proposed member");
        if (fields.AnyFault || member is null)
            return Refuse(fields.Faults);
        if (FormationSteps.OwnPart(member, actor.Subject) is { } own)
            return Decision<OrderEvent>.Reject(own);
        if (Substitution.Fault(command.OnBehalfOf, command.StandsIn, Clause, who => FormationSteps.OwnPart(member, who), out var absent) is { } fault)
            return Decision<OrderEvent>.Reject(fault);
        if (Unfit(order.Roster, member) is { } unfit)
            fields.Fault(unfit.Code, "person", Clause, unfit.Detail);
        return fields.AnyFault ? Refuse(fields.Faults) : Accept(new TeamMemberConfirmed(actor.Subject, now, member.Person, absent));
    }

    /// <summary>What would be wrong with the team's roles if a proposed member were confirmed now, since it may have changed after the proposal; null where nothing is.</summary>
    public static (RejectionCode Code, string Detail)? Unfit(Roster roster, Member proposed) =>
        FaultOf(RolesAfter(roster, proposed.Replaces is { } left ? roster.Find(left) : null, proposed.Role));

    private static AssignedDuties? Read(MemberForm form, StaffPresence presence, string path, FieldReader fields)
    {
        var person = fields.Text(form.Person, path + ".person", TextLimit.Name, Clause);
        if (person is not null && presence != StaffPresence.Present)
            fields.Fault(presence == StaffPresence.Left ? PersonLeft : UnknownCode, path + ".person", Clause, "in the staff register");
        var role = fields.Code<TeamRole>(form.Role, path + ".role", Clause);
        if (role == TeamRole.None)
            fields.Fault(UnknownCode, path + ".role", Clause);
        var entries = fields.List(form.Duties, path + ".duties", MaxDuties, Clause);
        var duties = ImmutableArray.CreateBuilder<string>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
            if (fields.Text(entries[i], new(path + ".duties", i), TextLimit.Name, Clause) is { } duty)
                duties.Add(duty);
        return person is null || role is null || duties.Count < entries.Length || duties.Count == 0 ? null : new(person, role.Value, duties.DrainToImmutable());
    }

    private static void CheckRoles(List<TeamRole> roles, string path, FieldReader fields)
    {
        if (FaultOf(roles) is { } fault)
            fields.Fault(fault.Code, path, Clause, fault.Detail);
    }

    private static (RejectionCode Code, string Detail)? FaultOf(List<TeamRole> roles)
    {
        var missing = Roster.Obligatory.Except(roles).Select(EnumCode<TeamRole>.Of).ToArray();
        if (missing.Length > 0)
            return (RoleMissing, string.Join(',', missing));
        return roles.Count(role => role == TeamRole.ProjectManager) > 1 ? (Contradiction, "one PROJECT_MANAGER") : null;
    }

    private static List<TeamRole> RolesAfter(Roster roster, Member? leaving, TeamRole? joining)
    {
        var roles = roster.Members.Where(member => member.Present && member != leaving).Select(member => member.Role).ToList();
        if (joining is { } role)
            roles.Add(role);
        return roles;
    }

    private static Member Join(AssignedDuties who, MemberStatus status, DateTimeOffset at) =>
        new() { Person = who.Person, Role = who.Role, Duties = who.Duties, Status = status, Since = at };

    private static Roster Propose(Roster roster, TeamMemberChanged e) => e.Joined is not { } joined ? roster : new(roster.Members.Add(
        Join(joined, MemberStatus.Proposed, e.At) with { ProposedBy = e.By, Replaces = e.Left, HandoverNote = e.HandoverNote, Reason = e.Reason }));

    private static Roster Change(Order order, TeamMemberChanged e)
    {
        var roster = e.Left is { } left
            ? Leave(order.Roster, left, e.Joined is null ? MemberStatus.Released : MemberStatus.Replaced, e.HandoverNote, e.Reason, e.At) : order.Roster;
        return e.Joined is not { } joined ? roster : new(roster.Members.Add(
            Join(joined, StatusNow(order), e.At) with { Replaces = e.Left, HandoverNote = e.Left is null ? null : e.HandoverNote, Reason = e.Reason }));
    }

    private static Roster Confirm(Order order, TeamMemberConfirmed e)
    {
        if (order.Roster.Find(e.Person) is not { } member)
            return order.Roster;
        var roster = order.Roster.With(member, member with { Status = StatusNow(order), Since = e.At, ConfirmedBy = e.By, OnBehalfOf = e.OnBehalfOf });
        return member.Replaces is { } left ? Leave(roster, left, MemberStatus.Replaced, member.HandoverNote, member.Reason, e.At) : roster;
    }

    private static Roster Leave(Roster roster, string person, MemberStatus status, string? note, string? reason, DateTimeOffset at) =>
        roster.Find(person) is { } member ? roster.With(member, member with { Status = status, Since = at, HandoverNote = note, Reason = reason }) : roster;

    private static MemberStatus StatusNow(Order order) => order.Kickoff is null ? MemberStatus.Confirmed : MemberStatus.Active;

    private static Decision<OrderEvent> Accept(OrderEvent @event) => Decision<OrderEvent>.Accept(@event);

    private static Decision<OrderEvent> Refuse(ImmutableArray<Rejection> reasons) => new Decision<OrderEvent>.Rejected(reasons);
}
