using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Records;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>The effect of an event on the tasks of its record.</summary>
internal abstract record TaskChange
{
    private TaskChange() { }

    /// <summary>Something happened to an order.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="Order">The order after it or later.</param>
    public sealed record OfOrder(OrderEvent Event, Order Order) : TaskChange;

    /// <summary>The claims of a customer changed.</summary>
    /// <param name="ToDecide">Whether order management has to decide on one, after it or later.</param>
    public sealed record OfClaims(bool ToDecide) : TaskChange;
}

/// <summary>
/// Keeps the open tasks of a partition's orders and customers and who was told what, fed by the journal, and sweeps what is due: it sleeps
/// until the next mark of any clock. A warning and how far its clock is are one transaction. That a deadline has passed is the order's to
/// say: the grain asks it to look at its clocks, and what it records comes back by the journal, so that each is told once whatever dies in
/// between.
/// </summary>
[GrainType("deadlines"), ImplicitStreamSubscription(DeadlinesSetup.Kind), PartitionPlacement]
internal sealed partial class DeadlinesGrain(
    IJournal journal, ConsumerTables tables, EventNames names, AggregateStore<Order, OrderEvent, Rejection> orders,
    AggregateStore<Customer, CustomerEvent, Rejection> customers, OrderPolicy policy,
    [FromKeyedServices(DeadlinesSetup.Kind)] TimeProvider clock, ILogger<DeadlinesGrain> logger)
    : TableConsumerGrain<TaskChange>(DeadlinesSetup.Kind, journal, tables, clock, logger), IDeadlinesGrain
{
    private const int Batch = 50;
    private static readonly TimeSpan MinSweepDelay = TimeSpan.FromMilliseconds(100), RetryDelay = TimeSpan.FromSeconds(1),
        MaxSweepDelay = TimeSpan.FromMinutes(1);
    private static readonly Call Check = new(null, OrderFingerprint.Of(new OrderDeadlinesCheck()));
    private static readonly Dictionary<Guid, PersonalKey> NoKeys = [];
    private readonly TaskTable _tasks = new(tables);
    private readonly NotificationTable _notifications = new(tables);
    private static readonly FrozenSet<string> Deciding = CustomerSteps.Table.Contracts
        .Where(line => line.Type == typeof(ClaimConfirmed) || line.Type == typeof(ClaimDeclined) || line.Type == typeof(CustomerMerged)
        || line.Type == typeof(CustomerMergedInto))
        .Select(line => line.Name).ToFrozenSet();
    private readonly Dictionary<StreamId, Order> _loaded = [];
    private readonly Dictionary<StreamId, Customer> _customers = [];
    private IGrainTimer? _sweeper;
    private DateTimeOffset _wakesAt;
    private long _recordedBefore;
    private long _told;

    private DeadlinePolicy Deadlines => policy.Deadlines;

    /// <inheritdoc/>
    protected override async Task OnLoadedAsync(CancellationToken cancellation)
    {
        _told = Math.Max(_told, (await _notifications.HeadsAsync(Journal.Partitions, cancellation))[Partition]);
        _recordedBefore = (await Journal.HeadsAsync(cancellation))[Partition];
        _sweeper = this.RegisterGrainTimer(_ => SweepAsync(),
            new GrainTimerCreationOptions(TimeSpan.Zero, MaxSweepDelay) { Interleave = false, KeepAlive = true });
        _wakesAt = Clock.GetUtcNow();
    }

    /// <inheritdoc/>
    protected override async ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events)
    {
        _loaded.Clear();
        _customers.Clear();
        StreamId[] claims = [.. events.Where(x => names.KnowsAsCustomers(x.Event) && Deciding.Contains(x.Event.Type)).Select(x => x.Stream)
            .Distinct()];
        if (claims.Length > 0)
            foreach (var (stream, customer) in claims.Zip(await customers.LoadAsync(claims, CancellationToken.None)))
                _customers[stream] = customer.State;
        // An order that begins with the event is folded from it; of any other, what counts is how it stands.
        StreamId[] streams = [.. events.Where(x => x.Version > 1 && names.KnowsAsOrders(x.Event)).Select(x => x.Stream).Distinct()];
        if (streams.Length == 0)
            return;
        try
        {
            foreach (var (stream, order) in streams.Zip(await orders.LoadAsync(streams, CancellationToken.None)))
                _loaded[stream] = order.State;
        }
        catch (StreamUnreadableException)
        {
            foreach (var stream in streams)
                await LoadReadableAsync(stream);
        }
    }

    /// <inheritdoc/>
    protected override TaskChange? Read(RecordedEvent recorded)
    {
        if (!names.IsOrders(recorded.Event))
            return names.KnowsAsCustomers(recorded.Event) ? ReadClaims(recorded) : null;
        var happened = OrderAggregate.Events.Read(recorded, NoKeys);
        if (recorded.Version > 1)
            return new TaskChange.OfOrder(happened, _loaded.TryGetValue(recorded.Stream, out var order)
                ? order : throw new InvalidDataException("The order cannot be read."));
        var begun = OrderRules.Evolve(Order.None, happened);
        return OrderTasks.All.Any(task => task.IsOpen(begun)) ? new TaskChange.OfOrder(happened, begun) : null;
    }

    // A claim that begins needs nothing else to be read; what decides on claims needs the customer as it stands.
    private TaskChange.OfClaims? ReadClaims(RecordedEvent recorded) =>
        _customers.TryGetValue(recorded.Stream, out var customer) ? new(CustomerTasks.HasClaimToDecide(customer))
        : CustomerAggregate.Events.Read(recorded, NoKeys) is CustomerRecorded { Claim: not null } ? new(true) : null;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(DbTransaction transaction, IReadOnlyList<(RecordedEvent Recorded, TaskChange Effect)> effects)
    {
        var notifications = new List<NotificationRow>();
        var latest = new Dictionary<Guid, (Order Order, bool IsNew)>(effects.Count);
        var claims = new Dictionary<Guid, bool>();
        foreach (var (recorded, effect) in effects)
        {
            if (effect is TaskChange.OfClaims { ToDecide: var toDecide })
                claims[recorded.Stream.Value] = toDecide;
            if (effect is not TaskChange.OfOrder change)
                continue;
            latest[recorded.Stream.Value] = (change.Order, recorded.Version == 1);
            foreach (var told in OrderEvents.NotificationsOf(change.Event, change.Order))
                notifications.Add(NotificationRow.Of(told, recorded.Stream, Partition,
                    recorded.Version.ToString(CultureInfo.InvariantCulture), change.Event.At));
        }
        await WriteTasksAsync(transaction, latest);
        if (claims.Count > 0)
            await WriteClaimsAsync(transaction, claims);
        await TellAsync(transaction, notifications);
    }

    /// <inheritdoc/>
    protected override async Task ClearAsync(DbTransaction transaction)
    {
        // A repeated notification gets a new number.
        _told = (await _notifications.HeadsAsync(Journal.Partitions, CancellationToken.None))[Partition];
        await _tasks.ClearAsync(transaction, Partition);
    }

    // Only the activation with the newest checkpoint writes, so it alone assigns numbers; a rollback leaves a gap.
    private Task TellAsync(DbTransaction transaction, IEnumerable<NotificationRow> notifications) =>
        NotificationTable.InsertAsync(transaction, [.. notifications.Select(row => row with { Position = ++_told })]);

    private async Task LoadReadableAsync(StreamId stream)
    {
        try
        {
            _loaded[stream] = (await orders.LoadAsync(stream, CancellationToken.None)).State;
        }
        catch (StreamUnreadableException unreadable)
        {
            LogUnreadable(unreadable, stream.Value);
        }
    }

    private async Task WriteTasksAsync(DbTransaction transaction, Dictionary<Guid, (Order Order, bool IsNew)> latest)
    {
        Guid[] known = [.. latest.Where(order => !order.Value.IsNew).Select(order => order.Key)];
        var before = known.Length == 0 ? Array.Empty<TaskRow>().ToLookup(row => row.Order) : await _tasks.OfAsync(transaction, known);
        if (before.Count > 0)
            await _tasks.RemoveAsync(transaction, known);
        List<TaskRow> rows = [.. latest.SelectMany(order => TaskRow.Of(order.Key, Partition, order.Value.Order, Deadlines,
            [.. before[order.Key]]))];
        await TaskTable.InsertAsync(transaction, rows);
        foreach (var row in rows)
            Wake(row.NextAt);
    }

    private async Task WriteClaimsAsync(DbTransaction transaction, Dictionary<Guid, bool> claims)
    {
        await _tasks.RemoveAsync(transaction, [.. claims.Keys]);
        await TaskTable.InsertAsync(transaction,
            [.. claims.Where(claim => claim.Value).Select(claim => TaskRow.OfClaims(claim.Key, Partition))]);
    }

    private async Task SweepAsync()
    {
        try
        {
            var now = Clock.GetUtcNow();
            if (Checkpoint.Position < _recordedBefore)
            {
                ScheduleSweep(now + MinSweepDelay); // Tasks that people have done meanwhile need no warning.
                return;
            }
            var due = await _tasks.DueAsync(Partition, now, Batch);
            await WarnAsync([.. due.Where(row => row.Mark < DeadlineMark.SecondWarning)], now);
            await EscalateAsync([.. due.Where(row => row.Mark >= DeadlineMark.SecondWarning)], now);
            ScheduleSweep(await _tasks.NextAsync(Partition) ?? now + MaxSweepDelay);
        }
        catch (ConsumerOvertakenException)
        {
            // This activation ends, and its sweeper with it: the next one's begins.
        }
        catch (Exception fault)
        {
            LogSweepFailed(fault, Partition);
            ScheduleSweep(Clock.GetUtcNow() + RetryDelay);
        }
    }

    private async Task WarnAsync(IReadOnlyList<TaskRow> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
            return;
        await WriteAsync(async transaction =>
        {
            await _tasks.AdvanceAsync(transaction, rows.Select(row => row.AfterNextMark(Deadlines)));
            await TellAsync(transaction, rows.Select(row => Warning(row, now)));
        });
    }

    private NotificationRow Warning(TaskRow row, DateTimeOffset now)
    {
        var percent = row.Mark == DeadlineMark.None ? Deadlines.FirstWarning : Deadlines.SecondWarning;
        var told = NotificationRules.DueSoon(new(row.Recipient), row.Kind, row.Clock!.DueAt, percent); // what has a mark has a clock
        var cause = string.Create(CultureInfo.InvariantCulture,
            $"{row.Kind} {row.Clock.StartedAt.ToUnixTimeMilliseconds()} {row.Mark + 1}");
        return NotificationRow.Of(told, new StreamId(row.Order), Partition, cause, now);
    }

    // The order's event comes back and causes the notification then. The rows are written at once, so that the order is not asked twice.
    private async Task EscalateAsync(IReadOnlyList<TaskRow> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
            return;
        var looked = await Task.WhenAll(rows.Select(row => row.Order).Distinct()
            .Select(async order => (Id: order, Order: await CheckAsync(order))));
        var left = looked.Where(x => x.Order is null).Select(x => x.Id).ToHashSet();
        await WriteAsync(async transaction =>
        {
            // not null: asked
            await WriteTasksAsync(transaction, looked.Where(x => x.Order is not null).ToDictionary(x => x.Id, x => (x.Order!, false)));
            await _tasks.AdvanceAsync(transaction, rows.Where(row => left.Contains(row.Order))
                .Select(row => row with { NextAt = now + MaxSweepDelay }));
        });
    }

    // The order as it stands after it has looked at its clocks; null where it cannot now, so that it is asked later and others are not kept
    // waiting.
    private async Task<Order?> CheckAsync(Guid order)
    {
        try
        {
            return await GrainFactory.GetGrain<IOrderGrain>(order).ExecuteAsync(Check, new OrderDeadlinesCheck(), Actor.System, null)
                is Outcome<Order, Rejection>.Accepted done
                ? done.State : (await orders.LoadAsync(new StreamId(order), CancellationToken.None)).State;
        }
        catch (Exception fault)
        {
            LogCheckFailed(fault, order);
            return null;
        }
    }

    private void ScheduleSweep(DateTimeOffset at)
    {
        _wakesAt = DateTimeOffset.MaxValue;
        Wake(at);
    }

    private void Wake(DateTimeOffset? at)
    {
        if (at is not { } next || next >= _wakesAt)
            return;
        _wakesAt = next;
        var wait = next - Clock.GetUtcNow();
        _sweeper?.Change(wait < MinSweepDelay ? MinSweepDelay : wait > MaxSweepDelay ? MaxSweepDelay : wait, MaxSweepDelay);
    }

    [LoggerMessage(4101, LogLevel.Warning, "The order {Stream} cannot be read; its tasks stay as they are.")]
    private partial void LogUnreadable(Exception unreadable, Guid stream);

    [LoggerMessage(4102, LogLevel.Warning, "What is due in partition {Partition} could not be swept; it is tried again.")]
    private partial void LogSweepFailed(Exception fault, int partition);

    [LoggerMessage(4103, LogLevel.Warning, "The order {Stream} could not look at its deadlines; it is asked again in a minute.")]
    private partial void LogCheckFailed(Exception fault, Guid stream);
}
