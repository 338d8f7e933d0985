using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

/// <summary>The events of an order before a test begins: sales entered it, and the reviewer reviewed it.</summary>
internal static class Histories
{
    private static readonly CompleteOrder Complete = Read(Form);

    public static readonly OrderSubmitted Submitted = SubmittedFrom(Complete, Sales.Subject);
    public static readonly OrderSubmitted SubmittedOnline = SubmittedFrom(Read(OnlineForm), WebShop.Subject);
    public static readonly ReturnedForCorrection Returned =
        new(Reviewer.Subject, Now, [new(1, "customer.phone", "nobody answers"), new(2, "service.deliverables[1].name", "too vague")]);
    public static readonly OrderResubmitted Resubmitted = new(Sales.Subject, Now)
    {
        CustomerId = Submitted.CustomerId,
        Region = Submitted.Region,
        Customer = Submitted.Customer,
        Acknowledgement = Submitted.Acknowledgement,
        Information = Submitted.Information,
        Answers = [new(1, "陈志远", "the number is right now"), new(2, "陈志远", "the courseware of day 1")],
    };
    public static readonly OrderHeld Held =
        new(Manager.Subject, Now, HoldKind.AwaitingCustomer, "waits for the customer's data", new(2026, 3, 10));

    public static readonly TeamConfirmed TeamFormed = new(DeptHead.Subject, Now,
    [
        new(ProjectManager.Subject, TeamRole.ProjectManager, ["统筹项目"]), new(Service.Subject, TeamRole.ServiceStaff, ["现场服务", "客户培训"]),
        new(Tech.Subject, TeamRole.TechSupport, ["系统部署"]),
    ]);
    public static readonly KickoffHeld KickedOff = (KickoffHeld)Decided(TeamReady, ProjectManager, new OrderKickoffHold(Meeting));
    // As it was recorded before clocks had units, and is approved.
    public static readonly PlanSubmitted Submittal =
        (PlanSubmitted)Decided(Planning, ProjectManager, new PlanSubmit(Plan)) with { DueUnit = null };
    public static readonly PlanApproved ApprovedByManager = new(Manager.Subject, Now, 1, true, false, null, null);
    public static readonly PlanApproved ApprovedByLeader = new(Leader.Subject, Now, 1, false, true, null, 1);

    public static ImmutableArray<OrderEvent> Draft => [new DraftCreated(Sales.Subject, Now, null, Form)];
    public static ImmutableArray<OrderEvent> CustomersDraft => [new DraftCreated(Buyer.Subject, Now, Buyer.CustomerId, Form)];
    public static ImmutableArray<OrderEvent> Received => [Submitted];
    public static ImmutableArray<OrderEvent> ReceivedOnline => [SubmittedOnline];
    public static ImmutableArray<OrderEvent> UnderReview => [.. Received, new ReviewClaimed(Reviewer.Subject, Now)];
    public static ImmutableArray<OrderEvent> UnderReviewOnline => [.. ReceivedOnline, new ReviewClaimed(Reviewer.Subject, Now)];
    public static ImmutableArray<OrderEvent> Correction => [.. UnderReview, Returned];
    public static ImmutableArray<OrderEvent> CorrectionOnline => [.. UnderReviewOnline, Returned];
    public static ImmutableArray<OrderEvent> Corrected => [.. Correction, Resubmitted];
    public static ImmutableArray<OrderEvent> Verified => [.. UnderReview, new OrderVerified(Reviewer.Subject, Now, null)];
    public static ImmutableArray<OrderEvent> AssignmentPending => [.. Verified, TeamSamples.Proposed];
    public static ImmutableArray<OrderEvent> Assigned => [.. AssignmentPending, TeamSamples.Approved];
    public static ImmutableArray<OrderEvent> Rejected => [.. UnderReview, new OrderRejected(Reviewer.Subject, Now, "not our business")];
    public static ImmutableArray<OrderEvent> Cancelled => [.. AskedToCancel(Received), new OrderCancelled(Manager.Subject, Now, null)];

    public static ImmutableArray<OrderEvent> TeamReady => [.. Assigned, TeamFormed];
    public static ImmutableArray<OrderEvent> Planning => [.. TeamReady, KickedOff];
    public static ImmutableArray<OrderEvent> PlanReview => [.. Planning, Submittal];
    public static ImmutableArray<OrderEvent> InExecution => [.. PlanReview, ApprovedByManager, ApprovedByLeader];

    public static ImmutableArray<OrderEvent> OnHold(ImmutableArray<OrderEvent> history) => [.. history, Held];
    public static ImmutableArray<OrderEvent> AskedToCancel(ImmutableArray<OrderEvent> history) =>
        [.. history, new CancellationRequested(Sales.Subject, Now, "changed its mind")];

    public static Order Fold(params IEnumerable<OrderEvent> events) => events.Aggregate(Order.None, OrderRules.Evolve);

    public static CompleteOrder Read(OrderForm form)
    {
        Assert.True(OrderFormReading.TryRead(form, Policy, Now, out var order, out var faults),
            string.Join(' ', faults.Select(fault => fault.Path)));
        return order;
    }

    private static OrderEvent Decided(ImmutableArray<OrderEvent> history, Actor actor, OrderCommand command) =>
        Assert.Single(new Given(Fold(history)).When(actor, command).Events);

    private static OrderSubmitted SubmittedFrom(CompleteOrder order, string by) => new(by, Now)
    {
        Number = "SO-2026-000001",
        Platform = order.Platform,
        ExternalReference = order.ExternalReference,
        OrderDate = order.OrderDate,
        SubmittedAt = order.SubmittedAt,
        CustomerId = Domain.Customers.CustomerIdentity.Of(order.Platform, order.Customer),
        Region = order.Region,
        Customer = order.Customer,
        Acknowledgement = order.Acknowledgement,
        Information = order.Information,
    };
}
