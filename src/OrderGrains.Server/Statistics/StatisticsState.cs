using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Statistics;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Statistics;

/// <summary>
/// A month of a partition, as stored: what is counted, and of which events. It says so for itself, whatever became of the other months and
/// of the checkpoint: an event comes again after a crash, and what was parked comes late.
/// </summary>
public sealed class StatisticsMonth
{
    /// <summary>The position up to which every event was counted that is not left out.</summary>
    public long Position { get; set; }
    /// <summary>By the stream of a record that was parked, the position from which on its events are left out.</summary>
    public Dictionary<Guid, long> LeftOut { get; init; } = [];
    /// <summary>The tables by currency.</summary>
    public Dictionary<string, MonthTables> Currencies { get; init; } = [];

    /// <summary>Counts what an event changes in the month, unless it was counted before.</summary>
    /// <param name="month">The month.</param>
    /// <param name="recorded">The event. Its record's come in their order; other records' are counted or parked up to it.</param>
    /// <param name="change">The change.</param>
    /// <param name="parked">The parked events now; those behind the event do not matter.</param>
    /// <returns>False if it was counted before.</returns>
    public bool Count(string month, RecordedEvent recorded, CountedChange change, ImmutableArray<ParkedEvent> parked)
    {
        var (stream, position) = (recorded.Stream.Value, recorded.Position);
        var isLate = position <= Position;
        if (isLate && !(LeftOut.TryGetValue(stream, out var from) && position >= from))
            return false;
        Count(month, change.Before, -1);
        Count(month, change.After, 1);
        if (isLate)
            LeftOut[stream] = position + 1;
        else
            Advance(position, parked);
        return true;
    }

    private void Count(string month, CountedOrder? order, int sign)
    {
        if (order is null || order.Month != month)
            return;
        if (!Currencies.TryGetValue(order.Currency!, out var tables)) // A counted order has a currency.
            Currencies.Add(order.Currency!, tables = new MonthTables());
        tables.Count(order, sign);
    }

    // A record that is no longer parked was applied up to here. One that was parked at an event that the month has counted is left out from
    // what the month has not.
    private void Advance(long position, ImmutableArray<ParkedEvent> parked)
    {
        if (LeftOut.Count > 0 || parked.Length > 0)
        {
            var leftOut = parked.Where(x => x.Position <= position)
                .ToDictionary(x => x.Stream, x => LeftOut.GetValueOrDefault(x.Stream, Math.Max(x.Position, Position + 1)));
            LeftOut.Clear();
            foreach (var (stream, from) in leftOut)
                LeftOut.Add(stream, from);
        }
        Position = position;
    }
}

/// <summary>How far a partition has counted, as stored.</summary>
public sealed record StatisticsCheckpoint
{
    /// <summary>The version of the counts that this program stores.</summary>
    /// <remarks>It recounts those of an older version from the journal, and leaves those of a newer one alone.</remarks>
    public const int Known = 2;

    /// <summary>Before the first event.</summary>
    public static readonly StatisticsCheckpoint Start = new() { Version = Known };

    /// <summary>The version of the checkpoint and the months; raised with whatever changes the meaning of either, or what is
    /// counted.</summary>
    public int Version { get; init; }
    /// <summary>The position of the last event that was applied or parked. 0 where there are months: they are being cleared.</summary>
    public long Position { get; init; }
    /// <summary>The parked events.</summary>
    public ImmutableArray<ParkedEvent> Parked { get; init; } = [];
    /// <summary>The months that there are counts of.</summary>
    public ImmutableArray<string> Months { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatisticsMonth))]
[JsonSerializable(typeof(StatisticsCheckpoint))]
internal sealed partial class StatisticsStateJson : JsonSerializerContext;
