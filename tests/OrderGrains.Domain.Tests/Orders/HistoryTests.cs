using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Search;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Orders;

public sealed class HistoryTests
{
    internal static readonly ImmutableArray<Actor> Actors =
    [
        Sales, Sales with { Subject = "two.hats", Roles = Roles.Sales | Roles.OrderReviewer },
        Manager, Manager with { Subject = "three.hats", Roles = Roles.OrderManager | Roles.OrderReviewer | Roles.Sales },
        Reviewer, OtherReviewer, WebShop, WebShop with { Subject = "app-client", Platforms = ["app"] }, Buyer, OtherBuyer, Auditor,
        Actor.System,
        Approver, Manager with { Subject = "both.hats", Roles = Roles.OrderManager | Roles.AssignmentApprover },
        ProjectManager, DeptHead, Leader,
        Leader with { Subject = "four.hats",
            Roles = Roles.OrderManager | Roles.DepartmentHead | Roles.SeniorLeader | Roles.ProjectManager },
    ];

    // The seed of a failing case is printed by the checker.
    private static readonly Gen<Move[]> Moves = Gen.Select(
        Gen.Int[0, Actors.Length - 1], Gen.Int[0, 999], Gen.Int[0, 9], Gen.Int[0, 3_000],
        (actor, command, variant, minutes) => new Move(actor, command, variant, minutes)).Array[1, 60];

    // An order's life is long: random moves from its beginning would seldom see the end of it.
    private static readonly ImmutableArray<ImmutableArray<OrderEvent>> Beginnings = [[], Histories.Verified, Histories.Planning];

    [Fact]
    public void No_sequence_of_commands_reaches_an_illegal_history()
    {
        var reached = new HashSet<OrderStatus> { OrderStatus.None };
        Moves.Sample(moves =>
        {
            foreach (var before in Beginnings)
                Play(before, moves, reached);
        }, iter: 500, threads: 1);
        Assert.Equal(Enum.GetValues<OrderStatus>().Length, reached.Count);
    }

    [Fact]
    public void Next_actions_allow_exactly_the_commands_that_succeed_with_good_input() => Moves.Sample(moves =>
    {
        foreach (var before in Beginnings)
            NextActionsAgree(Play(before, moves, []));
    }, iter: 100, threads: 1);

    private static void NextActionsAgree((Order Order, DateTimeOffset Now) played)
    {
        var (order, now) = played;
        foreach (var actor in Actors)
        {
            var next = OrderRules.NextActions(order, actor, now, Policy).ToDictionary(action => action.Command);
            foreach (var step in OrderSteps.All.Where(step => order.Status != OrderStatus.None && !step.IsSystemOnly))
            {
                var decision = Decide(order, Command(step, order, 0, now), actor, now, Policy);
                var agrees =
                    decision is Decision<OrderEvent>.Accepted == (next.TryGetValue(step.Command, out var action) && action.Allowed);
                Assert.True(agrees, $"{step.Command} by {actor.Subject} in {order.Status}: {decision}");
                Assert.True(action is null || action.Allowed == action.Blockers.IsEmpty);
            }
        }
    }

    [Fact]
    public void The_checker_of_histories_finds_illegal_events()
    {
        Assert.Equal("reviewed by its enterer", FaultOf([Histories.Submitted, new ReviewClaimed(Sales.Subject, Now)]));
        Assert.Equal("decided by another than the claimer", FaultOf([.. Histories.UnderReview, new OrderVerified("x", Now, null)]));
        Assert.Equal("a forward step that had to wait",
            FaultOf([.. Histories.OnHold(Histories.UnderReview), new OrderVerified(Reviewer.Subject, Now, null)]));
        Assert.Equal("decided by the requester",
            FaultOf([.. Histories.AskedToCancel(Histories.Received), new OrderCancelled(Sales.Subject, Now, null)]));
        Assert.Equal("a finding left unanswered", FaultOf([.. Histories.Correction, Histories.Resubmitted with { Answers = [] }]));
        Assert.Equal("overdue before it was due",
            FaultOf([Histories.Submitted with { DueAt = Now },
                new TaskOverdue(Actor.System.Subject, Now.AddMinutes(-1), TaskKind.Review, Now)]));
        Assert.Equal("overdue during a hold",
            FaultOf([.. Histories.OnHold(Histories.Received), new TaskOverdue(Actor.System.Subject, Now, TaskKind.Review, Now)]));
        Assert.Equal("a level skipped",
            FaultOf([Histories.Submitted, new TaskEscalated(Actor.System.Subject, Now, TaskKind.Review, Now, 1)]));
        Assert.Equal("decided by the proposer",
            FaultOf([.. Histories.AssignmentPending, TeamSamples.Approved with { By = Manager.Subject }]));
        Assert.Equal("assigned by the enterer",
            FaultOf([.. Histories.AssignmentPending, TeamSamples.Approved with { By = Sales.Subject }]));
        Assert.Equal("capacity is not given back",
            FaultOf([.. Histories.AskedToCancel(Histories.Assigned), new OrderCancelled(Manager.Subject, Now, null)]));
        Assert.Equal("no such transition", FaultOf([Histories.Submitted, new OrderVerified(Reviewer.Subject, Now, null)]));
        Assert.Equal("not the project manager", FaultOf([.. Histories.TeamReady, Histories.KickedOff with { By = Service.Subject }]));
        Assert.Equal("kicked off without order management",
            FaultOf(
                [.. Histories.TeamReady, Histories.KickedOff with { Meeting = Histories.KickedOff.Meeting with { Participants = [] } }]));
        Assert.Equal("a task without an owner on the team", FaultOf([.. Histories.Planning, Histories.Submittal with
        {
            Plan = Histories.Submittal.Plan with { Tasks = [Histories.Submittal.Plan.Tasks[0] with { Owner = "" }] },
        }]));
        Assert.Equal("approved by an involved person",
            FaultOf([.. Histories.PlanReview, Histories.ApprovedByLeader with { By = Tech.Subject, Baseline = null }]));
        Assert.Equal("approved twice by one",
            FaultOf([.. Histories.PlanReview, Histories.ApprovedByManager, Histories.ApprovedByLeader with { By = Manager.Subject }]));
        Assert.Equal("executed before both approvals", FaultOf([.. Histories.PlanReview, Histories.ApprovedByLeader]));
        Assert.Equal("confirmed without an independent proposal",
            FaultOf([.. Histories.Planning, Proposal, new TeamMemberConfirmed(ProjectManager.Subject, Now, "shen.qc")]));
        Assert.Null(
            FaultOf([.. Histories.Corrected, new ReviewClaimed(Reviewer.Subject, Now), new OrderVerified(Reviewer.Subject, Now, null)]));
    }

    /// <summary>Plays the moves: every accepted event must be legal, and the fold of all events (also from a snapshot at any point) must
    /// equal the state that was kept step by step.</summary>
    private static (Order Order, DateTimeOffset Now) Play(ImmutableArray<OrderEvent> before, Move[] moves, HashSet<OrderStatus> reached)
    {
        var (order, now, legal) = (Order.None, Now, new LegalHistory());
        var (history, fromSnapshot) = (new List<OrderEvent>(), Order.None);
        foreach (var @event in before)
            Happens(@event, new(@event.By, Roles.None));
        foreach (var move in moves)
        {
            now += TimeSpan.FromMinutes(move.Minutes);
            var step = Step(move, order);
            var actor = ActorOf(move, step);
            if (Decide(order, Command(step, order, move.Variant, now), actor, now, Policy) is not Decision<OrderEvent>.Accepted accepted)
                continue;
            foreach (var @event in accepted.Events)
            {
                var words = move.Variant == 3 && !OrderWords.ChangedBy.Contains(@event.GetType()) ? OrderWords.Of(order).Text : null;
                Happens(@event, actor);
                Assert.True(words is null || words == OrderWords.Of(order).Text);
            }
            if (move.Variant == 3)
                fromSnapshot = JsonSerializer.Deserialize(EventContractTests.Snapshot(fromSnapshot), OrderJson.Default.Order)
                    ?? throw new JsonException("no order");
        }
        Assert.Equal(EventContractTests.Snapshot(order), EventContractTests.Snapshot(Histories.Fold(history)));
        Assert.Equal(EventContractTests.Snapshot(order), EventContractTests.Snapshot(fromSnapshot));
        return (order, now);

        void Happens(OrderEvent @event, Actor actor)
        {
            var after = OrderRules.Evolve(order, @event);
            Assert.Null(legal.Fault(order.Status, @event, after.Status, actor));
            (order, fromSnapshot) = (after, OrderRules.Evolve(fromSnapshot, @event));
            history.Add(@event);
            reached.Add(order.Status);
        }
    }

    /// <summary>Mostly a command whose events the status allows, or few histories would go far; otherwise any.</summary>
    private static OrderStep Step(Move move, Order order)
    {
        var likely = LegalHistory.EventsFrom(order.Status).Select(name => ByEvent[name]).Distinct().ToArray();
        var names = move.Variant < 8 && likely.Length > 0 ? likely : [.. OrderSteps.All.Select(step => step.Command)];
        return OrderSteps.All.Single(step => step.Command == names[move.Command % names.Length]);
    }

    /// <summary>Mostly an actor whose roles allow the command; otherwise any actor.</summary>
    private static Actor ActorOf(Move move, OrderStep step)
    {
        var able = Actors.Where(actor => actor.IsAny(step.Roles)).ToArray();
        return move.Variant is > 0 and < 6 && able.Length > 0 ? able[move.Actor % able.Length] : Actors[move.Actor];
    }

    private static readonly Dictionary<string, string> ByEvent =
        OrderSteps.All.SelectMany(step => step.Events, (step, type) => (step.Command, Event: type.Contract.Type.Name))
            .ToDictionary(pair => pair.Event, pair => pair.Command);

    /// <summary>The command of a step: with good input for variants below 7, with bad input from 7 on.</summary>
    internal static OrderCommand Command(OrderStep step, Order order, int variant, DateTimeOffset now)
    {
        var sample = Commands.Single(command => OrderSteps.Of(command) == step);
        var good = variant < 7;
        var day = Policy.DayOf(now).AddDays(good ? 3 : -3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return sample switch
        {
            OrderSubmit when order.Status == OrderStatus.Draft && variant < 6 => new OrderSubmit((OrderForm?)null),
            OrderSubmit => new OrderSubmit(!good ? new() : variant % 2 == 0 ? Form : OnlineForm),
            OrderReviewReturn =>
                new OrderReviewReturn(good ? [new("fee.amount", "wrong"), new("customer.phone", "nobody answers")] : [new("nowhere", "x")]),
            OrderResubmit =>
                new OrderResubmit(OrderForms.Of(order), good
                    ? [.. order.Review.OpenFindings.Select(finding => new FindingAnswerForm(finding, "who", "what"))] : []),
            OrderReject => new OrderReject(good ? "no" : null),
            OrderHold c => c with { ExpectedResume = day },
            OrderCancellationRequest c => good ? c : new OrderCancellationRequest(" "),
            OrderCancellationDecide => new OrderCancellationDecide(variant % 3 == 0, good ? "because" : null),
            AssignmentPropose c => TeamSamples.ProposeAt(now, c, variant),
            AssignmentApprove c =>
                c with { OverCommitReason = good && order.Assignment.Form?.OverCommitReason is not null ? "the order is worth it" : null },
            AssignmentReject c => good ? c : c with { Reason = null },
            OrderTeamConfirm => new OrderTeamConfirm(good ? Members : Members.RemoveAt(variant - 7)),
            OrderTeamMemberChange => Change(order.Roster, good, variant),
            OrderTeamMemberConfirm => new OrderTeamMemberConfirm(good ? Proposed(order.Roster) : "nobody"),
            OrderKickoffHold =>
                new OrderKickoffHold(Meeting with
                {
                    Participants = good ? [new(order.Roster.ProjectManager, "TEAM"), new("kong.manager", "ORDER_MANAGEMENT")] : [],
                    Decisions = variant % 2 == 0 ? [new("a key", order.Roster.ProjectManager, "2199-12-31")] : null,
                }),
            OrderKickoffDecisionComplete => new OrderKickoffDecisionComplete(good ? 1 : null, "done"),
            // The sample has tasks.
            PlanSubmit => new PlanSubmit(Plan with
            {
                Tasks = [.. Plan.Tasks!.Value.Select(task => task with { Owner = good ? order.Roster.ProjectManager : null })],
            }),
            PlanReject => new PlanReject(good ? "too tight" : ""),
            _ => good ? sample : CommandSample.All.FirstOrDefault(brought => OrderSteps.Of(brought.Command) == step)?.Bad ?? sample,
        };
    }

    // One that still fits, if any does.
    private static string? Proposed(Roster roster) =>
        roster.Members.Where(member => member.Status == MemberStatus.Proposed)
            .OrderBy(member => TeamDuties.Unfit(roster, member) is not null).FirstOrDefault()?.Person;

    private static OrderTeamMemberChange Change(Roster roster, bool good, int variant)
    {
        var newcomer = new MemberForm($"new-{roster.Members.Length}", variant == 5 ? "PROJECT_MANAGER" : "SERVICE_STAFF", ["helps"]);
        return variant switch
        {
            4 => new(roster.Members.LastOrDefault(member => member is { Present: true, Role: TeamRole.ServiceStaff })?.Person, null,
                "all of it", "has to go"),
            5 => new(roster.ProjectManager, newcomer, "all of it", "has to go"),
            _ => new(null, newcomer, null, good ? "more to do" : null),
        };
    }

    private static string? FaultOf(IEnumerable<OrderEvent> events)
    {
        var (order, legal, fault) = (Order.None, new LegalHistory(), (string?)null);
        foreach (var @event in events)
        {
            var after = OrderRules.Evolve(order, @event);
            fault = legal.Fault(order.Status, @event, after.Status, new(@event.By, Roles.None));
            order = after;
        }
        return fault;
    }

    private sealed record Move(int Actor, int Command, int Variant, int Minutes);
}
