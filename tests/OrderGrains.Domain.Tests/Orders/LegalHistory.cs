using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Orders.OrderStatus;

namespace OrderGrains.Domain.Tests.Orders;

/// <summary>The legal histories of an order, written down a second time from the regulation: from the events alone and without the state of
/// the rules.</summary>
internal sealed class LegalHistory
{

    /// <summary>Which event takes an order from which status to which.</summary>
    private static readonly HashSet<(OrderStatus From, string Event, OrderStatus To)> Transitions =
    [
        (None, nameof(DraftCreated), Draft), (Draft, nameof(DraftUpdated), Draft), (Draft, nameof(DraftDiscarded), Discarded),
        (None, nameof(OrderSubmitted), Received), (Draft, nameof(OrderSubmitted), Received),
        (Received, nameof(ReviewClaimed), UnderReview), (UnderReview, nameof(ReviewClaimed), UnderReview),
        (UnderReview, nameof(ReviewReleased), Received), (UnderReview, nameof(ReviewReleased), UnderReview),
        (UnderReview, nameof(ReturnedForCorrection), Correction), (Correction, nameof(OrderResubmitted), UnderReview),
        (UnderReview, nameof(OrderVerified), Verified), (UnderReview, nameof(OrderRejected), Rejected),
        (Verified, nameof(AssignmentProposed), AssignmentPending), (AssignmentPending, nameof(AssignmentApproved), Assigned),
        (AssignmentPending, nameof(AssignmentRejected), Verified),
        (Assigned, nameof(TeamConfirmed), TeamReady), (TeamReady, nameof(KickoffHeld), OrderStatus.Planning),
        (OrderStatus.Planning, nameof(PlanSubmitted), PlanReview), (PlanReview, nameof(PlanRejected), OrderStatus.Planning),
        (PlanReview, nameof(PlanApproved), PlanReview), (PlanReview, nameof(PlanApproved), InExecution),
        .. from status in new[] { TeamReady, OrderStatus.Planning, PlanReview, InExecution }
           from name in new[] { nameof(TeamMemberChanged), nameof(TeamMemberConfirmed) }
           select (status, name, status),
        .. from status in new[] { OrderStatus.Planning, PlanReview, InExecution } select (status, nameof(KickoffDecisionCompleted), status),
        .. from status in Running
           from name in new[] { nameof(OrderHeld), nameof(OrderResumed), nameof(CancellationRequested), nameof(CancellationDeclined) }
           select (status, name, status),
        .. from status in Running select (status, nameof(OrderCancelled), Cancelled),
        .. from status in new[] { Received, UnderReview, Correction, Assigned, PlanReview } from name in new[] { nameof(TaskOverdue),
            nameof(TaskEscalated) } select (status, name, status),
        .. from sample in CommandSample.All from transition in sample.Transitions from @event in sample.Events select (transition.From,
            @event.GetType().Name, transition.To),
    ];

    private static readonly HashSet<Type> WaitForHold =
        [.. CommandSample.All.Where(sample => sample.WaitsForHold).SelectMany(sample => sample.Events).Select(@event => @event.GetType())];

    private static IEnumerable<OrderStatus> Running => Enum.GetValues<OrderStatus>().Except([None, Draft, Discarded, Rejected, Cancelled]);

    private readonly HashSet<string> _enterers = [];
    private readonly HashSet<string> _proposers = [];
    private readonly HashSet<int> _openFindings = [];
    private readonly HashSet<string> _everOnTheTeam = [], _submitters = [], _approvers = [];
    private readonly Dictionary<string, TeamMemberChanged> _proposals = [];
    private readonly Dictionary<string, TeamRole> _team = [];
    private string? _claimer, _requester, _platform;
    private AssignmentForm? _form;
    private bool _held;
    private int _lateness;

    /// <summary>The events that an order in a status may see next.</summary>
    public static IEnumerable<string> EventsFrom(OrderStatus status) =>
        Transitions.Where(transition => transition.From == status).Select(transition => transition.Event).Distinct();

    /// <summary>The reason why the event is illegal, or null.</summary>
    public string? Fault(OrderStatus before, OrderEvent @event, OrderStatus after, Actor actor)
    {
        var fault = !Transitions.Contains((before, @event.GetType().Name, after)) ? "no such transition" : Fault(@event, actor);
        Remember(@event);
        return fault;
    }

    private string? Fault(OrderEvent @event, Actor actor) => @event switch
    {
        _ when @event.By != actor.Subject => "recorded for another",
        ReviewClaimed or ReviewReleased or ReturnedForCorrection or OrderResubmitted or OrderVerified or OrderRejected
            or AssignmentProposed or AssignmentApproved or AssignmentRejected or TeamConfirmed or TeamMemberChanged or TeamMemberConfirmed
            or KickoffHeld or KickoffDecisionCompleted or PlanSubmitted or PlanApproved or PlanRejected
            when _held || _requester is not null => "a forward step that had to wait",
        _ when WaitForHold.Contains(@event.GetType()) && (_held || _requester is not null) => "a forward step that had to wait",
        ReviewClaimed when _claimer is not null => "claimed twice",
        ReviewClaimed when _enterers.Contains(@event.By) => "reviewed by its enterer",
        ReviewReleased when _claimer != @event.By && (actor.Roles & Roles.OrderManager) == 0 => "released by another",
        ReturnedForCorrection or OrderVerified or OrderRejected when _claimer != @event.By => "decided by another than the claimer",
        ReturnedForCorrection { Findings.IsEmpty: true } => "returned without a finding",
        OrderResubmitted e when !_openFindings.SetEquals((e.Answers ?? []).Select(answer => answer.Finding)) => "a finding left unanswered",
        OrderVerified when _openFindings.Count > 0 => "passed with open findings",
        AssignmentApproved or AssignmentRejected when _proposers.Contains(@event.By) => "decided by the proposer",
        AssignmentApproved or AssignmentRejected when _enterers.Contains(@event.By) => "assigned by the enterer",
        AssignmentProposed { Form: { Reason: null } form } when form.Scores.Single(score => score.Team == form.Team).Rank > 1 =>
            "a lower team without a reason",
        AssignmentApproved e when e.Assignment != _form?.Id || e.Team != _form.Team => "another form was approved",
        AssignmentApproved { OverCommitReason: null } when _form?.OverCommitReason is not null => "beyond the capacity without a reason",
        OrderCancelled e when e.Assignment?.Id != _form?.Id => "capacity is not given back",
        OrderHeld when _held => "held twice",
        OrderResumed when !_held => "resumed without a hold",
        CancellationRequested when _requester is not null => "asked for twice",
        OrderCancelled or CancellationDeclined when _requester is null => "decided without a request",
        OrderCancelled or CancellationDeclined when _requester == @event.By => "decided by the requester",
        DeadlinesEvent when _held => "overdue during a hold",
        DeadlinesEvent e when e.At < e.DueAt => "overdue before it was due",
        TaskOverdue when _lateness != 0 => "overdue twice",
        TaskEscalated e when e.Level != _lateness || e.Level > 3 => "a level skipped",
        TeamMemberConfirmed e when !_proposals.TryGetValue(e.Person, out var proposal) || proposal.By == e.By || e.Person == e.By =>
            "confirmed without an independent proposal",
        KickoffHeld or PlanSubmitted when _team.GetValueOrDefault(@event.By, TeamRole.TeamQc) != TeamRole.ProjectManager =>
            "not the project manager",
        KickoffHeld e when !e.Meeting.Participants.Any(participant => participant.Group == ParticipantGroup.OrderManagement) =>
            "kicked off without order management",
        PlanSubmitted e when e.Plan.Tasks.Any(task => !_team.ContainsKey(task.Owner)) => "a task without an owner on the team",
        PlanApproved or PlanRejected when _submitters.Contains(@event.By) || _everOnTheTeam.Contains(@event.By) =>
            "approved by an involved person",
        PlanApproved e when _approvers.Contains(e.By) => "approved twice by one",
        PlanApproved { Baseline: not null } when _approvers.Count != 1 => "executed before both approvals",
        not OrderSubmitted when actor.Roles == Roles.Platform && (_platform is null || !actor.Platforms.Contains(_platform)) =>
            "another platform's order",
        _ => null,
    };

    private void Remember(OrderEvent @event)
    {
        if (@event is DraftCreated or DraftUpdated or OrderSubmitted or OrderResubmitted)
            _enterers.Add(@event.By);
        _claimer = @event switch { ReviewClaimed => @event.By, ReviewReleased or ReturnedForCorrection => null, _ => _claimer };
        _held = @event switch { OrderHeld => true, OrderResumed => false, _ => _held };
        _requester = @event switch { CancellationRequested => @event.By, CancellationDeclined => null, _ => _requester };
        _lateness = @event switch
        {
            DeadlinesEvent => _lateness + 1,
            OrderSubmitted or ReturnedForCorrection or OrderResubmitted or AssignmentApproved or PlanSubmitted => 0,
            _ => _lateness
        };
        _platform = @event is OrderSubmitted submitted ? submitted.Platform : _platform;
        if (@event is AssignmentProposed)
            _proposers.Add(@event.By);
        _form = @event switch { AssignmentProposed e => e.Form, AssignmentRejected => null, _ => _form };
        if (@event is ReturnedForCorrection returned)
            _openFindings.UnionWith(returned.Findings.Select(finding => finding.Number));
        if (@event is OrderResubmitted)
            _openFindings.Clear();
        RememberTeam(@event);
        if (@event is PlanSubmitted)
            _submitters.Add(@event.By);
        if (@event is PlanApproved)
            _approvers.Add(@event.By);
        if (@event is PlanRejected)
            _approvers.Clear();
    }

    private void RememberTeam(OrderEvent @event)
    {
        var changed = @event as TeamMemberChanged;
        if (changed is { Proposed: true, Joined: { } proposed })
            _proposals[proposed.Person] = changed;
        if (@event is TeamMemberConfirmed confirmed && _proposals.Remove(confirmed.Person, out var proposal))
            changed = proposal with { Proposed = false };
        if (changed is { Proposed: false })
        {
            _team.Remove(changed.Left ?? "");
            _proposals.Remove(changed.Left ?? "");
            if (changed.Joined is { } joined)
                _team[joined.Person] = joined.Role;
        }
        foreach (var member in (@event as TeamConfirmed)?.Members ?? [])
            _team[member.Person] = member.Role;
        _everOnTheTeam.UnionWith(_team.Keys);
    }
}
