using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Kickoff;

/// <summary>The lines of the kick-off meeting (R4.2) in the table of steps.</summary>
public static class KickoffSteps
{
    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderStep> All { get; } =
    [
        new("orderKickoffHold", KickoffJson.Default.HoldKickoff, Roles.ProjectManager, [OrderStatus.TeamReady])
        { Clause = "R4.2", Forward = true, Task = TaskKind.Kickoff, Guards = [FormationSteps.OwnManager("R4.2.1")] },
        new("orderKickoffDecisionComplete", KickoffJson.Default.CompleteDecision, Doers, [OrderStatus.Planning, OrderStatus.PlanReview, OrderStatus.InExecution])
        { Clause = "R4.2", Forward = true, Task = TaskKind.KickoffDecision, While = order => !Owners(order).IsEmpty, Guards = [OwnerOrManager] },
    ];

    /// <summary>Whoever may have been given something to do: the team, experts, order management, and members of departments.</summary>
    internal const Roles Doers = Roles.ProjectManager | Roles.ServiceStaff | Roles.TechSupport | Roles.TechExpert | Roles.TeamQc | Roles.OrderManager
        | Roles.DepartmentHead | Roles.DepartmentMember;

    /// <summary>Whose decisions are open: the subjects of their tokens.</summary>
    internal static ImmutableArray<string> Owners(Order order) => [.. Open(order).Select(decision => decision.Owner).Distinct()];

    /// <summary>The day of the first of somebody's open decisions.</summary>
    internal static DateOnly? FirstDay(Order order, Recipient owner) =>
        Open(order).Where(decision => Recipient.Of(decision.Owner) == owner).Min(decision => (DateOnly?)decision.DueOn);

    private static IEnumerable<KickoffDecision> Open(Order order) => order.Kickoff?.Decisions.Where(decision => decision.Completion is null) ?? [];

    private static Rejection.RuleBroken? OwnerOrManager(Order order, Actor actor) =>
        Owners(order).Contains(actor.Subject) || order.Roster.ProjectManager == actor.Subject ? null : new Rejection.RuleBroken(NotTheOwner, Clause: "R4.2");
}

/// <summary>The lines of the kick-off meeting (R4.2) in the table of tasks.</summary>
public static class KickoffTasks
{
    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderTask> All { get; } =
    [
        new(TaskKind.Kickoff, Roles.ProjectManager, order => order.Status == OrderStatus.TeamReady)
        { Forward = true, TakenBy = order => order.Roster.ProjectManager is { } manager ? [manager] : [], Lead = Roles.DepartmentHead },
        new(TaskKind.KickoffDecision, KickoffSteps.Doers,
            order => order.Status is OrderStatus.Planning or OrderStatus.PlanReview or OrderStatus.InExecution && !KickoffSteps.Owners(order).IsEmpty)
        { Forward = true, TakenBy = KickoffSteps.Owners, AgreedDay = KickoffSteps.FirstDay, Lead = Roles.ProjectManager },
    ];
}

/// <summary>The kick-off meeting (R4.2): what the gate leaves to decide, and what the events make of an order.</summary>
public static class KickoffRules
{
    private const string AttendanceClause = "R4.2.1", AgendaClause = "R4.2.2";
    internal const int MaxParticipants = 200, MaxDecisions = 50;
    private static readonly ParticipantForm NoParticipant = new();
    private static readonly AgendaForm NoAgenda = new();
    private static readonly DecisionForm NoDecision = new();

    /// <summary>Decides on a command that the gate let through.</summary>
    public static Decision<OrderEvent> Decide(Order order, KickoffCommand command, Actor actor, DateTimeOffset now, OrderPolicy policy) => command switch
    {
        KickoffCommand.HoldKickoff c => OfHold(order, c.Kickoff, actor, now, policy),
        KickoffCommand.CompleteDecision c => OfComplete(order, c, actor, now),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Applies an event.</summary>
    public static Order Evolve(Order order, KickoffEvent @event) => @event switch
    {
        KickoffHeld e => order with { Status = OrderStatus.Planning, Kickoff = e.Meeting, Roster = order.Roster.Begin(e.At) },
        KickoffDecisionCompleted e => order with { Kickoff = order.Kickoff is { } meeting ? Complete(meeting, e) : null },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    private static Decision<OrderEvent> OfHold(Order order, KickoffForm form, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var fields = new FieldReader();
        var heldAt = fields.Instant(form.HeldAt, "heldAt", "R4.2");
        if (heldAt > now)
            fields.Fault(OutOfRange, "heldAt", "R4.2", "not in the future");
        var participants = ReadParticipants(order.Roster, form.Participants, fields);
        var agenda = ReadAgenda(form.Agenda ?? NoAgenda, fields);
        var minutes = fields.Text(form.Minutes, "minutes", TextLimit.Prose, "R4.2");
        var decisions = ReadDecisions(order.Roster, form.Decisions, participants, heldAt is { } at ? policy.DayOf(at) : null, fields);
        if (fields.AnyFault || heldAt is null || agenda is null || minutes is null)
            return new Decision<OrderEvent>.Rejected(fields.Faults);
        return Decision<OrderEvent>.Accept(new KickoffHeld(actor.Subject, now, new()
        {
            HeldAt = heldAt.Value,
            Participants = participants,
            Agenda = agenda,
            Minutes = minutes,
            Decisions = decisions,
        }));
    }

    private static Decision<OrderEvent> OfComplete(Order order, KickoffCommand.CompleteDecision command, Actor actor, DateTimeOffset now)
    {
        const string clause = "R4.2";
        var fields = new FieldReader();
        var decision = command.Decision is { } number ? order.Kickoff?.Decisions.ElementAtOrDefault(number - 1) : null;
        if (command.Decision is null)
            fields.Fault(Required, "decision", clause);
        else if (decision is null or { Completion: not null })
            fields.Fault(UnknownCode, "decision", clause, "an open decision");
        var note = fields.Text(command.Note, "note", TextLimit.Prose, clause);
        if (fields.AnyFault || decision is null || note is null)
            return new Decision<OrderEvent>.Rejected(fields.Faults);
        return decision.Owner == actor.Subject || order.Roster.ProjectManager == actor.Subject
            ? Decision<OrderEvent>.Accept(new KickoffDecisionCompleted(actor.Subject, now, command.Decision ?? 0, note)) // not null: a decision was found
            : Decision<OrderEvent>.Reject(new Rejection.RuleBroken(NotTheOwner, "decision", clause));
    }

    private static KickoffMeeting Complete(KickoffMeeting meeting, KickoffDecisionCompleted e) => meeting with
    {
        Decisions = [.. meeting.Decisions.Select((decision, i) => i == e.Decision - 1 ? decision with { Completion = new(e.By, e.At, e.Note) } : decision)],
    };

    private static ImmutableArray<Participant> ReadParticipants(Roster roster, ImmutableArray<ParticipantForm>? form, FieldReader fields)
    {
        var entries = fields.List(form, "participants", MaxParticipants, AttendanceClause);
        var participants = ImmutableArray.CreateBuilder<Participant>(entries.Length);
        var named = new HashSet<string>();
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoParticipant;
            var person = fields.Text(entry.Person, new("participants", i, "person"), TextLimit.Name, AttendanceClause);
            var group = fields.Code<ParticipantGroup>(entry.Group, new("participants", i, "group"), AttendanceClause);
            if (person is null)
                continue;
            if (!named.Add(person))
                fields.Fault(Contradiction, new("participants", i, "person"), AttendanceClause, "once");
            else if (group is { } known && roster.Has(person) != (known == ParticipantGroup.Team))
                fields.Fault(known == ParticipantGroup.Team ? NotOnRoster : Contradiction, new("participants", i, "group"), AttendanceClause, "TEAM: members of the team");
            if (group is not null)
                participants.Add(new(person, group.Value));
        }
        if (participants.Count < entries.Length || entries.IsEmpty)
            return [];
        string[] missing =
        [
            .. roster.ProjectManager is { } manager && named.Contains(manager) ? Array.Empty<string>() : [EnumCode<TeamRole>.Of(TeamRole.ProjectManager)],
            .. participants.Any(participant => participant.Group == ParticipantGroup.OrderManagement)
                ? Array.Empty<string>() : [EnumCode<ParticipantGroup>.Of(ParticipantGroup.OrderManagement)],
        ];
        if (missing.Length > 0)
            fields.Fault(RoleMissing, "participants", AttendanceClause, string.Join(',', missing));
        return participants.DrainToImmutable();
    }

    private static Agenda? ReadAgenda(AgendaForm form, FieldReader fields)
    {
        var background = fields.Text(form.Background, "agenda.background", TextLimit.Prose, AgendaClause);
        var goals = fields.Text(form.Goals, "agenda.goals", TextLimit.Prose, AgendaClause);
        var schedule = fields.Text(form.Schedule, "agenda.schedule", TextLimit.Prose, AgendaClause);
        var duties = fields.Text(form.Duties, "agenda.duties", TextLimit.Prose, AgendaClause);
        var communication = fields.Text(form.Communication, "agenda.communication", TextLimit.Prose, AgendaClause);
        return background is null || goals is null || schedule is null || duties is null || communication is null
            ? null : new(background, goals, schedule, duties, communication);
    }

    private static ImmutableArray<KickoffDecision> ReadDecisions(
        Roster roster, ImmutableArray<DecisionForm>? form, ImmutableArray<Participant> participants, DateOnly? heldOn, FieldReader fields)
    {
        const string clause = "R4.2";
        var entries = form is { IsDefaultOrEmpty: false } ? fields.List(form, "decisions", MaxDecisions, clause) : [];
        var decisions = ImmutableArray.CreateBuilder<KickoffDecision>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoDecision;
            var text = fields.Text(entry.Text, new("decisions", i, "text"), TextLimit.Prose, clause);
            var owner = fields.Text(entry.Owner, new("decisions", i, "owner"), TextLimit.Name, clause);
            var dueOn = fields.Date(entry.DueOn, new("decisions", i, "dueOn"), clause);
            if (owner is not null && !participants.IsEmpty && !roster.Has(owner) && participants.All(participant => participant.Person != owner))
                fields.Fault(NotOnRoster, new("decisions", i, "owner"), clause, "a participant or a member of the team");
            if (dueOn < heldOn)
                fields.Fault(DateOrder, new("decisions", i, "dueOn"), clause, "not before heldAt");
            if (text is not null && owner is not null && dueOn is not null)
                decisions.Add(new(text, owner, dueOn.Value));
        }
        return decisions.DrainToImmutable();
    }
}
