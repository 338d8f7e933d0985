using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Hosting;

namespace OrderGrains.Server.Orders;

[GrainType("order"), PartitionPlacement]
internal sealed class OrderGrain(OrderDecider decider, OrderNumbers numbers, AggregateStore<Order, OrderEvent, Rejection> store, TimeProvider clock)
    : EventSourcedGrain<Order, OrderEvent, Rejection>(store), IOrderGrain
{
    // The number of a draft that is submitted is taken here, where the outcome becomes known; a caller may never learn it.
    public Task<Outcome<Order, Rejection>> ExecuteAsync(Call call, OrderCommand command, Actor actor) => command is OrderingCommand.Submit submit
        ? numbers.UseAsync(
            decider.YearOf(null, clock.GetUtcNow()), call, number => new(DecideAsync(call, submit with { Number = number }, actor)), CancellationToken.None).AsTask()
        : DecideAsync(call, command, actor);

    private Task<Outcome<Order, Rejection>> DecideAsync(Call call, OrderCommand command, Actor actor) =>
        ExecuteAsync(call, (order, now) => decider.Decide(order, command, actor, now), CancellationToken.None);
}
