using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>Takes submissions (R2.1). An order's identity is its stream, so a submission decides on the empty state and appends at version
/// 0: nothing is looked up, no grain is woken, and a repeated submission meets the order that is there.</summary>
public sealed class OrderIntake(
    AggregateStore<Order, OrderEvent, Rejection> store, OrderNumbers numbers, OrderDecider decider, TimeProvider clock)
{
    /// <summary>Submits a whole order.</summary>
    /// <param name="order">The order's id, which is its identity.</param>
    /// <param name="form">The order as entered.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="call">The frame; its fingerprint is compared when the order is there already.</param>
    /// <param name="cancellation">Ends the waiting, not the append; the number is then lost.</param>
    public ValueTask<Outcome<Order, Rejection>> SubmitAsync(
        OrderId order, OrderForm form, Actor actor, Call call, CancellationToken cancellation) =>
        numbers.UseAsync(
            decider.YearOf(form, clock.GetUtcNow()), call,
            number => CreateAsync(order, new OrderSubmit(form), actor, call, new() { Number = number }, cancellation),
            cancellation);

    /// <summary>Begins a draft.</summary>
    public ValueTask<Outcome<Order, Rejection>> DraftAsync(
        OrderId order, OrderForm form, Actor actor, Call call, CancellationToken cancellation) =>
        CreateAsync(order, new OrderDraftCreate(form), actor, call, null, cancellation);

    private ValueTask<Outcome<Order, Rejection>> CreateAsync(
        OrderId order, OrderCommand command, Actor actor, Call call, DecisionLookups? lookups, CancellationToken cancellation) =>
        store.CreateAsync(
            new StreamId(order.Value), call, found => OrderRules.AccessRefusal(found, command, actor),
            (empty, now) => decider.Decide(empty, command, actor, now, lookups), cancellation);
}
