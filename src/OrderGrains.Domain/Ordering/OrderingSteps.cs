using System.Collections.Immutable;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Ordering.OrderingCommand;
using static OrderGrains.Domain.Orders.OrderStatus;
using static OrderGrains.Domain.Shared.Roles;

namespace OrderGrains.Domain.Ordering;

/// <summary>The lines of receipt, review, hold and cancellation (R2) in the table of steps.</summary>
public static class OrderingSteps
{
    /// <summary>The name of <see cref="CreateDraft"/>.</summary>
    public const string DraftCreate = "orderDraftCreate";
    /// <summary>The name of <see cref="UpdateDraft"/>.</summary>
    public const string DraftUpdate = "orderDraftUpdate";
    /// <summary>The name of <see cref="OrderingCommand.Submit"/>, for one order and for many.</summary>
    public const string OrderSubmit = "orderSubmit";
    /// <summary>The name of <see cref="OrderingCommand.Resubmit"/>.</summary>
    public const string OrderResubmit = "orderResubmit";
    /// <summary>The name of <see cref="RequestCancellation"/>.</summary>
    public const string CancellationRequest = "orderCancellationRequest";

    private const Roles Drafters = Sales | OrderManager | Customer;
    private static readonly ImmutableArray<OrderStatus> Running = [Received, UnderReview, Correction, Verified];

    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderStep> All { get; } =
    [
        new(DraftCreate, Json.CreateDraft, Drafters, [OrderStatus.None]) { Clause = "R2.2" },
        new(DraftUpdate, Json.UpdateDraft, Drafters, [Draft]) { Clause = "R2.2" },
        new("orderDraftDiscard", Json.DiscardDraft, Drafters, [Draft]) { Clause = "R2.2", Bare = new DiscardDraft() },
        new(OrderSubmit, Json.Submit, Drafters | Platform, [OrderStatus.None, Draft]) { Clause = "R2.1", Bare = new Submit(null, "") },
        Review(new("orderReviewClaim", Json.ClaimReview, OrderReviewer, [Received, UnderReview])
        { While = order => !IsClaimed(order), Guards = [NotOwnEntry], Bare = new ClaimReview() }),
        Review(new("orderReviewRelease", Json.ReleaseReview, OrderReviewer | OrderManager, [UnderReview])
        { While = IsClaimed, Guards = [ClaimerOrManager], Bare = new ReleaseReview() }),
        Review(new("orderReviewReturn", Json.ReturnForCorrection, OrderReviewer, [UnderReview]) { While = IsClaimed, Guards = [Claimer] }),
        Review(new(OrderResubmit, Json.Resubmit, Drafters | Platform, [Correction]) { Guards = [OwnEntryOrManagerOrPlatform] }),
        Review(new("orderVerify", Json.Verify, OrderReviewer, [UnderReview]) { While = IsClaimed, Guards = [Claimer], Bare = new Verify((string?)null) }),
        Review(new("orderReject", Json.Reject, OrderReviewer, [UnderReview]) { While = IsClaimed, Guards = [Claimer] }),
        new("orderHold", Json.PutOnHold, OrderManager, Running) { While = order => order.Hold is null },
        new("orderResume", Json.Resume, OrderManager, Running) { While = order => order.Hold is not null, Bare = new Resume((string?)null) },
        new(CancellationRequest, Json.RequestCancellation, Drafters | Platform, Running) { While = order => order.Cancellation is null },
        new("orderCancellationDecide", Json.DecideCancellation, OrderManager, Running)
        { While = order => order.Cancellation is not null, Guards = [NotOwnRequest] },
    ];

    private static OrderingJson Json => OrderingJson.Default;

    private static OrderStep Review(OrderStep step) => step with { Forward = true, Clause = "R2.3", DueAt = order => order.Review.DueAt };

    private static bool IsClaimed(Order order) => order.Review.ClaimedBy is not null;

    private static Rejection.SeparationOfDuties? NotOwnEntry(Order order, Actor actor)
    {
        foreach (var entry in order.Entries)
            if (entry.By == actor.Subject)
                return new(RejectionCode.SodSelfReview, entry.Step, entry.By, "R2.3");
        return null;
    }

    private static Rejection.RuleBroken? Claimer(Order order, Actor actor) =>
        order.Review.ClaimedBy == actor.Subject ? null : new(RejectionCode.NotTheClaimer, Clause: "R2.3");

    private static Rejection.RuleBroken? ClaimerOrManager(Order order, Actor actor) => actor.IsAny(OrderManager) ? null : Claimer(order, actor);

    private static Rejection.NotAuthorised? OwnEntryOrManagerOrPlatform(Order order, Actor actor) =>
        actor.IsAny(OrderManager | Platform) || order.Entries.Any(entry => entry.By == actor.Subject)
            ? null : new(RejectionCode.NotAuthorised, OrderManager | Platform, "R2.3");

    private static Rejection.SeparationOfDuties? NotOwnRequest(Order order, Actor actor) =>
        order.Cancellation?.By == actor.Subject ? new(RejectionCode.SodSelfDecision, CancellationRequest, actor.Subject) : null;
}
