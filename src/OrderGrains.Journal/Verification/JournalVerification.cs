using System.Data.Common;
using System.Diagnostics;

namespace OrderGrains.Journal;

/// <summary>Compares everything in the journal with what it must be, in short transactions, each as of one moment.</summary>
/// <remarks>
/// Checks positions and versions for gaps, the hash chain, that the catalogs know all events, facts, rows and snapshots against the fold,
/// values that must be unique among rows, and that the versions that keys answer with exist. It may run beside a server; while others
/// append, it works a
/// fifth of the time.
/// </remarks>
/// <param name="connection">An open connection to the journal's database; read-only is enough.</param>
/// <param name="keys">The keys; verification creates none.</param>
/// <param name="kinds">All kinds of records.</param>
public sealed class JournalVerification(DbConnection connection, IKeyStore keys, IReadOnlyList<RecordKind> kinds)
{
    private const int MaxFindings = 1_000;
    private const int PageSize = 1_000;
    private const int ComparedValues = 10_000;
    private const long PositionRange = 50_000;
    private const int RestPerWork = 4;
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromMilliseconds(250);

    private readonly JournalTables _tables = new(connection);
    private readonly List<JournalFinding> _findings = [];
    private long _events;
    private long _total;
    private long _lastTotal;
    private long _checkedAt;
    private bool _othersAppend;

    /// <summary>Verifies the whole journal.</summary>
    /// <param name="progress">Receives the progress after each page.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>At most 1,000 findings; empty if the journal is sound.</returns>
    public async Task<IReadOnlyList<JournalFinding>> RunAsync(IProgress<JournalProgress>? progress, CancellationToken cancellation)
    {
        _findings.Clear();
        (_events, _total) = (0, 0);
        var partitions = await _tables.CountPartitionsAsync(cancellation);
        for (var partition = 0; partition < partitions; partition++)
        {
            await VerifyPositionsAsync(partition, cancellation);
            progress?.Report(new("positions", 0, _total));
        }
        (_lastTotal, _checkedAt, _othersAppend) = (_total, Stopwatch.GetTimestamp(), false);
        await VerifyStreamsAsync(partitions, progress, cancellation);
        await VerifyNoOrphanRowsAsync(cancellation);
        await VerifyRowsAsync(cancellation);
        await VerifySnapshotVersionsAsync(cancellation);
        await VerifyKeyVersionsAsync(cancellation);
        progress?.Report(new("done", _events, _total));
        return _findings;
    }

    private void Report(JournalFinding finding)
    {
        if (_findings.Count < MaxFindings)
            _findings.Add(finding);
    }

    /// <summary>Counts positions from 1 to the partition's initial head, a range at a time; later appends lie above it.</summary>
    private async Task VerifyPositionsAsync(int partition, CancellationToken cancellation)
    {
        var head = await _tables.ReadHeadAsync(partition, cancellation);
        _total += head;
        for (var from = 0L; from < head; from += PositionRange)
        {
            var to = Math.Min(head, from + PositionRange);
            var (events, _) = await _tables.CountPositionsAsync(partition, from, to, cancellation);
            if (events == to - from)
                continue;
            var there = (await _tables.ListPositionsAsync(partition, from, to, cancellation)).ToHashSet();
            var missing = Enumerable.Range(1, (int)(to - from)).First(offset => !there.Contains(from + offset)) + from;
            var count = to - from - events;
            var problem = $"partition {partition}: {count} of the positions {from + 1} to {to} are missing, the first is {missing}.";
            Report(new(null, null, problem));
        }
    }

    private async Task VerifyStreamsAsync(int partitions, IProgress<JournalProgress>? progress, CancellationToken cancellation)
    {
        var pages = new JournalPages(_tables, kinds);
        StreamId? last = null;
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            await using var transaction = await _tables.BeginReadAsync(cancellation);
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
            await YieldAsync(partitions, Stopwatch.GetElapsedTime(started), cancellation);
        }
    }

    /// <summary>Pauses while others append, so that they keep most of the machine.</summary>
    private async Task YieldAsync(int partitions, TimeSpan worked, CancellationToken cancellation)
    {
        if (Stopwatch.GetElapsedTime(_checkedAt) >= CheckPeriod)
        {
            var total = await _tables.CountEventsAsync(partitions, cancellation);
            (_othersAppend, _lastTotal, _checkedAt) = (total != _lastTotal, total, Stopwatch.GetTimestamp());
        }
        if (_othersAppend)
            await Task.Delay(worked * RestPerWork, cancellation);
    }

    private void Verify(StoredStream stream, RecordKind? kind, int partitions, IReadOnlyDictionary<Guid, PersonalKey> found)
    {
        _events += stream.Events.Count;
        foreach (var recorded in stream.Events)
        {
            var (actual, expected) = (recorded.Partition, stream.Id.Partition(partitions));
            if (actual != expected)
                Report(new(stream.Id, recorded.Version, $"it is in partition {actual}, and belongs to {expected}."));
        }
        if (kind is null)
        {
            var first = stream.Events[0];
            Report(new(stream.Id, first.Version, $"the event {first.Event.Type} {first.Event.Schema} is unknown."));
        }
        else
        {
            kind.Verify(stream, found, Report);
        }
    }

    private async Task VerifyNoOrphanRowsAsync(CancellationToken cancellation)
    {
        foreach (var kind in kinds)
        {
            if (kind.Rows is not { } table)
                continue;
            for (StreamId? last = null; ;)
            {
                await using var transaction = await _tables.BeginReadAsync(cancellation);
                var streams = await table.ListAsync(connection, last, PageSize, cancellation);
                if (streams.Count == 0)
                    break;
                last = streams[^1];
                var there = await _tables.FindExistingAsync(streams, cancellation);
                var orphans = streams.Where(stream => !there.Contains(stream)).ToList();
                var rows = orphans.Count == 0 ? null : await table.ReadAsync(connection, orphans, cancellation);
                foreach (var stream in orphans)
                {
                    int? version = rows!.TryGetValue(stream, out var row) ? row.Version : null;
                    Report(new(stream, version, $"there is a row of this {kind.Name}, and no events."));
                }
            }
        }
    }

    private async Task VerifyRowsAsync(CancellationToken cancellation)
    {
        foreach (var table in kinds.Select(kind => kind.Rows).OfType<IRowTable>())
        {
            string? last = null;
            do
            {
                await using var transaction = await _tables.BeginReadAsync(cancellation);
                (var findings, last) = await table.CompareAsync(connection, last, ComparedValues, cancellation);
                foreach (var finding in findings)
                    Report(finding);
            }
            while (last is not null);
        }
    }

    private async Task VerifySnapshotVersionsAsync(CancellationToken cancellation)
    {
        for (StreamId? last = null; ;)
        {
            var page = await _tables.ListSnapshotVersionsAsync(last, PageSize, cancellation);
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

    private async Task VerifyKeyVersionsAsync(CancellationToken cancellation)
    {
        for ((StreamId, Guid)? last = null; ;)
        {
            var page = await _tables.ListKeyVersionsAsync(last, PageSize, cancellation);
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
