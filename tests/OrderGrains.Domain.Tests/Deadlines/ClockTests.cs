using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Deadlines;

/// <summary>The samples' now is a Monday, half past ten: the review of an order that is submitted now is due on Tuesday, half past
/// ten.</summary>
public sealed class ClockTests : OrderSpecification
{
    private static readonly DateTimeOffset Tuesday = Now.AddDays(1), Wednesday = Now.AddDays(2);
    private static readonly Order Running = Histories.Fold(Histories.Submitted with { DueAt = Tuesday });

    [Fact]
    public void The_review_is_due_after_one_working_day_and_the_correction_after_two()
    {
        var received = Given().When(Sales, new OrderSubmit(Form)).After;
        Assert.Equal(new Clock(TaskKind.Review, Now, Now, Tuesday, false, 0, TimeUnit.WorkingTime), Assert.Single(received.Clocks));

        var returned = Given(Histories.UnderReview).When(Reviewer, new OrderReviewReturn(Findings)).After;
        Assert.Equal(new Clock(TaskKind.Correction, Now, Now, Wednesday, false, 0, TimeUnit.WorkingTime), Assert.Single(returned.Clocks));

        var corrected = new Given(returned).When(Sales, new OrderResubmit(Form, Answers)).After;
        Assert.Equal(new Clock(TaskKind.Review, Now, Now, Tuesday, false, 0, TimeUnit.WorkingTime), Assert.Single(corrected.Clocks));
    }

    [Fact]
    public void Claiming_keeps_the_clock_and_a_decision_ends_it()
    {
        var claimed = OrderRules.Evolve(Running, new ReviewClaimed(Reviewer.Subject, Now));
        Assert.Equal(Tuesday, claimed.DueAt(TaskKind.Review));
        Assert.Empty(OrderRules.Evolve(claimed, new OrderVerified(Reviewer.Subject, Now, null)).Clocks);
        Assert.Empty(OrderRules.Evolve(claimed, new OrderRejected(Reviewer.Subject, Now, "no")).Clocks);
        Assert.Empty(OrderRules.Evolve(claimed, new OrderCancelled(Manager.Subject, Now, null)).Clocks);
    }

    [Fact]
    public void Next_actions_show_their_deadline()
    {
        Assert.Equal([Tuesday], Due(Running, "orderReviewClaim"));
        Assert.Equal([null], Due(OrderRules.Evolve(Running, Histories.Held), "orderReviewClaim"));
        Assert.Equal([null], Due(Running, "orderHold"));

        IEnumerable<DateTimeOffset?> Due(Order order, string command) =>
            OrderRules.NextActions(order, Reviewer, Now, Policy).Where(action => action.Command == command).Select(action => action.DueAt);
    }

    [Fact]
    public void A_hold_pauses_the_clock()
    {
        var held = OrderRules.Evolve(Running, Histories.Held with { At = Now.AddHours(2) }); // half past twelve
        var resumed = Resume(held, Now.AddHours(6)); // half past four: three and a half hours of working time
        Assert.Equal((Now.AddHours(3.5).AddHours(1), Tuesday.AddHours(4.5)), (resumed.Clocks[0].From, resumed.DueAt(TaskKind.Review)));
        Assert.Equal(Now, resumed.Clocks[0].StartedAt);

        // By night.
        Assert.Equal(Tuesday, Resume(OrderRules.Evolve(Running, Histories.Held with { At = Now.AddHours(8) }), Now.AddHours(20))
            .DueAt(TaskKind.Review));
    }

    [Fact]
    public void A_hold_moves_a_clock_of_calendar_days_by_its_whole_length()
    {
        var policy = CalendarPolicy(TaskKind.Review, 5); // until Saturday, half past ten
        var received = Given().When(Sales, new OrderSubmit(Form), policy).After;
        Assert.Equal((Now.AddDays(5), TimeUnit.CalendarTime), (received.Clocks[0].DueAt, received.Clocks[0].Unit));
        Order Held(TimeSpan after) => OrderRules.Evolve(received, Histories.Held with { At = Now + after });

        // While the company works.
        Assert.Equal(Now.AddDays(5).AddSeconds(5),
            Resume(Held(TimeSpan.FromHours(1)), Now.AddHours(1).AddSeconds(5)).DueAt(TaskKind.Review));
        // In the evening.
        Assert.Equal(Now.AddDays(5).AddSeconds(5),
            Resume(Held(TimeSpan.FromHours(10)), Now.AddHours(10).AddSeconds(5)).DueAt(TaskKind.Review));
        var resumed = Resume(Held(TimeSpan.FromDays(1)), Now.AddDays(4.5));
        Assert.Equal((Now.AddDays(3.5), Now.AddDays(8.5)), (resumed.Clocks[0].From, resumed.Clocks[0].DueAt));
    }

    [Fact]
    public void A_clock_keeps_its_unit_and_a_clock_without_one_takes_the_unit_of_its_limit()
    {
        var (calendar, working) = (CalendarPolicy(TaskKind.Review, 5).Deadlines, Policy.Deadlines);
        var (from, to) = (Now.AddHours(10), Now.AddHours(11)); // nothing of it is worked
        DateTimeOffset Moved(DeadlinePolicy policy, TimeUnit? unit) =>
            policy.AfterHold([new Clock(TaskKind.Review, Now, Now, Tuesday, false, 0, unit)], from, to)!.Value[0].DueAt; // a clock runs

        Assert.Equal(Tuesday.AddHours(1), Moved(working, TimeUnit.CalendarTime));
        Assert.Equal(Tuesday, Moved(calendar, TimeUnit.WorkingTime));
        Assert.Equal((Tuesday.AddHours(1), Tuesday), (Moved(calendar, null), Moved(working, null)));
    }

    [Theory]
    [InlineData(TaskKind.Review), InlineData(TaskKind.Correction), InlineData(TaskKind.TeamFormation), InlineData(TaskKind.PlanReview)]
    public void Every_event_that_begins_a_clock_says_what_the_clock_counts(TaskKind task)
    {
        var policy = CalendarPolicy(task, 3);
        var begun = task switch
        {
            TaskKind.Review => Given(Histories.Correction).When(Sales, new OrderResubmit(Form, Answers), policy),
            TaskKind.Correction => Given(Histories.UnderReview).When(Reviewer, new OrderReviewReturn(Findings), policy),
            TaskKind.TeamFormation => Given(Histories.AssignmentPending).When(Approver, new AssignmentApprove(null), policy),
            _ => Given(Histories.Planning).When(ProjectManager, new PlanSubmit(Plan), policy),
        };
        Assert.Equal(new(task, Now, Now, Now.AddDays(3), false, 0, TimeUnit.CalendarTime), begun.After.Clocks.Of(task));
        Assert.Contains("\"dueUnit\": \"CALENDAR_TIME\"", EventJson.Of(begun.Events[0]), StringComparison.Ordinal);
        Assert.Contains("\"unit\":\"CALENDAR_TIME\"", EventContractTests.Snapshot(begun.After), StringComparison.Ordinal);
    }

    [Fact]
    public void Moved_clocks_are_stored_with_the_end_of_the_hold()
    {
        var stored = new OrderResumed(Manager.Subject, Now, null, [new(TaskKind.Review, Now, Tuesday)]);
        var json = EventJson.Of(stored).Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("\"clocks\":[{\"task\":\"REVIEW\",\"from\":", json, StringComparison.Ordinal);
        // Both written above.
        Assert.Equal(stored.Clocks, ((OrderResumed)JsonSerializer.Deserialize(json, EventJson.ContractOf(stored).Json)!).Clocks!.Value);
    }

    [Fact]
    public void Orders_older_than_deadlines_have_no_clocks()
    {
        Assert.Empty(Histories.Fold(Histories.Submitted).Clocks);
        Assert.Null(Given(Histories.OnHold(Histories.Received)).When(Manager, new OrderResume("came")).Events.OfType<OrderResumed>()
            .Single().Clocks);
    }

    private static OrderPolicy CalendarPolicy(TaskKind task, int days) => Policy with
    {
        Deadlines = Policy.Deadlines with
        {
            Limits =
            new Dictionary<TaskKind, TimeLimit>(Policy.Deadlines.Limits) { [task] = TimeLimit.OfCalendarDays(days) }.ToFrozenDictionary()
        },
    };

    private static Order Resume(Order held, DateTimeOffset at) =>
        Events(Decide(held, new OrderResume((string?)null), Manager, at, Policy)).Aggregate(held, OrderRules.Evolve);

    private static ImmutableArray<OrderEvent> Events(Decision<OrderEvent> decision) =>
        Assert.IsType<Decision<OrderEvent>.Accepted>(decision).Events;
}
