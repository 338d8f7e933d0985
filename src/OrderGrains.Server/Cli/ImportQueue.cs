namespace OrderGrains.Server.Cli;

/// <summary>The lines that were read and not yet answered: a bounded window over the file, in which lines of one order wait for each
/// other.</summary>
internal sealed class ImportQueue(ImportOptions options)
{
    private readonly Lock _gate = new();
    private readonly Queue<ImportLine> _ready = new();
    private readonly Dictionary<(string Platform, string Reference), Queue<ImportLine>?> _underWay = [];
    private TaskCompletionSource _changed = NewSignal();
    private int _lines;
    private int _waiting;
    private long _bytes;
    private bool _isFull;
    private bool _isEnded;

    /// <summary>Takes a line in as soon as there is room.</summary>
    public async ValueTask AddAsync(ImportLine line, CancellationToken cancellation)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (_lines < options.Window && (_bytes < options.WindowBytes || _lines == 0))
                {
                    _isFull = false;
                    _lines++;
                    _bytes += line.Text.Length;
                    if (line.Flaw is null)
                        Enqueue(line);
                    return;
                }
                if (!_isFull)
                {
                    _isFull = true;
                    Signal();
                }
                change = _changed.Task;
            }
            await change.WaitAsync(cancellation);
        }
    }

    /// <summary>No line will be added.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            Signal();
        }
    }

    /// <summary>The next batch: full, or all there is while no more can be read; null at the end.</summary>
    public async ValueTask<List<ImportLine>?> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (_ready.Count >= options.Batch || _ready.Count > 0 && (_isFull || _isEnded))
                    return Dequeue();
                if (_isEnded && _ready.Count == 0 && _waiting == 0)
                    return null;
                change = _changed.Task;
            }
            await change.WaitAsync(cancellation);
        }
    }

    /// <summary>The line has its answer: the next of the same order may go.</summary>
    public void Answered(ImportLine line)
    {
        lock (_gate)
        {
            _bytes -= line.Text.Length;
            if (line.Identity is { } identity && _underWay.Remove(identity, out var next) && next is { Count: > 0 })
            {
                _waiting--;
                _ready.Enqueue(next.Dequeue());
                _underWay.Add(identity, next);
            }
            Signal();
        }
    }

    /// <summary>The results of so many lines are written: as many may be read.</summary>
    public void Written(int lines)
    {
        lock (_gate)
        {
            _lines -= lines;
            Signal();
        }
    }

    private void Enqueue(ImportLine line)
    {
        if (line.Identity is { } identity && !_underWay.TryAdd(identity, null))
        {
            _waiting++;
            (_underWay[identity] ??= new()).Enqueue(line);
            return;
        }
        _ready.Enqueue(line);
        if (_ready.Count == options.Batch)
            Signal();
    }

    private List<ImportLine> Dequeue()
    {
        List<ImportLine> batch = new(Math.Min(options.Batch, _ready.Count));
        var bytes = 0L;
        while (batch.Count < options.Batch && _ready.TryPeek(out var next)
            && (batch.Count == 0 || bytes + next.Text.Length <= options.BatchBytes))
        {
            batch.Add(_ready.Dequeue());
            bytes += next.Text.Length;
        }
        return batch;
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
