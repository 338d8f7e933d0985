using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>An order's row: the columns that lists filter and sort by, and a card with what they show.</summary>
/// <param name="Stream">The order's stream.</param>
/// <param name="Version">The version of the order that the row stands for.</param>
/// <param name="Status">The status, as in the API.</param>
/// <param name="Number">The order number; null for a draft.</param>
/// <param name="Platform">The platform; null for the sales channel.</param>
/// <param name="CustomerId">The customer's id; null for a draft of the staff.</param>
/// <param name="CreatedAt">When the order's record began.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Card">The <see cref="OrderCard"/>, UTF-8 JSON.</param>
/// <param name="Customer">The customer's information, encrypted with the customer's key; null in a row to be written where it has not changed.</param>
public sealed record OrderRow(
    StreamId Stream, int Version, string Status, string? Number, string? Platform, Guid? CustomerId,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, byte[] Card, SealedData? Customer) : IStreamRow
{
    /// <summary>The card, read.</summary>
    public OrderCard ReadCard() => JsonSerializer.Deserialize(Card, OrderCardJson.Default.OrderCard)!;
}

/// <summary>What a list shows of an order, personal data apart.</summary>
public sealed record OrderCard
{
    /// <summary>Where it stands.</summary>
    public required OrderStatus Status { get; init; }
    /// <summary>Its number.</summary>
    public string? Number { get; init; }
    /// <summary>The platform.</summary>
    public string? Platform { get; init; }
    /// <summary>The platform's own number.</summary>
    public string? ExternalReference { get; init; }
    /// <summary>When its record began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When its record last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
    /// <summary>When the customer submitted it.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }
    /// <summary>The order's day.</summary>
    public DateOnly? OrderDate { get; init; }
    /// <summary>The customer's id.</summary>
    public CustomerId? CustomerId { get; init; }
    /// <summary>Where the customer is.</summary>
    public Region? Region { get; init; }
    /// <summary>The service type.</summary>
    public string? ServiceType { get; init; }
    /// <summary>The priority.</summary>
    public Priority? Priority { get; init; }
    /// <summary>The service term.</summary>
    public ServiceTerm? Term { get; init; }
    /// <summary>The fee.</summary>
    public Money? Fee { get; init; }
    /// <summary>The payment method.</summary>
    public string? PaymentMethod { get; init; }
    /// <summary>What it waits for while on hold.</summary>
    public HoldKind Hold { get; init; }
    /// <summary>Whether a cancellation is being assessed.</summary>
    public bool CancellationAssessing { get; init; }
    /// <summary>Who reviews it.</summary>
    public string? ReviewClaimedBy { get; init; }
    /// <summary>Whether its personal data were erased.</summary>
    public bool PersonalDataErased { get; init; }

    /// <summary>The card of an order.</summary>
    public static OrderCard Of(Order order) => new()
    {
        Status = order.Status,
        Number = order.Number,
        Platform = order.Platform,
        ExternalReference = order.ExternalReference,
        CreatedAt = order.CreatedAt,
        UpdatedAt = order.UpdatedAt,
        SubmittedAt = order.SubmittedAt,
        OrderDate = order.OrderDate,
        CustomerId = order.CustomerId,
        Region = order.Region,
        ServiceType = order.Information?.ServiceType,
        Priority = order.Information?.Priority,
        Term = order.Information?.Term,
        Fee = order.Information?.Fee,
        PaymentMethod = order.Information?.PaymentMethod,
        Hold = order.Hold?.Kind ?? HoldKind.None,
        CancellationAssessing = order.Cancellation is not null,
        ReviewClaimedBy = order.Review.ClaimedBy,
        PersonalDataErased = order.PersonalDataErased,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderCard))]
[JsonSerializable(typeof(CustomerInformation))]
internal sealed partial class OrderCardJson : JsonSerializerContext;
