using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Receipt;

/// <summary>Replaces what a draft holds (R2.2).</summary>
/// <param name="Order">The new content of the draft.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.update-draft")]
public sealed record OrderDraftUpdate([property: Id(0), JsonPropertyName("form")] OrderForm Order) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        ReceiptJson.Default.OrderDraftUpdate, Decide, ReceiptSlice.Drafters, [OrderStatus.Draft],
        canonical: command => command with { Order = OrderFormSpelling.Of(command.Order) },
        earlierCanonical: command => command with { Order = OrderFormSpelling.EarlierOf(command.Order) }) with
    {
        Clause = "R2.2",
        Events = [OrderEventType.Of("order.draft-updated", "R2.2", ReceiptJson.Default.DraftUpdated, Apply)],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderDraftUpdate command, DecisionContext context) =>
        OrderFormReading.FaultsOfDraft(command.Order, context.Policy, context.Now) is { IsEmpty: false } faults
            ? Refuse(faults) : Accept(new DraftUpdated(context.By, context.Now, command.Order));

    private static Order Apply(Order order, DraftUpdated e) =>
        order with { Draft = e.Form, PersonalDataErased = e.Form is null, Entries = order.EntriesWith(e.By, Step.Command) };
}

/// <summary>The draft was changed.</summary>
public sealed record DraftUpdated(string By, DateTimeOffset At, [property: Personal] OrderForm? Form) : OrderEvent(By, At);
