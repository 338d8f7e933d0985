using System.Collections.Frozen;
using System.Data.Common;
using OrderGrains.Domain.Feedback;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Records;
using OrderGrains.Streams;

namespace OrderGrains.Server.Feedback;

/// <summary>The effect of an order's event on customer service.</summary>
/// <param name="Opened">The kind of item that it opens; null if it cancels what is open.</param>
/// <param name="Customer">The order's customer.</param>
internal sealed record FeedbackChange(FeedbackKind? Opened, Guid Customer);

/// <summary>Opens an item for each occasion of the <see cref="FeedbackPlan"/>, and cancels what is open when the order is cancelled. Events
/// are known by their names; what they say beside is not read.</summary>
[GrainType("feedback"), ImplicitStreamSubscription(FeedbackSetup.Kind), PartitionPlacement]
internal sealed class FeedbackGrain(
    IJournal journal, ConsumerTables tables, EventNames names, OrderRows orders, TimeProvider clock, ILogger<FeedbackGrain> logger)
    : TableConsumerGrain<FeedbackChange>(FeedbackSetup.Kind, journal, tables, clock, logger), IFeedbackGrain
{
    private const string Open = """
        insert into feedback_item (id, partition, order_id, customer_id, kind, status, opened_at) values (@id, @partition, @order, @customer, @kind, @status, @at)
        on conflict (id) do nothing
        """;
    private const string Cancel = "update feedback_item set status = @status, closed_at = @at where order_id = @order and status = @open";

    private static readonly FrozenDictionary<(string, int), FeedbackKind> Opens =
        OrderEvents.Contracts.Where(line => FeedbackPlan.Opens.ContainsKey(line.Type))
            .ToFrozenDictionary(line => (line.Name, line.Schema), line => FeedbackPlan.Opens[line.Type]);
    private static readonly FrozenSet<(string, int)> Cancels =
        OrderEvents.Contracts.Where(line => FeedbackPlan.Cancels.Contains(line.Type)).Select(line => (line.Name, line.Schema))
            .ToFrozenSet();

    private Dictionary<Guid, Guid> _customers = [];

    /// <inheritdoc/>
    protected override async ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events)
    {
        var opening = events.Where(x => Opens.ContainsKey((x.Event.Type, x.Event.Schema))).Select(x => x.Stream.Value).Distinct().ToList();
        _customers = opening.Count == 0 ? [] : (await orders.FindAsync(opening, CancellationToken.None))
            // Not null: asked before.
            .Where(row => row.CustomerId is not null).ToDictionary(row => row.Stream.Value, row => row.CustomerId!.Value);
    }

    /// <inheritdoc/>
    protected override FeedbackChange? Read(RecordedEvent recorded)
    {
        var name = (recorded.Event.Type, recorded.Event.Schema);
        if (!names.IsOrders(recorded.Event))
            return null;
        if (!Opens.TryGetValue(name, out var kind))
            return Cancels.Contains(name) ? new FeedbackChange(null, Guid.Empty) : null;
        return _customers.TryGetValue(recorded.Stream.Value, out var customer)
            ? new FeedbackChange(kind, customer) : throw new InvalidDataException("The order has no row with a customer.");
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(DbTransaction transaction,
        IReadOnlyList<(RecordedEvent Recorded, FeedbackChange Effect)> effects)
    {
        foreach (var (recorded, change) in effects)
        {
            await using var command = Command(transaction, change.Opened is null ? Cancel : Open);
            Dialect.Add(command, "order", Dialect.Id(recorded.Stream.Value));
            Dialect.Add(command, "at", Dialect.Instant(recorded.Event.RecordedAt));
            Dialect.Add(command, "status", EnumCode<FeedbackStatus>.Of(change.Opened is null
                ? FeedbackStatus.Cancelled : FeedbackStatus.Open));
            if (change.Opened is { } kind)
            {
                Dialect.Add(command, "id", Dialect.Id(FeedbackPlan.IdOf(recorded.Stream.Value, recorded.Version, kind)));
                Dialect.Add(command, "partition", Partition);
                Dialect.Add(command, "customer", Dialect.Id(change.Customer));
                Dialect.Add(command, "kind", EnumCode<FeedbackKind>.Of(kind));
            }
            else
                Dialect.Add(command, "open", EnumCode<FeedbackStatus>.Of(FeedbackStatus.Open));
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task ClearAsync(DbTransaction transaction)
    {
        await using var command = Command(transaction, "delete from feedback_item where partition = @partition");
        Dialect.Add(command, "partition", Partition);
        await command.ExecuteNonQueryAsync();
    }
}
