namespace OrderGrains.Server.Cli;

/// <summary>Submits a file's lines as a platform would: in batches, several in flight, each repeated with the same identity until it has
/// its answer.</summary>
internal sealed class Importer(ImportClient client, ImportOptions options, ImportQueue queue, ImportResults results, TimeProvider clock)
{
    private static readonly LineError Interrupted = new("INTERRUPTED", null, "The import was interrupted.");
    private volatile StopReason? _stopped;

    /// <summary>Why the import was broken off; null if it was not.</summary>
    public string? Stopped => _stopped?.Error.Message;

    /// <summary>Submits every line of the file, and returns when each that was read has its result.</summary>
    public async Task RunAsync(Stream file, CancellationToken cancellation)
    {
        var workers = Enumerable.Range(0, options.Concurrency).Select(_ => WorkAsync(cancellation)).ToArray();
        try
        {
            await foreach (var line in JsonLines.ReadAsync(file, options.LineBytes, cancellation))
            {
                await queue.AddAsync(line, cancellation);
                if (line.Flaw is { } flaw)
                    results.Add([(line, LineResult.Invalid(flaw))]);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Stop(Interrupted);
        }
        finally
        {
            queue.End();
            await Task.WhenAll(workers);
        }
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        // Not cancelled: what was read gets its result line, even if that is that there was no answer.
        while (await queue.TakeAsync(CancellationToken.None) is { } batch)
            await SubmitAsync(batch, cancellation);
    }

    private async Task SubmitAsync(List<ImportLine> lines, CancellationToken cancellation)
    {
        var patience = new ImportPatience(options, clock);
        while (lines.Count > 0)
        {
            if (_stopped is { } stopped)
            {
                GiveUp(lines, stopped.Error);
                return;
            }
            var reply = cancellation.IsCancellationRequested
                ? new Reply.Unwelcome(Interrupted) : await client.SubmitAsync(lines, cancellation);
            switch (reply)
            {
                case Reply.Answers answers:
                    lines = await RecordAsync(lines, answers, patience, cancellation);
                    break;
                case Reply.Unfit unfit when lines is [var line]:
                    results.Add([(line, LineResult.Invalid(unfit.Error))]);
                    return;
                case Reply.Fault fault when lines is [var line] && patience.Attempts >= options.Attempts:
                    GiveUp([line], fault.Error);
                    return;
                case Reply.Fault when lines.Count == 1 || patience.Attempts < options.Attempts / 2:
                    await patience.PauseAsync(null, cancellation);
                    break;
                case Reply.Unfit or Reply.Fault:
                    // One line may be what spoils it for all: the others must not suffer.
                    await SubmitAsync(lines[..(lines.Count / 2)], cancellation);
                    lines = lines[(lines.Count / 2)..];
                    patience = new ImportPatience(options, clock);
                    break;
                case Reply.NotNow later when !await patience.PauseAsync(later.RetryAfter, cancellation):
                    Stop(later.Error);
                    break;
                case Reply.Unwelcome unwelcome:
                    Stop(unwelcome.Error);
                    break;
            }
        }
    }

    /// <summary>Records the answers, and returns the lines that have to be asked again.</summary>
    private async Task<List<ImportLine>> RecordAsync(List<ImportLine> lines, Reply.Answers answers, ImportPatience patience,
        CancellationToken cancellation)
    {
        results.Add(lines.Zip(answers.Results).Where(x => x.Second.IsAnswer));
        var open = lines.Zip(answers.Results).Where(x => !x.Second.IsAnswer).ToList();
        if (open.Count == 0 || await patience.PauseAsync(answers.RetryAfter, cancellation))
            return open.ConvertAll(x => x.First);
        results.Add(open);
        return [];
    }

    private void GiveUp(List<ImportLine> lines, LineError reason) =>
        results.Add(lines.Select(line => (line, LineResult.Unanswered(reason))));

    private void Stop(LineError reason) => Interlocked.CompareExchange(ref _stopped, new StopReason(reason), null);

    private sealed record StopReason(LineError Error);
}
