using System.Data.Common;

namespace OrderGrains.Journal;

/// <summary>Derives all rows and snapshots from the events again.</summary>
/// <remarks>On PostgreSQL it can run beside servers, whose appends wait for the page that is being written.</remarks>
/// <param name="connection">An open connection to the journal's database.</param>
/// <param name="keys">The keys.</param>
/// <param name="kinds">All kinds of records.</param>
public sealed class JournalRebuild(DbConnection connection, IKeyStore keys, IReadOnlyList<RecordKind> kinds)
{
    private const int PageSize = 1_000;

    private readonly JournalTables _tables = new(connection);

    /// <summary>Rebuilds everything; can run again after an interruption.</summary>
    /// <param name="progress">Receives the progress after each page.</param>
    /// <param name="cancellation">Ends the run between two pages.</param>
    /// <returns>The number of events read.</returns>
    /// <exception cref="StreamUnreadableException">A stream cannot be folded; <see cref="JournalVerification"/> says more.</exception>
    public async Task<long> RunAsync(IProgress<JournalProgress>? progress, CancellationToken cancellation)
    {
        var partitions = await _tables.CountPartitionsAsync(cancellation);
        var (events, total) = (0L, 0L);
        for (var partition = 0; partition < partitions; partition++)
            total += await _tables.ReadHeadAsync(partition, cancellation);
        var pages = new JournalPages(_tables, kinds);
        for (var streams = await pages.NextAsync(null, cancellation);
            streams.Count > 0;
            streams = await pages.NextAsync(streams[^1], cancellation))
        {
            events += await RebuildAsync(pages, streams, partitions, cancellation);
            progress?.Report(new("streams", events, total));
        }
        foreach (var table in kinds.Select(kind => kind.Rows).OfType<IRowTable>())
            await RemoveOrphansAsync(table, partitions, cancellation);
        await RemoveOrphanSnapshotsAsync(partitions, cancellation);
        progress?.Report(new("done", events, total));
        return events;
    }

    private async Task<long> RebuildAsync(
        JournalPages pages, IReadOnlyList<StreamId> streams, int partitions, CancellationToken cancellation)
    {
        await using var transaction = await _tables.BeginWriteAsync(streams, partitions, cancellation);
        var page = await pages.ReadAsync(streams, withRows: false, cancellation);
        var found = await keys.FindAsync(JournalPages.KeysOf(page), cancellation);
        foreach (var group in page.GroupBy(pages.KindOf))
        {
            var kind = group.Key
                ?? throw new StreamUnreadableException(group.First().Id, 1, $"the event {group.First().Events[0].Event.Type} is unknown.");
            var (rows, rowless) = (new List<IStreamRow>(), new List<StreamId>());
            foreach (var stream in group)
            {
                var (row, snapshot) = await kind.RebuildAsync(stream, found, keys, cancellation);
                await _tables.ReplaceSnapshotAsync(stream.Id, snapshot, cancellation);
                if (row is null)
                    rowless.Add(stream.Id);
                else
                    rows.Add(row);
            }
            if (kind.Rows is not { } table)
                continue;
            await table.RemoveAsync(connection, rowless, cancellation);
            await table.WriteAsync(connection, rows, cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return page.Sum(stream => (long)stream.Events.Count);
    }

    private async Task RemoveOrphansAsync(IRowTable table, int partitions, CancellationToken cancellation)
    {
        for (StreamId? last = null; ;)
        {
            var streams = await table.ListAsync(connection, last, PageSize, cancellation);
            if (streams.Count == 0)
                return;
            last = streams[^1];
            await using var transaction = await _tables.BeginWriteAsync(streams, partitions, cancellation);
            var there = await _tables.FindExistingAsync(streams, cancellation);
            await table.RemoveAsync(connection, [.. streams.Where(stream => !there.Contains(stream))], cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }

    private async Task RemoveOrphanSnapshotsAsync(int partitions, CancellationToken cancellation)
    {
        for (StreamId? last = null; ;)
        {
            var page = await _tables.ListSnapshotVersionsAsync(last, PageSize, cancellation);
            if (page.Count == 0)
                return;
            last = page[^1].Stream;
            var orphans = page.Where(snapshot => !snapshot.There).Select(snapshot => snapshot.Stream).ToList();
            if (orphans.Count == 0)
                continue;
            await using var transaction = await _tables.BeginWriteAsync(orphans, partitions, cancellation);
            foreach (var stream in orphans)
                await _tables.ReplaceSnapshotAsync(stream, null, cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }
}
