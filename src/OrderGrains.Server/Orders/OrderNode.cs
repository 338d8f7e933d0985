using GraphQL;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Orders;

/// <summary>An order: a service contract with its whole life (R1.3).</summary>
[Name("Order"), Access(OrderAccess.SeesOrders)]
public sealed class OrderNode : INode
{
    private readonly OrderBatch? _batch;
    private readonly Order? _order;

    internal OrderNode(OrderRow row, OrderBatch batch) =>
        (_batch, Card, Revision, Stream) = (batch, row.ReadCard(), row.Version, row.Stream);

    internal OrderNode(StreamId stream, Order order, int version) =>
        (_order, Card, Revision, Stream) = (order, OrderCard.Of(order), version, stream);

    internal OrderCard Card { get; }
    internal StreamId Stream { get; }

    /// <summary>The order's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode("Order", Stream.Value);
    /// <summary>The order's revision: the number of its newest event. Every recorded change raises it.</summary>
    public int Revision { get; }
    /// <summary>The order number (R2.2.2); null for a draft, and in the answer to a dry run, which takes none.</summary>
    public string? Number => Card.Number;
    /// <summary>Where the order stands.</summary>
    public OrderStatus Status => Card.Status;
    /// <summary>The channel that it was received through (R2.1).</summary>
    public OrderChannel Channel => Card.Platform is null ? OrderChannel.Sales : OrderChannel.Online;
    /// <summary>The online platform; null for the sales channel (R2.1.2).</summary>
    public string? Platform => Card.Platform;
    /// <summary>The platform's own number of the order.</summary>
    public string? ExternalReference => Card.ExternalReference;
    /// <summary>When the order's record began.</summary>
    public DateTimeOffset CreatedAt => Card.CreatedAt;
    /// <summary>When the order last changed.</summary>
    public DateTimeOffset UpdatedAt => Card.UpdatedAt;
    /// <summary>When the customer submitted it; null for a draft.</summary>
    public DateTimeOffset? SubmittedAt => Card.SubmittedAt;
    /// <summary>The order's day in the company's time zone (R2.2.2); null for a draft.</summary>
    public DateOnly? OrderDate => Card.OrderDate;
    /// <summary>The service type (R2.2.2); null for a draft.</summary>
    public string? ServiceType => Card.ServiceType;
    /// <summary>The priority; null for a draft.</summary>
    public Priority? Priority => Card.Priority;
    /// <summary>The service term (R2.2.2); null for a draft.</summary>
    public ServiceTerm? Term => Card.Term;
    /// <summary>The agreed fee (R2.2.2); null for a draft.</summary>
    public Money? Fee => Card.Fee;
    /// <summary>The agreed payment method (R8.2.1); null for a draft.</summary>
    public string? PaymentMethod => Card.PaymentMethod;
    /// <summary>Whether a cancellation is being assessed; forward steps wait meanwhile.</summary>
    public bool CancellationAssessing => Card.CancellationAssessing;

    /// <summary>The customer's information as contracted (R2.2.1); null for a draft.</summary>
    public async ValueTask<OrderCustomer?> Customer() =>
        Card is { CustomerId: { } id, Number: not null } ? new OrderCustomer(id, (await OrderAsync()).Customer) : null;

    /// <summary>The contract (R1.3); null for a draft.</summary>
    public async ValueTask<OrderContract?> Contract()
    {
        var order = await OrderAsync();
        return order.Information is { } information ? new OrderContract(information.Contract, order.Acknowledgement) : null;
    }

    /// <summary>The service in detail (R2.2.3); null for a draft.</summary>
    public async ValueTask<ServiceDetail?> Service() => (await OrderAsync()).Information?.Service;

    /// <summary>The acceptance criteria (R7.3); empty for a draft.</summary>
    public async ValueTask<IEnumerable<AcceptanceCriterion>> AcceptanceCriteria() =>
        (await OrderAsync()).Information?.AcceptanceCriteria ?? [];

    /// <summary>The content of the draft so far; null once it was submitted.</summary>
    public async ValueTask<OrderForm?> Draft() => (await OrderAsync()).Draft;

    /// <summary>The review (R2.3).</summary>
    public async ValueTask<OrderReview> Review()
    {
        var order = await OrderAsync();
        return new(order.Review, order.DueAt(TaskKind.Review) ?? order.DueAt(TaskKind.Correction));
    }

    /// <summary>The hold; null while the order is not on hold.</summary>
    public async ValueTask<Hold?> Hold() => Card.Hold == HoldKind.None ? null : (await OrderAsync()).Hold;

    /// <summary>The cancellation being assessed; null otherwise.</summary>
    public async ValueTask<CancellationRequest?> Cancellation() => Card.CancellationAssessing ? (await OrderAsync()).Cancellation : null;

    /// <summary>The assignment to a project team (R3).</summary>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<AssignmentNode> Assignment() => new((await OrderAsync()).Assignment);

    /// <summary>Why the order was rejected or cancelled; null otherwise.</summary>
    public async ValueTask<string?> EndReason() => (await OrderAsync()).EndReason;

    /// <summary>The project team, who belongs to it and who did (R4.1); empty before it was formed.</summary>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<IEnumerable<Member>> Roster() => (await OrderAsync()).Roster.Members;

    /// <summary>The kick-off meeting (R4.2); null before it was held.</summary>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<KickoffMeeting?> Kickoff() => (await OrderAsync()).Kickoff;

    /// <summary>The project plan (R4.3); null before one was submitted.</summary>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<OrderPlan?> Plan() => await OrderAsync() is { Plan: { } plan } order ? new OrderPlan(order, plan) : null;

    /// <summary>The commands that the order's status allows next: who may give them, by when, and what is in the way.</summary>
    public async ValueTask<IEnumerable<OrderAction>> NextActions([Caller] Actor viewer, [FromServices] OrderDecider decider,
        [FromServices] TimeProvider clock) =>
        decider.NextActions(await OrderAsync(), viewer, clock.GetUtcNow()).Select(action => new OrderAction(action));

    /// <summary>Everything that happened to the order, in order (R5.4.2).</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    [Access(OrderAccess.SeesEverything)]
    public async Task<Connection<OrderEventEnvelope>> Timeline(
        [FromServices] OrderReader orders, CancellationToken cancellation, int? first = null, string? after = null)
    {
        var page = PageRequest.Of(first, after, null, null, OrderEventEnvelope.Order);
        var events = await orders.TimelineAsync(Stream, OrderEventEnvelope.RevisionAt(page.Cursor), page.Size + 1, cancellation);
        return page.Page([.. events.Select(x => new OrderEventEnvelope(x.Recorded, x.Event))], x => x.Place);
    }

    private ValueTask<Order> OrderAsync() => _order is not null ? new(_order) : _batch!.StateAsync(Stream.Value);
}

/// <summary>The channels that orders are received through (R2.1).</summary>
public enum OrderChannel
{
    /// <summary>The sales team (R2.1.1).</summary>
    Sales,
    /// <summary>An online platform (R2.1.2).</summary>
    Online,
}
