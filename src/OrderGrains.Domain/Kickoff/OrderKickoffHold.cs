using System.Collections.Immutable;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Kickoff;

/// <summary>Records that the kick-off meeting was held (R4.2); the team is at work from here on.</summary>
/// <param name="Kickoff">The meeting.</param>
[GenerateSerializer, Immutable, Alias("og.kickoff.hold")]
public sealed record OrderKickoffHold([property: Id(0)] KickoffForm Kickoff) : OrderCommand
{
    internal const int MaxParticipants = 200, MaxDecisions = 50;
    private const string AttendanceClause = "R4.2.1", AgendaClause = "R4.2.2";
    private static readonly ParticipantForm NoParticipant = new();
    private static readonly AgendaForm NoAgenda = new();
    private static readonly DecisionForm NoDecision = new();

    internal static OrderStep Step { get; } = OrderStep.For(KickoffJson.Default.OrderKickoffHold, Decide, Roles.ProjectManager,
        [OrderStatus.TeamReady]) with
    {
        Clause = KickoffSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.Kickoff,
        Guards = [FormationSlice.OwnManager(AttendanceClause)],
        Events = [OrderEventType.Of("order.kickoff-held", KickoffSlice.Clause, KickoffJson.Default.KickoffHeld, Apply)],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderKickoffHold command, DecisionContext context)
    {
        var form = command.Kickoff;
        var fields = new FieldReader();
        var heldAt = fields.Instant(form.HeldAt, "heldAt", KickoffSlice.Clause);
        if (heldAt > context.Now)
            fields.Fault(OutOfRange, "heldAt", KickoffSlice.Clause, "not in the future");
        var participants = ReadParticipants(order.Roster, form.Participants, fields);
        var agenda = ReadAgenda(form.Agenda ?? NoAgenda, fields);
        var minutes = fields.Text(form.Minutes, "minutes", TextLimit.Prose, KickoffSlice.Clause);
        var decisions = ReadDecisions(order.Roster, form.Decisions, participants, heldAt is { } at
            ? context.Policy.DayOf(at) : null, fields);
        if (fields.AnyFault || heldAt is null || agenda is null || minutes is null)
            return Refuse(fields.Faults);
        return Accept(new KickoffHeld(context.By, context.Now, new()
        {
            HeldAt = heldAt.Value,
            Participants = participants,
            Agenda = agenda,
            Minutes = minutes,
            Decisions = decisions,
        }));
    }

    private static Order Apply(Order order, KickoffHeld e) =>
        order with { Status = OrderStatus.Planning, Kickoff = e.Meeting, Roster = order.Roster.Begin(e.At) };

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
                fields.Fault(known == ParticipantGroup.Team
                    ? NotOnRoster : Contradiction, new("participants", i, "group"), AttendanceClause, "TEAM: members of the team");
            if (group is not null)
                participants.Add(new(person, group.Value));
        }
        if (participants.Count < entries.Length || entries.IsEmpty)
            return [];
        string[] missing =
        [
            .. roster.ProjectManager is { } manager && named.Contains(manager)
                ? Array.Empty<string>() : [EnumCode<TeamRole>.Of(TeamRole.ProjectManager)],
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
            if (owner is not null && !participants.IsEmpty && !roster.Has(owner)
                && participants.All(participant => participant.Person != owner))
                fields.Fault(NotOnRoster, new("decisions", i, "owner"), clause, "a participant or a member of the team");
            if (dueOn < heldOn)
                fields.Fault(DateOrder, new("decisions", i, "dueOn"), clause, "not before heldAt");
            if (text is not null && owner is not null && dueOn is not null)
                decisions.Add(new(text, owner, dueOn.Value));
        }
        return decisions.DrainToImmutable();
    }
}

/// <summary>The kick-off meeting was held (R4.2); the team is at work from here on.</summary>
public sealed record KickoffHeld(string By, DateTimeOffset At, KickoffMeeting Meeting) : OrderEvent(By, At);
