using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>An order's row: the columns that lists filter and sort by, and a card with what else they show. Nothing of it is personal, and
/// nothing stands in it twice.</summary>
/// <param name="Stream">The order's stream.</param>
/// <param name="Version">The version of the order that the row stands for.</param>
/// <param name="Status">The status, as in the API.</param>
/// <param name="Number">The order number; null for a draft.</param>
/// <param name="Platform">The platform; null for the sales channel.</param>
/// <param name="CustomerId">The customer's id; null for a draft of the staff.</param>
/// <param name="CreatedAt">When the order's record began.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Card">The rest of the <see cref="OrderCard"/>, beside the columns, as UTF-8 JSON.</param>
public sealed record OrderRow(
    StreamId Stream, int Version, string Status, string? Number, string? Platform, Guid? CustomerId,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, byte[] Card) : IStreamRow
{
    /// <summary>The whole card: what is stored as such, and the columns.</summary>
    public OrderCard ReadCard() => JsonSerializer.Deserialize(Card, OrderCardJson.Default.OrderCard)! with
    {
        Status = EnumCode<OrderStatus>.TryParse(Status, out var status)
            ? status : throw new InvalidDataException($"The row of {Stream} has the status {Status}, which is none."),
        Number = Number,
        Platform = Platform,
        CustomerId = CustomerId is { } customer ? new(customer) : null,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

/// <summary>The summary of an order in lists, without personal data. Its JSON is stored in the row, so the values of the columns are left
/// out of it.</summary>
public sealed record OrderCard
{
    /// <summary>Where it stands.</summary>
    [JsonIgnore] public OrderStatus Status { get; init; }
    /// <summary>Its number.</summary>
    [JsonIgnore] public string? Number { get; init; }
    /// <summary>The platform.</summary>
    [JsonIgnore] public string? Platform { get; init; }
    /// <summary>The customer's id.</summary>
    [JsonIgnore] public CustomerId? CustomerId { get; init; }
    /// <summary>When its record began.</summary>
    [JsonIgnore] public DateTimeOffset CreatedAt { get; init; }
    /// <summary>When its record last changed.</summary>
    [JsonIgnore] public DateTimeOffset UpdatedAt { get; init; }
    /// <summary>The platform's own number.</summary>
    public string? ExternalReference { get; init; }
    /// <summary>When the customer submitted it.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }
    /// <summary>The order's day.</summary>
    public DateOnly? OrderDate { get; init; }
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
    /// <summary>The kind of its hold; none while it is not on hold.</summary>
    public HoldKind Hold { get; init; }
    /// <summary>Whether a cancellation is being assessed.</summary>
    public bool CancellationAssessing { get; init; }

    /// <summary>The card of an order.</summary>
    public static OrderCard Of(Order order) => new()
    {
        Status = order.Status,
        Number = order.Number,
        Platform = order.Platform,
        CustomerId = order.CustomerId,
        CreatedAt = order.CreatedAt,
        UpdatedAt = order.UpdatedAt,
        ExternalReference = order.ExternalReference,
        SubmittedAt = order.SubmittedAt,
        OrderDate = order.OrderDate,
        ServiceType = order.Information?.ServiceType,
        Priority = order.Information?.Priority,
        Term = order.Information?.Term,
        Fee = order.Information?.Fee,
        PaymentMethod = order.Information?.PaymentMethod,
        Hold = order.Hold?.Kind ?? HoldKind.None,
        CancellationAssessing = order.Cancellation is not null,
    };

    /// <summary>Its part in the row.</summary>
    public byte[] ToJson() => JsonScratch.Write(this,
        static (writer, card) => JsonSerializer.Serialize(writer, card, OrderCardJson.Default.OrderCard)).ToArray();

    /// <summary>Whether the viewer may know of the order.</summary>
    internal bool IsVisibleTo(Actor viewer) => OrderAccess.MaySee(viewer, Status, Platform, CustomerId);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderCard))]
internal sealed partial class OrderCardJson : JsonSerializerContext;
