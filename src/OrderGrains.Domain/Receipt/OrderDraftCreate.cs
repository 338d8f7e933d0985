using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Receipt;

/// <summary>Begins a draft, complete or not (R2.2).</summary>
/// <param name="Order">The order, complete or not.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.create-draft")]
public sealed record OrderDraftCreate([property: Id(0), JsonPropertyName("form")] OrderForm Order) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        ReceiptJson.Default.OrderDraftCreate, Decide, ReceiptSlice.Drafters, [OrderStatus.None],
        canonical: command => command with { Order = OrderFormSpelling.Of(command.Order) },
        earlierCanonical: command => command with { Order = OrderFormSpelling.EarlierOf(command.Order) }) with
    {
        Clause = "R2.2",
        Events = [OrderEventType.Of("order.draft-created", "R2.2", ReceiptJson.Default.DraftCreated, Apply)],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderDraftCreate command, DecisionContext context) =>
        OrderFormReading.FaultsOfDraft(command.Order, context.Policy, context.Now) is { IsEmpty: false } faults ? Refuse(faults)
        : Accept(new DraftCreated(context.By, context.Now, ReceiptSlice.ActsAsCustomer(context.Actor)
            ? context.Actor.CustomerId : null, command.Order));

    private static Order Apply(Order order, DraftCreated e) => order with
    {
        Status = OrderStatus.Draft,
        CustomerId = e.EnteredFor,
        Draft = e.Form,
        PersonalDataErased = e.Form is null,
        Entries = order.EntriesWith(e.By, Step.Command),
    };
}

/// <summary>A draft was begun (R2.2).</summary>
/// <param name="By">The subject of the actor's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="EnteredFor">The customer's id where a customer drafts for itself.</param>
/// <param name="Form">The form of the draft; null after erasure.</param>
public sealed record DraftCreated(string By, DateTimeOffset At, CustomerId? EnteredFor, [property: Personal] OrderForm? Form)
    : OrderEvent(By, At);
