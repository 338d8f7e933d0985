using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.HoldAndCancellation;

/// <summary>The interruptions and early ends of a running order: holds, and cancellations after an assessed request.</summary>
internal static class HoldAndCancellationSlice
{
    /// <summary>The steps and tasks.</summary>
    public static OrderSlice Slice => new(
        [OrderHold.Step, OrderResume.Step, OrderCancellationRequest.Step, OrderCancellationDecide.Step],
        new OrderTask(TaskKind.Cancellation, Roles.OrderManager, order => order.Cancellation is not null));
}

/// <summary>How the events and commands of holds and cancellations are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderHold)), JsonSerializable(typeof(OrderHeld))]
[JsonSerializable(typeof(OrderResume)), JsonSerializable(typeof(OrderResumed))]
[JsonSerializable(typeof(OrderCancellationRequest)), JsonSerializable(typeof(CancellationRequested))]
[JsonSerializable(typeof(OrderCancellationDecide)), JsonSerializable(typeof(CancellationDeclined)),
    JsonSerializable(typeof(OrderCancelled))]
internal sealed partial class HoldAndCancellationJson : JsonSerializerContext;
