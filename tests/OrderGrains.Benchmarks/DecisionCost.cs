using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Storage;

namespace OrderGrains.Benchmarks;

/// <summary>What deciding on a submission and making of it what is stored costs, alone, in this process: fingerprint, checks, decision,
/// event, encryption, hash, row. Journal and keys are in memory and do nothing.</summary>
internal static class DecisionCost
{
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    /// <summary>CPU seconds for 1,000 submissions, garbage collection included.</summary>
    public static async Task<double> MeasureAsync(string[] samples)
    {
        var forms = samples.Select(x =>
            JsonSerializer.Deserialize(
                x.Replace(RequestTemplate.Placeholder, "R", StringComparison.Ordinal), ReceiptJson.Default.OrderForm)!).ToArray();
        var store = new AggregateStore<Order, OrderEvent, Rejection>(
            new Nowhere(), new Keys(), OrderAggregate.Events, new OrderAggregate(), TimeProvider.System);
        var policy = OrderPolicy.Default(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        var actor = new Actor("bench", Roles.Platform, ["*"]);
        var next = 0;
        await RunAsync(Warm);
        var (before, count) = (Process.GetCurrentProcess().TotalProcessorTime, next);
        await RunAsync(Window);
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds * 1000 / (next - count);

        async Task RunAsync(TimeSpan length)
        {
            for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < length; next++)
            {
                var form = forms[next % forms.Length] with { ExternalReference = Measuring.Report.Invariant($"R-{next}") };
                var id = OrderFormReading.OnlineId(form)!.Value;           // the samples have references
                var command = new OrderSubmit(form);
                var outcome = await store.CreateAsync(
                    new StreamId(id.Value), new Call(null, OrderFingerprint.Of(command)), order =>
                        OrderRules.AccessRefusal(order, command, actor),
                    (order, now) => OrderRules.Decide(order, command, actor, now, policy).ToDecided(), CancellationToken.None);
                if (outcome is not Outcome<Order, Rejection>.Accepted)
                    throw new InvalidOperationException("A sample was refused.");
            }
        }
    }

    private sealed class Nowhere : IJournal
    {
        public TimeSpan OldestWaiting => TimeSpan.Zero;
        public int Partitions => 16;
        public event Action<IReadOnlyList<(Append Append, long Position)>>? Written { add { } remove { } }
        public bool IsIdle => true;
        public event Action? Idled { add { } remove { } }
        public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellation) =>
            ValueTask.FromResult(new AppendResult(AppendStatus.Written, append.Events.Length, 1, null));
        public ValueTask<IReadOnlyList<StreamSlice>> LoadAsync(IReadOnlyList<StreamId> streams, int fold, CancellationToken cancellation) =>
            throw new NotSupportedException();
        public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
            StreamId stream, int afterVersion, int limit, CancellationToken cancellation) => throw new NotSupportedException();
        public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionAsync(
            int partition, long afterPosition, int limit, CancellationToken cancellation) => throw new NotSupportedException();
        public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionsAsync(IReadOnlyList<(int Partition, long After)> places, int limit,
            CancellationToken cancellation) => throw new NotSupportedException();
        public ValueTask<long[]> HeadsAsync(CancellationToken cancellation) => throw new NotSupportedException();
        public ValueTask<StoredKey?> FindKeyAsync(StreamId stream, Guid key, CancellationToken cancellation) =>
            throw new NotSupportedException();
        public ValueTask WriteSnapshotAsync(Snapshot snapshot, CancellationToken cancellation) => throw new NotSupportedException();
        public ValueTask<bool> ProbeAsync(CancellationToken cancellation) => throw new NotSupportedException();
        public Task MaintainAsync(DateTimeOffset today, CancellationToken cancellation) => throw new NotSupportedException();
        public Task DrainAsync(CancellationToken cancellation) => Task.CompletedTask;
    }

    private sealed class Keys : IKeyStore
    {
        private readonly ConcurrentDictionary<Guid, PersonalKey> keys = new();

        public ValueTask<PersonalKey> CurrentAsync(Guid subject, CancellationToken cancellation) =>
            ValueTask.FromResult(keys.GetOrAdd(subject, subject => new PersonalKey(subject, RandomNumberGenerator.GetBytes(32))));

        public ValueTask<IReadOnlyDictionary<Guid, PersonalKey>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) =>
            throw new NotSupportedException();
        public ValueTask DestroyAsync(Guid subject, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
