using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>Reads orders for queries, without waking a grain; an invisible order is answered like one that does not exist.</summary>
public sealed class OrderReader(OrderRows rows, AggregateStore<Order, OrderEvent, Rejection> store)
{
    /// <summary>The orders with these ids, in their order; null where there is none for the viewer.</summary>
    public async ValueTask<IReadOnlyList<OrderNode?>> FindAsync(IReadOnlyList<Guid> ids, Actor viewer, CancellationToken cancellation)
    {
        var found = Nodes(await rows.FindAsync(ids, cancellation), viewer, cancellation).ToDictionary(order => order.Stream.Value);
        return [.. ids.Select(found.GetValueOrDefault)];
    }

    /// <summary>The order with this id; null where there is none for the viewer.</summary>
    public async ValueTask<OrderNode?> FindAsync(Guid id, Actor viewer, CancellationToken cancellation) =>
        (await FindAsync([id], viewer, cancellation))[0];

    /// <summary>The order with this id for any caller; <see cref="OrderAccess"/> decides who may see it.</summary>
    internal async Task<OrderNode?> ReadAsync(Guid id)
    {
        var found = await rows.FindAsync([id], CancellationToken.None);
        return found is [var row] ? new OrderNode(row, new OrderBatch(found, store, CancellationToken.None)) : null;
    }

    /// <summary>The order with this number; null where there is none for the viewer.</summary>
    public async ValueTask<OrderNode?> FindByNumberAsync(string number, Actor viewer, CancellationToken cancellation) =>
        await rows.FindByNumberAsync(number, cancellation) is { } row ? Nodes([row], viewer, cancellation).FirstOrDefault() : null;

    /// <summary>The whole order with this id, folded from its events; null where there is none for the viewer.</summary>
    public async ValueTask<Order?> LoadAsync(Guid id, Actor viewer, CancellationToken cancellation) =>
        await FindAsync(id, viewer, cancellation) is null ? null : (await store.LoadAsync(new StreamId(id), cancellation)).State;

    /// <summary>A page of the orders that the viewer may see.</summary>
    public async ValueTask<IReadOnlyList<OrderNode>> PageAsync(OrderPage page, CancellationToken cancellation) =>
        [.. Nodes(await rows.PageAsync(page, cancellation), page.Viewer, cancellation)];

    /// <summary>How many orders the viewer would see, counted at most to <paramref name="atMost"/>.</summary>
    public ValueTask<int> CountAsync(OrderFilter? filter, Actor viewer, int atMost, CancellationToken cancellation) =>
        rows.CountAsync(filter, viewer, atMost, cancellation);

    /// <summary>A page of an order's events.</summary>
    public ValueTask<IReadOnlyList<(RecordedEvent Recorded, OrderEvent Event)>> TimelineAsync(StreamId order, int afterRevision, int limit,
        CancellationToken cancellation) =>
        store.ReadAsync(order, afterRevision, limit, cancellation);

    /// <summary>The events that made these revisions of orders, in their order; null where there is none of an order that the viewer may
    /// know of.</summary>
    public async ValueTask<IReadOnlyList<OrderEventEnvelope?>> EventsAsync(
        IReadOnlyList<(Guid Order, int Revision)> events, Actor viewer, CancellationToken cancellation)
    {
        var known = (await FindAsync([.. events.Select(place => place.Order).Distinct()], viewer, cancellation)).OfType<OrderNode>()
            .ToDictionary(order => order.Stream.Value);
        var found = new OrderEventEnvelope?[events.Count];
        foreach (var (i, (order, revision)) in events.Index())
            if (known.TryGetValue(order, out var node) && revision <= node.Revision
                && await TimelineAsync(node.Stream, revision - 1, 1, cancellation) is [var (recorded, @event)])
                found[i] = new(recorded, @event);
        return found;
    }

    private IEnumerable<OrderNode> Nodes(List<OrderRow> found, Actor viewer, CancellationToken cancellation)
    {
        var batch = new OrderBatch(found, store, cancellation);
        return found.Select(row => new OrderNode(row, batch)).Where(order => order.Card.IsVisibleTo(viewer));
    }
}
