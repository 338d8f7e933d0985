using System.Text.Json.Serialization;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Review;

/// <summary>The review (R2.3): claimed, decided, and corrected after.</summary>
internal static class ReviewSlice
{
    /// <summary>The clause that it rests on.</summary>
    public const string Clause = "R2.3";

    /// <summary>The most findings that a review returns an order with, and so the most answers.</summary>
    public const int MaxFindings = 50;

    /// <summary>The steps and tasks.</summary>
    public static OrderSlice Slice => new(
        [
            OrderReviewClaim.Step, OrderReviewRelease.Step, OrderReviewReturn.Step, OrderResubmit.Step, OrderVerify.Step, OrderReject.Step,
        ],
        new OrderTask(TaskKind.Review, Roles.OrderReviewer, order => order.Status is OrderStatus.Received or OrderStatus.UnderReview)
        {
            WaitsForHold = true,
            Limit = TimeLimit.OfWorkingDays(1),
            TakenBy = order => order.Review.ClaimedBy is { } reviewer ? [reviewer] : [],
        },
        new OrderTask(TaskKind.Correction, Roles.OrderManager, order => order.Status == OrderStatus.Correction)
        {
            WaitsForHold = true,
            Limit = TimeLimit.OfWorkingDays(2),
            AdditionalAssignee = order => order.Entries is [var entry, ..] ? entry.By : null,
        });

    /// <summary>Whether a reviewer has claimed the review.</summary>
    public static bool IsClaimed(Order order) => order.Review.ClaimedBy is not null;

    /// <summary>The guard of what only the reviewer who claimed the review does.</summary>
    public static Rejection? Claimer(Order order, Actor actor) =>
        order.Review.ClaimedBy == actor.Subject ? null : new Rejection.RuleBroken(RejectionCode.NotTheClaimer, Clause: Clause);
}

/// <summary>How the events and commands of the review are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderReviewClaim)), JsonSerializable(typeof(ReviewClaimed))]
[JsonSerializable(typeof(OrderReviewRelease)), JsonSerializable(typeof(ReviewReleased))]
[JsonSerializable(typeof(OrderReviewReturn)), JsonSerializable(typeof(ReturnedForCorrection))]
[JsonSerializable(typeof(OrderResubmit)), JsonSerializable(typeof(OrderResubmitted))]
[JsonSerializable(typeof(OrderVerify)), JsonSerializable(typeof(OrderVerified))]
[JsonSerializable(typeof(OrderReject)), JsonSerializable(typeof(OrderRejected))]
internal sealed partial class ReviewJson : JsonSerializerContext;
