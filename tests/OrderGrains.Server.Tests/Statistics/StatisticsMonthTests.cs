using System.Collections.Immutable;
using System.Text.Json;
using OrderGrains.Domain.Statistics;
using OrderGrains.Journal;
using OrderGrains.Server.Statistics;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tests.Statistics;

/// <summary>A month counts every event exactly once, even if the process ends between the writes of its states and events are parked
/// meanwhile and read or resumed later.</summary>
public sealed class StatisticsMonthTests
{
    private const int Histories = 3_000;

    [Fact]
    public void An_event_parked_before_its_checkpoint_was_stored_is_counted_when_it_can_be_read()
    {
        var (spoiled, other) = (Event(1, stream: 1), Event(2, stream: 2));
        var month = new StatisticsMonth();

        // Stored with the second event counted; the first was parked, but the checkpoint that said so was not stored. Both come again, and
        // can be read.
        Assert.True(month.Count("2026-01", other, New("2026-01"), [Parked(spoiled)]));
        var stored = Stored(month);
        Assert.True(stored.Count("2026-01", spoiled, New("2026-01"), []));
        Assert.False(stored.Count("2026-01", other, New("2026-01"), []));
        Assert.False(stored.Count("2026-01", spoiled, New("2026-01"), []));

        Assert.Equal(2, Orders(stored));
    }

    [Fact]
    public void A_counted_event_is_not_counted_again_when_an_older_program_parks_it_after_a_crash_and_it_is_resumed()
    {
        var (known, other) = (Event(1, stream: 1), Event(2, stream: 2));
        var month = new StatisticsMonth();
        Assert.True(month.Count("2026-01", known, New("2026-01"), []));

        var stored = Stored(month);
        Assert.True(stored.Count("2026-01", other, New("2026-01"), [Parked(known)]));
        Assert.False(stored.Count("2026-01", known, New("2026-01"), []));

        Assert.Equal(2, Orders(stored));
    }

    [Fact]
    public void Every_event_is_counted_once_despite_parked_events_and_process_ends()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var partition = new Partition(seed);
            for (var step = 0; step < 60; step++)
                partition.Step();
            partition.Finish();
            Assert.True(partition.IsExact(), $"Seed {seed}: {partition.Difference()}");
        }
    }

    private static RecordedEvent Event(long position, int stream) =>
        new(new StreamId(Stream(stream)), 1, 0, position,
            new NewEvent("order.test", 1, Guid.Empty, DateTimeOffset.UnixEpoch, [], null, null, [], null, []));

    private static Guid Stream(int number) => new(number, 0, 0, new byte[8]);

    private static ParkedEvent Parked(RecordedEvent recorded) =>
        new(recorded.Position, recorded.Stream.Value, recorded.Version, "order.test", "spoiled", DateTimeOffset.UnixEpoch);

    private static CountedChange New(string month) => new(null, Order(month));

    private static CountedOrder Order(string month) => new("RECEIVED", "IT", "web", "GB", null, "GBP", month, 10m);

    private static long Orders(StatisticsMonth month) => month.Currencies.Values.Sum(x => x.ByPlatform.Values.Sum(y => y.Orders));

    // A state is never null.
    private static T Stored<T>(T state) => JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(state))!;

    /// <summary>A partition with few records that change their month, a consumer that parks as consumers do, and its states; all that
    /// happens is drawn from a seed.</summary>
    private sealed class Partition
    {
        private static readonly string[] Months = ["2026-01", "2026-02", "2026-03"];
        private readonly Random random;
        private readonly List<(RecordedEvent Recorded, CountedChange Change)> events = [];
        private readonly HashSet<long> unreadable = [];
        private readonly Dictionary<int, string> monthOf = [];
        private Dictionary<string, StatisticsMonth> stored = [];
        private Dictionary<string, StatisticsMonth> months = [];
        private readonly HashSet<string> changed = [];
        private (long Position, ImmutableArray<ParkedEvent> Parked) storedCheckpoint = (0, []);
        private (long Position, ImmutableArray<ParkedEvent> Parked) checkpoint = (0, []);

        public Partition(int seed) => random = new Random(seed);

        public void Step()
        {
            switch (random.Next(10))
            {
                case < 3:
                    Append();
                    break;
                case < 5:
                    GoOn(random.Next(1, 4));
                    break;
                case 5 when events.Count > 0:
                    var position = random.Next(1, events.Count + 1);
                    if (!unreadable.Remove(position))
                        unreadable.Add(position);
                    break;
                case 6:
                    Store(random.Next(0, 5));
                    break;
                case 7:
                    Crash();
                    break;
                case 8 when checkpoint.Parked.Length > 0:
                    Resume(checkpoint.Parked[random.Next(checkpoint.Parked.Length)]);
                    break;
            }
        }

        public void Finish()
        {
            unreadable.Clear();
            GoOn(int.MaxValue);
            while (checkpoint.Parked.Length > 0)
                Resume(checkpoint.Parked[0]);
            Crash();
            GoOn(int.MaxValue);
            while (checkpoint.Parked.Length > 0)
                Resume(checkpoint.Parked[0]);
        }

        public bool IsExact() => Expected() == Actual();

        public string Difference() => $"{Expected()} is expected, not {Actual()}";

        private string Expected() => string.Join(' ', Months.Select(month => monthOf.Values.Count(x => x == month)));

        private string Actual() =>
            string.Join(' ', Months.Select(month => months.TryGetValue(month, out var counted) ? Orders(counted) : 0));

        private void Append()
        {
            var stream = random.Next(4);
            var (before, after) = (monthOf.GetValueOrDefault(stream), Months[random.Next(Months.Length)]);
            monthOf[stream] = after;
            events.Add((Event(events.Count + 1, stream), new(before is null ? null : Order(before), Order(after))));
        }

        // As a consumer does it: an unreadable event is parked with the later events of the record.
        private void GoOn(int limit)
        {
            var (position, parked) = checkpoint;
            List<(RecordedEvent Recorded, CountedChange Change)> effects = [];
            foreach (var (recorded, change) in events.Skip((int)position).Take(limit))
            {
                position = recorded.Position;
                if (parked.Any(x => x.Stream == recorded.Stream.Value))
                    continue;
                if (unreadable.Contains(position))
                    parked = parked.Add(Parked(recorded));
                else
                    effects.Add((recorded, change));
            }
            Apply(effects, parked);
            checkpoint = (position, parked);
        }

        private void Resume(ParkedEvent resumed)
        {
            var others = checkpoint.Parked.Remove(resumed);
            var late = events.Take((int)checkpoint.Position)
                .Where(x => x.Recorded.Stream.Value == resumed.Stream && x.Recorded.Position >= resumed.Position).ToList();
            var readable = late.TakeWhile(x => !unreadable.Contains(x.Recorded.Position)).ToList();
            var parked = readable.Count < late.Count ? [.. others.Append(Parked(late[readable.Count].Recorded)).OrderBy(x => x.Position)]
                : others;
            Apply(readable, parked);
            checkpoint = (checkpoint.Position, parked);
        }

        private void Apply(List<(RecordedEvent Recorded, CountedChange Change)> effects, ImmutableArray<ParkedEvent> parked)
        {
            foreach (var (recorded, change) in effects)
            {
                foreach (var name in new[] { change.Before?.Month, change.After?.Month }.OfType<string>().Distinct())
                {
                    if (!months.TryGetValue(name, out var month))
                        months.Add(name, month = new StatisticsMonth());
                    if (month.Count(name, recorded, change, parked))
                        changed.Add(name);
                }
            }
        }

        // The process may end after any of the writes: months first, then the checkpoint.
        private void Store(int writes)
        {
            foreach (var name in changed.ToList())
            {
                if (writes-- == 0)
                {
                    Crash();
                    return;
                }
                stored[name] = Stored(months[name]);
                changed.Remove(name);
            }
            storedCheckpoint = checkpoint;
        }

        private void Crash()
        {
            months = stored.ToDictionary(x => x.Key, x => Stored(x.Value));
            changed.Clear();
            checkpoint = storedCheckpoint;
        }
    }
}
