using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Hosting;

namespace OrderGrains.Server.Orders;

[GrainType("order"), PartitionPlacement]
internal sealed class OrderGrain(OrderDecider decider, AggregateStore<Order, OrderEvent, Rejection> store)
    : EventSourcedGrain<Order, OrderEvent, Rejection>(store), IOrderGrain
{
    public Task<Outcome<Order, Rejection>> ExecuteAsync(Call call, OrderCommand command, Actor actor) =>
        ExecuteAsync(call, (order, now) => decider.Decide(order, command, actor, now), CancellationToken.None);
}
