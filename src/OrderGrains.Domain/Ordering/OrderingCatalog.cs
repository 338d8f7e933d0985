using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Ordering;

/// <summary>The stored events of receipt, review, hold and cancellation (R2), as the journal names them.</summary>
public static class OrderingCatalog
{
    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("order.draft-created", "R2.2", OrderingJson.Default.DraftCreated),
        EventContract.Of("order.draft-updated", "R2.2", OrderingJson.Default.DraftUpdated),
        EventContract.Of("order.draft-discarded", "R2.2", OrderingJson.Default.DraftDiscarded),
        EventContract.Of("order.submitted", "R2.1", OrderingJson.Default.OrderSubmitted),
        EventContract.Of("order.review-claimed", "R2.3", OrderingJson.Default.ReviewClaimed),
        EventContract.Of("order.review-released", "R2.3", OrderingJson.Default.ReviewReleased),
        EventContract.Of("order.returned-for-correction", "R2.3", OrderingJson.Default.ReturnedForCorrection),
        EventContract.Of("order.resubmitted", "R2.3", OrderingJson.Default.OrderResubmitted),
        EventContract.Of("order.verified", "R2.3", OrderingJson.Default.OrderVerified),
        EventContract.Of("order.rejected", "R2.3", OrderingJson.Default.OrderRejected),
        EventContract.Of("order.held", null, OrderingJson.Default.OrderHeld),
        EventContract.Of("order.resumed", null, OrderingJson.Default.OrderResumed),
        EventContract.Of("order.cancellation-requested", null, OrderingJson.Default.CancellationRequested),
        EventContract.Of("order.cancellation-declined", null, OrderingJson.Default.CancellationDeclined),
        EventContract.Of("order.cancelled", null, OrderingJson.Default.OrderCancelled),
    ];
}

/// <summary>How this slice's events (for the journal) and commands (for their fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DraftCreated)), JsonSerializable(typeof(DraftUpdated)), JsonSerializable(typeof(DraftDiscarded)), JsonSerializable(typeof(OrderSubmitted))]
[JsonSerializable(typeof(ReviewClaimed)), JsonSerializable(typeof(ReviewReleased)), JsonSerializable(typeof(ReturnedForCorrection)), JsonSerializable(typeof(OrderResubmitted))]
[JsonSerializable(typeof(OrderVerified)), JsonSerializable(typeof(OrderRejected)), JsonSerializable(typeof(OrderHeld)), JsonSerializable(typeof(OrderResumed))]
[JsonSerializable(typeof(CancellationRequested)), JsonSerializable(typeof(CancellationDeclined)), JsonSerializable(typeof(OrderCancelled))]
[JsonSerializable(typeof(OrderingCommand.CreateDraft)), JsonSerializable(typeof(OrderingCommand.UpdateDraft)), JsonSerializable(typeof(OrderingCommand.DiscardDraft))]
[JsonSerializable(typeof(OrderingCommand.Submit)), JsonSerializable(typeof(OrderingCommand.ClaimReview)), JsonSerializable(typeof(OrderingCommand.ReleaseReview))]
[JsonSerializable(typeof(OrderingCommand.ReturnForCorrection)), JsonSerializable(typeof(OrderingCommand.Resubmit)), JsonSerializable(typeof(OrderingCommand.Verify))]
[JsonSerializable(typeof(OrderingCommand.Reject)), JsonSerializable(typeof(OrderingCommand.PutOnHold)), JsonSerializable(typeof(OrderingCommand.Resume))]
[JsonSerializable(typeof(OrderingCommand.RequestCancellation)), JsonSerializable(typeof(OrderingCommand.DecideCancellation))]
[JsonSerializable(typeof(OrderForm))]
public sealed partial class OrderingJson : JsonSerializerContext;
