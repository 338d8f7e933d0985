using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Feedback;

/// <summary>The occasions on which customer service asks the customer (R9.1, R5.3.2).</summary>
[JsonConverter(typeof(EnumCodeJson<FeedbackKind>))]
public enum FeedbackKind
{
    /// <summary>The first contact, once the order was verified.</summary>
    WelcomeContact,
}

/// <summary>The ways of asking (R9.1.1).</summary>
[JsonConverter(typeof(EnumCodeJson<FeedbackChannel>))]
public enum FeedbackChannel
{
    /// <summary>A call.</summary>
    Phone,
    /// <summary>A questionnaire.</summary>
    Questionnaire,
    /// <summary>A rating online.</summary>
    OnlineRating,
}

/// <summary>Where a feedback item stands.</summary>
[JsonConverter(typeof(EnumCodeJson<FeedbackStatus>))]
public enum FeedbackStatus
{
    /// <summary>The customer is still to be asked.</summary>
    Open,
    /// <summary>There is nothing to ask any more, since the order was cancelled.</summary>
    Cancelled,
}

/// <summary>When customer service has to ask the customer, and when no longer (R9.1).</summary>
public static class FeedbackPlan
{
    /// <summary>The events of orders that open an item, each with its kind.</summary>
    public static FrozenDictionary<Type, FeedbackKind> Opens { get; } = new Dictionary<Type, FeedbackKind>
    {
        [typeof(OrderVerified)] = FeedbackKind.WelcomeContact,
    }.ToFrozenDictionary();

    /// <summary>The events of orders that cancel what is open.</summary>
    public static ImmutableArray<Type> Cancels { get; } = [typeof(OrderCancelled)];

    /// <summary>The id of the item that an event of an order opened: the same however often the event is read.</summary>
    /// <param name="order">The order's id.</param>
    /// <param name="version">The event's number in the order.</param>
    /// <param name="kind">The item's kind.</param>
    public static Guid IdOf(Guid order, int version, FeedbackKind kind) =>
        Identity.Of("feedback", order.ToString("N"), version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            EnumCode<FeedbackKind>.Of(kind));
}
