using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>Writes batches to a SQLite file on the writer thread, each in one transaction.</summary>
/// <remarks>After a failure it starts again with a new connection.</remarks>
internal sealed class SqliteBatchWriter(SqliteWriter writer) : IBatchWriter
{
    public async ValueTask<BatchOutcome> WriteAsync(IReadOnlyList<Append> batch, AppendResult[] results) =>
        await writer.Thread.RunAsync(() => Write(batch, results), continueInline: true);

    public async ValueTask<BatchOutcome> ResolveAsync(IReadOnlyList<Append> batch, AppendResult?[] found) =>
        await writer.Thread.RunAsync(() => Resolve(batch, found));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // The journal owns the writer.

    private BatchOutcome Write(IReadOnlyList<Append> batch, AppendResult[] results)
    {
        var committing = false;
        try
        {
            var session = writer.Open();
            session.Begin();
            for (var i = 0; i < batch.Count; i++)
                results[i] = session.Write(batch[i]);
            committing = true;
            session.Commit();
            return BatchOutcome.Decided;
        }
        catch (Exception e)
        {
            var rolledBack = writer.Abandon(e);
            return new(rolledBack || !committing ? SqliteWriter.MapFault(e) : BatchEnd.Unknown, e);
        }
    }

    private BatchOutcome Resolve(IReadOnlyList<Append> batch, AppendResult?[] found)
    {
        try
        {
            var session = writer.Open();
            for (var i = 0; i < batch.Count; i++)
                found[i] = session.Find(batch[i]);
            return BatchOutcome.Decided;
        }
        catch (Exception e)
        {
            writer.Abandon(e);
            return new(BatchEnd.Unreachable, e);
        }
    }
}
