using System.Data.Common;
using System.Diagnostics;

namespace OrderGrains.Journal;

/// <summary>
/// Compares everything that the journal holds with what it must be: positions and versions without gaps, the chain of hashes, events that the catalogs know, facts, rows and
/// snapshots equal to the fold, what must be unique among rows, keys that answer with versions that exist. Reads in short transactions, each as of one
/// moment, so that it may run beside a server; while others append, it works a fifth of the time.
/// </summary>
/// <param name="connection">Open, to the journal's database; reading is enough.</param>
/// <param name="keys">The keys; none is made.</param>
/// <param name="kinds">Every kind of record.</param>
public sealed class JournalVerification(DbConnection connection, IKeyStore keys, IReadOnlyList<RecordKind> kinds)
{
    private const int MostFindings = 1_000;
    private const int Listed = 1_000;
    private const int Compared = 10_000;
    private const long PositionsAtOnce = 50_000;
    private const int RestPerWork = 4;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly JournalTables _tables = new(connection);
    private readonly List<JournalFinding> _findings = [];
    private long _events;
    private long _total;
    private long _seen;
    private long _lookedAt;
    private bool _othersAppend;

    /// <summary>Verifies the whole journal.</summary>
    /// <param name="progress">Told of every page.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>What is wrong, at most 1,000 findings; empty if all is as it must be.</returns>
    public async Task<IReadOnlyList<JournalFinding>> RunAsync(IProgress<JournalProgress>? progress, CancellationToken cancellation)
    {
        _findings.Clear();
        (_events, _total) = (0, 0);
        var partitions = await _tables.PartitionsAsync(cancellation);
        for (var partition = 0; partition < partitions; partition++)
        {
            await PositionsAsync(partition, cancellation);
            progress?.Report(new("positions", 0, _total));
        }
        (_seen, _lookedAt, _othersAppend) = (_total, Stopwatch.GetTimestamp(), false);
        await StreamsAsync(partitions, progress, cancellation);
        await OrphanRowsAsync(cancellation);
        await RowsAsync(cancellation);
        await SnapshotVersionsAsync(cancellation);
        await KeyVersionsAsync(cancellation);
        progress?.Report(new("done", _events, _total));
        return _findings;
    }

    private void Report(JournalFinding finding)
    {
        if (_findings.Count < MostFindings)
            _findings.Add(finding);
    }

    /// <summary>Counts from 1 to the partition's head as found at first, a range at a time: what is appended meanwhile lies above it.</summary>
    private async Task PositionsAsync(int partition, CancellationToken cancellation)
    {
        var head = await _tables.HeadAsync(partition, cancellation);
        _total += head;
        for (var from = 0L; from < head; from += PositionsAtOnce)
        {
            var to = Math.Min(head, from + PositionsAtOnce);
            var (events, _) = await _tables.PositionsAsync(partition, from, to, cancellation);
            if (events == to - from)
                continue;
            var there = (await _tables.PositionListAsync(partition, from, to, cancellation)).ToHashSet();
            var missing = Enumerable.Range(1, (int)(to - from)).First(offset => !there.Contains(from + offset)) + from;
            Report(new(null, null, $"partition {partition}: {to - from - events} of the positions {from + 1} to {to} are missing, the first is {missing}."));
        }
    }

    private async Task StreamsAsync(int partitions, IProgress<JournalProgress>? progress, CancellationToken cancellation)
    {
        var pages = new JournalPages(_tables, kinds);
        StreamId? last = null;
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            await using var transaction = await _tables.ReadAsync(cancellation);
            var streams = await pages.NextAsync(last, cancellation);
            if (streams.Count == 0)
                return;
            last = streams[^1];
            var page = await pages.ReadAsync(streams, withRows: true, cancellation);
            await transaction.CommitAsync(cancellation);
            var found = await keys.FindAsync(JournalPages.KeysOf(page), cancellation);
            foreach (var stream in page)
                Verify(stream, pages.KindOf(stream), partitions, found);
            progress?.Report(new("streams", _events, _total));
            await GiveWayAsync(partitions, Stopwatch.GetElapsedTime(started), cancellation);
        }
    }

    /// <summary>Rests while others append, so that they keep most of the machine.</summary>
    private async Task GiveWayAsync(int partitions, TimeSpan worked, CancellationToken cancellation)
    {
        if (Stopwatch.GetElapsedTime(_lookedAt) >= LookEvery)
        {
            var total = await _tables.TotalAsync(partitions, cancellation);
            (_othersAppend, _seen, _lookedAt) = (total != _seen, total, Stopwatch.GetTimestamp());
        }
        if (_othersAppend)
            await Task.Delay(worked * RestPerWork, cancellation);
    }

    private void Verify(StoredStream stream, RecordKind? kind, int partitions, IReadOnlyDictionary<Guid, PersonalKey> found)
    {
        _events += stream.Events.Count;
        foreach (var recorded in stream.Events)
        {
            if (recorded.Partition != stream.Id.Partition(partitions))
                Report(new(stream.Id, recorded.Version, $"it is in partition {recorded.Partition}, and belongs to {stream.Id.Partition(partitions)}."));
        }
        if (kind is null)
            Report(new(stream.Id, stream.Events[0].Version, $"the event {stream.Events[0].Event.Type} {stream.Events[0].Event.Schema} is unknown."));
        else
            kind.Verify(stream, found, Report);
    }

    private async Task OrphanRowsAsync(CancellationToken cancellation)
    {
        foreach (var kind in kinds)
        {
            if (kind.Rows is not { } table)
                continue;
            for (StreamId? last = null; ;)
            {
                await using var transaction = await _tables.ReadAsync(cancellation);
                var streams = await table.ListAsync(connection, last, Listed, cancellation);
                if (streams.Count == 0)
                    break;
                last = streams[^1];
                var there = await _tables.ExistingAsync(streams, cancellation);
                var orphans = streams.Where(stream => !there.Contains(stream)).ToList();
                var rows = orphans.Count == 0 ? null : await table.ReadAsync(connection, orphans, cancellation);
                foreach (var stream in orphans)
                    Report(new(stream, rows!.TryGetValue(stream, out var row) ? row.Version : null, $"there is a row of this {kind.Name}, and no events."));
            }
        }
    }

    private async Task RowsAsync(CancellationToken cancellation)
    {
        foreach (var table in kinds.Select(kind => kind.Rows).OfType<IRowTable>())
        {
            string? last = null;
            do
            {
                await using var transaction = await _tables.ReadAsync(cancellation);
                (var findings, last) = await table.CompareAsync(connection, last, Compared, cancellation);
                foreach (var finding in findings)
                    Report(finding);
            }
            while (last is not null);
        }
    }

    private async Task SnapshotVersionsAsync(CancellationToken cancellation)
    {
        for (StreamId? last = null; ;)
        {
            var page = await _tables.SnapshotVersionsAsync(last, Listed, cancellation);
            if (page.Count == 0)
                return;
            last = page[^1].Stream;
            foreach (var (stream, version, there) in page)
            {
                if (!there)
                    Report(new(stream, version, "there is a snapshot, and no such event."));
            }
        }
    }

    private async Task KeyVersionsAsync(CancellationToken cancellation)
    {
        for ((StreamId, Guid)? last = null; ;)
        {
            var page = await _tables.KeyVersionsAsync(last, Listed, cancellation);
            if (page.Count == 0)
                return;
            last = (page[^1].Stream, page[^1].Key);
            foreach (var (stream, _, version, there) in page)
            {
                if (!there)
                    Report(new(stream, version, "a command's key answers with this version, and there is no such event."));
            }
        }
    }
}
