using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Orders;

/// <summary>Orders that were read together.</summary>
public sealed class OrderBatch(IReadOnlyList<OrderRow> rows, AggregateStore<Order, OrderEvent, Rejection> store,
    CancellationToken cancellation)
    : FoldBatch<Order, OrderEvent>([.. rows.Select(row => row.Stream)], store, cancellation);
