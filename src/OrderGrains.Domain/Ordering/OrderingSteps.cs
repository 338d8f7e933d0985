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

    /// <summary>The lines, by the type of their command.</summary>
    public static ImmutableArray<KeyValuePair<Type, OrderStep>> All { get; } =
    [
        Step<CreateDraft>(new() { Command = DraftCreate, From = [OrderStatus.None], Roles = Drafters, Clause = "R2.2", Json = OrderingJson.Default.CreateDraft }),
        Step<UpdateDraft>(new() { Command = DraftUpdate, From = [Draft], Roles = Drafters, Clause = "R2.2", Json = OrderingJson.Default.UpdateDraft }),
        Step<DiscardDraft>(new() { Command = "orderDraftDiscard", From = [Draft], Roles = Drafters, Clause = "R2.2", Json = OrderingJson.Default.DiscardDraft, Bare = new DiscardDraft() }),
        Step<Submit>(new() { Command = OrderSubmit, From = [OrderStatus.None, Draft], Roles = Drafters | Platform, Clause = "R2.1", Json = OrderingJson.Default.Submit, Bare = new Submit(null, "") }),
        Review<ClaimReview>(new()
        {
            Command = "orderReviewClaim", From = [Received, UnderReview], Roles = OrderReviewer, While = order => order.Review.ClaimedBy is null, Guards = [NotOwnEntry],
            Json = OrderingJson.Default.ClaimReview, Bare = new ClaimReview(),
        }),
        Review<ReleaseReview>(new()
        {
            Command = "orderReviewRelease", From = [UnderReview], Roles = OrderReviewer | OrderManager, While = IsClaimed, Guards = [ClaimerOrManager],
            Json = OrderingJson.Default.ReleaseReview, Bare = new ReleaseReview(),
        }),
        Review<ReturnForCorrection>(new()
        {
            Command = "orderReviewReturn", From = [UnderReview], Roles = OrderReviewer, While = IsClaimed, Guards = [Claimer], Json = OrderingJson.Default.ReturnForCorrection,
        }),
        Review<Resubmit>(new()
        {
            Command = OrderResubmit, From = [Correction], Roles = Drafters | Platform, Guards = [OwnEntryOrManagerOrPlatform], Json = OrderingJson.Default.Resubmit,
        }),
        Review<Verify>(new()
        {
            Command = "orderVerify", From = [UnderReview], Roles = OrderReviewer, While = IsClaimed, Guards = [Claimer], Json = OrderingJson.Default.Verify, Bare = new Verify((string?)null),
        }),
        Review<Reject>(new() { Command = "orderReject", From = [UnderReview], Roles = OrderReviewer, While = IsClaimed, Guards = [Claimer], Json = OrderingJson.Default.Reject }),
        Step<PutOnHold>(new() { Command = "orderHold", From = Running, Roles = OrderManager, While = order => order.Hold is null, Json = OrderingJson.Default.PutOnHold }),
        Step<Resume>(new()
        {
            Command = "orderResume", From = Running, Roles = OrderManager, While = order => order.Hold is not null, Json = OrderingJson.Default.Resume, Bare = new Resume((string?)null),
        }),
        Step<RequestCancellation>(new()
        {
            Command = CancellationRequest, From = Running, Roles = Drafters | Platform, While = order => order.Cancellation is null, Json = OrderingJson.Default.RequestCancellation,
        }),
        Step<DecideCancellation>(new()
        {
            Command = "orderCancellationDecide", From = Running, Roles = OrderManager, While = order => order.Cancellation is not null, Guards = [NotOwnRequest],
            Json = OrderingJson.Default.DecideCancellation,
        }),
    ];

    private static KeyValuePair<Type, OrderStep> Step<TCommand>(OrderStep step) where TCommand : OrderingCommand => new(typeof(TCommand), step);

    private static KeyValuePair<Type, OrderStep> Review<TCommand>(OrderStep step) where TCommand : OrderingCommand =>
        new(typeof(TCommand), step with { Forward = true, Clause = "R2.3", DueAt = order => order.Review.DueAt });

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
