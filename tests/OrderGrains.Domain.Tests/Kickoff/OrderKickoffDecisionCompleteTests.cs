using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Kickoff;

public sealed class OrderKickoffDecisionCompleteTests : OrderSpecification
{
    [Fact]
    public void A_decision_is_a_task_of_its_owner_until_completed()
    {
        var order = Given(Histories.Planning).When(Service, new OrderKickoffDecisionComplete(1, "the keys came"))
            .Happens(new KickoffDecisionCompleted(Service.Subject, Now, 1, "the keys came"));
        Assert.Equal(new DecisionCompletion(Service.Subject, Now, "the keys came"), order.Kickoff?.Decisions[0].Completion);
        Assert.Equal([Recipient.Of(Service.Subject)],
            OrderTasks.Of(TaskKind.KickoffDecision).Recipients(Histories.Fold(Histories.Planning)));
        Assert.False(OrderTasks.Of(TaskKind.KickoffDecision).IsOpen(order));

        new Given(order).When(Service, new OrderKickoffDecisionComplete(1, "again")).Refused(StateConflict);
        Assert.NotEmpty(Given(Histories.InExecution).When(ProjectManager, new OrderKickoffDecisionComplete(1, "done")).Events);
        Given(Histories.Planning).When(Tech, new OrderKickoffDecisionComplete(1, "done")).Refused(NotTheOwner);
        Given(Histories.Planning).When(Service, new OrderKickoffDecisionComplete(2, " "))
            .Invalid(("decision", UnknownCode), ("note", Required));
        Given(Histories.Planning).When(Service, new OrderKickoffDecisionComplete(null, "x")).Invalid(("decision", Required));
    }

    [Fact]
    public void A_completed_decision_is_not_completed_again()
    {
        // The sample has decisions.
        var meeting = Meeting with { Decisions = [.. Meeting.Decisions!.Value, new("the cables", Service.Subject, "2026-03-09")] };
        var held = Given(Histories.TeamReady).When(ProjectManager, new OrderKickoffHold(meeting)).After;
        var done = new Given(held).When(Service, new OrderKickoffDecisionComplete(1, "the keys came")).After;

        new Given(done).When(Service, new OrderKickoffDecisionComplete(1, "again")).Invalid(("decision", UnknownCode));
        Assert.NotEmpty(new Given(done).When(Service, new OrderKickoffDecisionComplete(2, "laid")).Events);
    }
}
