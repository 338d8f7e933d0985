using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Orders;

[GrainType("order"), PartitionPlacement]
internal sealed class OrderGrain(
    OrderDecider decider, OrderNumbers numbers, AggregateStore<Order, OrderEvent, Rejection> store, TimeProvider clock)
    : EventSourcedGrain<Order, OrderEvent, Rejection>(store), IOrderGrain
{
    // The number of a draft that is submitted is taken here, where the outcome becomes known; a caller may never learn it.
    public Task<Outcome<Order, Rejection>> ExecuteAsync(Call call, OrderCommand command, Actor actor, DecisionLookups? lookups)
    {
        if (command is not OrderSubmit)
            return DecideAsync(call, command, actor, lookups);
        var year = decider.YearOf(null, clock.GetUtcNow());
        return numbers.UseAsync(year, call, number =>
            new(DecideAsync(call, command, actor, new() { Number = number })), CancellationToken.None).AsTask();
    }

    private Task<Outcome<Order, Rejection>> DecideAsync(Call call, OrderCommand command, Actor actor, DecisionLookups? lookups) =>
        ExecuteAsync(
            call with { EarlierFingerprint = OrderFingerprint.EarlierOf(command) }, order =>
                OrderRules.AccessRefusal(order, command, actor),
            (order, now) => decider.Decide(order, command, actor, now, lookups), CancellationToken.None);
}
