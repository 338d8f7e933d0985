using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Tests.Orders;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Deadlines;

/// <summary>The samples' now is a Monday, half past ten: the review of an order that is submitted now is due on Tuesday, half past
/// ten.</summary>
public sealed class OrderDeadlinesCheckTests : OrderSpecification
{
    private static readonly DateTimeOffset Tuesday = Now.AddDays(1), Wednesday = Now.AddDays(2);
    private static readonly Order Running = Histories.Fold(Histories.Submitted with { DueAt = Tuesday });

    [Fact]
    public void A_task_on_hold_is_never_overdue()
    {
        var held = OrderRules.Evolve(Running, Histories.Held);
        Assert.Equal(RejectionCode.StateConflict, Assert.Single(Refusals(Check(held, Tuesday.AddDays(9)))).Code);
    }

    [Fact]
    public void A_deadline_that_has_passed_is_recorded_and_escalated_a_level_for_each_further_working_day()
    {
        Assert.Empty(Events(Check(Running, Tuesday.AddMilliseconds(-1))));
        Assert.Equal([new TaskOverdue("system", Tuesday, TaskKind.Review, Tuesday)], Events(Check(Running, Tuesday)));

        var late = OrderRules.Evolve(Running, new TaskOverdue("system", Tuesday, TaskKind.Review, Tuesday));
        Assert.Empty(Events(Check(late, Wednesday.AddMilliseconds(-1))));
        Assert.Equal([new TaskEscalated("system", Wednesday, TaskKind.Review, Tuesday, 1)], Events(Check(late, Wednesday)));
    }

    [Fact]
    public void Missed_levels_are_recorded_in_order_and_only_once()
    {
        var now = Tuesday.AddDays(30);
        var events = Events(Check(Running, now)).ToList();
        Assert.Equal(
            [new TaskOverdue("system", now, TaskKind.Review, Tuesday),
                .. Enumerable.Range(1, 3).Select(level => new TaskEscalated("system", now, TaskKind.Review, Tuesday, level))], events);
        var after = events.Aggregate(Running, OrderRules.Evolve);
        Assert.Equal((true, 3), (after.Clocks[0].Overdue, after.Clocks[0].Level));
        Assert.Empty(Events(Check(after, now.AddDays(30))));
    }

    [Fact]
    public void Only_the_system_says_what_is_late()
    {
        foreach (var actor in HistoryTests.Actors.Where(actor => actor != Actor.System))
            Assert.Equal(RejectionCode.NotAuthorised,
                Assert.Single(Refusals(Decide(Running, new OrderDeadlinesCheck(), actor, Tuesday, Policy))).Code);
        Assert.DoesNotContain(OrderRules.NextActions(Running, Actor.System with { Roles = ~Roles.None }, Tuesday, Policy), action =>
            action.Command == "orderDeadlinesCheck");
    }

    private static Decision<OrderEvent> Check(Order order, DateTimeOffset now) =>
        Decide(order, new OrderDeadlinesCheck(), Actor.System, now, Policy);

    private static ImmutableArray<OrderEvent> Events(Decision<OrderEvent> decision) =>
        Assert.IsType<Decision<OrderEvent>.Accepted>(decision).Events;

    private static ImmutableArray<Rejection> Refusals(Decision<OrderEvent> decision) =>
        Assert.IsType<Decision<OrderEvent>.Rejected>(decision).Reasons;
}
