using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Receipt;

/// <summary>Receipt (R2.1, R2.2): drafts and submissions.</summary>
internal static class ReceiptSlice
{
    /// <summary>The steps.</summary>
    public static OrderSlice Slice => new([OrderDraftCreate.Step, OrderDraftUpdate.Step, OrderDraftDiscard.Step, OrderSubmit.Step]);

    /// <summary>The roles that enter orders.</summary>
    public const Roles Drafters = Roles.Sales | Roles.OrderManager | Roles.Customer;

    /// <summary>Whether the actor enters orders for itself.</summary>
    public static bool ActsAsCustomer(Actor actor) => actor.IsAny(Roles.Customer) && !actor.IsAny(Roles.Sales | Roles.OrderManager);
}

/// <summary>How the events and commands of receipt are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderDraftCreate)), JsonSerializable(typeof(DraftCreated))]
[JsonSerializable(typeof(OrderDraftUpdate)), JsonSerializable(typeof(DraftUpdated))]
[JsonSerializable(typeof(OrderDraftDiscard)), JsonSerializable(typeof(DraftDiscarded))]
[JsonSerializable(typeof(OrderSubmit)), JsonSerializable(typeof(OrderSubmitted))]
[JsonSerializable(typeof(OrderForm))]
public sealed partial class ReceiptJson : JsonSerializerContext;
