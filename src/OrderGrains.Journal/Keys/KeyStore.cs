using System.Security.Cryptography;

namespace OrderGrains.Journal;

/// <summary>
/// A key store over a table: keeps keys in memory for a while, and makes the new keys of many callers with one write at a time. Another process' destruction of a key is
/// seen here after <see cref="KeyCache.Lifetime"/> at most.
/// </summary>
public abstract class KeyStore : IKeyStore
{
    private const int Attempts = 3;

    private readonly TimeProvider _clock;
    private readonly KeyCache _cache;
    private readonly Lock _lock = new();
    private Dictionary<Guid, TaskCompletionSource<PersonalKey>> _wanted = [];
    private bool _writing;

    /// <summary>The component of the schema that holds the keys; in the journal's database or in one of its own.</summary>
    public static SchemaComponent Schema { get; } = SchemaComponent.FromResources(
        "keys", typeof(KeyStore), ["OrderGrains.Journal.Keys.keys.postgres.1.sql"], ["OrderGrains.Journal.Keys.keys.sqlite.1.sql"]);

    private protected KeyStore(TimeProvider clock, int capacity = KeyCache.DefaultCapacity) => (_clock, _cache) = (clock, new(clock, capacity));

    /// <inheritdoc/>
    public ValueTask<PersonalKey> CurrentAsync(Guid subject, CancellationToken cancellation) =>
        _cache.OfSubject(subject) is { } key ? new(key) : new(WantAsync(subject).WaitAsync(cancellation));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<Guid, PersonalKey>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var found = new Dictionary<Guid, PersonalKey>(ids.Count);
        List<Guid>? missing = null;
        foreach (var id in ids)
        {
            if (_cache.OfId(id) is { } key)
                found[id] = key;
            else
                (missing ??= []).Add(id);
        }
        if (missing is null)
            return found;
        var reading = _cache.Begin();
        foreach (var key in await ReadAsync(missing, cancellation))
        {
            _cache.Add(reading, key);
            found[key.Id] = key;
        }
        return found;
    }

    /// <inheritdoc/>
    public async ValueTask DestroyAsync(Guid subject, CancellationToken cancellation)
    {
        await EraseAsync(subject, _clock.GetUtcNow(), cancellation);
        _cache.Clear(); // The ids of the subject's older keys are not known here, and the rest comes back with the next use.
    }

    /// <summary>Inserts the candidates whose subjects have no current key; the current keys of all, durably. Subjects come sorted, so that two processes lock them in one order.</summary>
    private protected abstract Task<IReadOnlyList<(Guid Subject, PersonalKey Key)>> EnsureAsync(
        IReadOnlyList<(Guid Subject, PersonalKey Key)> candidates, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Reads the keys of these ids that are not destroyed.</summary>
    private protected abstract Task<IReadOnlyList<PersonalKey>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation);

    /// <summary>Removes the secrets of every key of the subject.</summary>
    private protected abstract Task EraseAsync(Guid subject, DateTimeOffset at, CancellationToken cancellation);

    private Task<PersonalKey> WantAsync(Guid subject)
    {
        lock (_lock)
        {
            if (!_wanted.TryGetValue(subject, out var waiting))
                _wanted.Add(subject, waiting = new(TaskCreationOptions.RunContinuationsAsynchronously));
            if (!_writing)
            {
                _writing = true;
                _ = Task.Run(WriteAsync);
            }
            return waiting.Task;
        }
    }

    /// <summary>Writes what is wanted, until nothing is; meanwhile the next batch collects.</summary>
    private async Task WriteAsync()
    {
        while (true)
        {
            Dictionary<Guid, TaskCompletionSource<PersonalKey>> batch;
            lock (_lock)
            {
                if (_wanted.Count == 0)
                {
                    _writing = false;
                    return;
                }
                (batch, _wanted) = (_wanted, []);
            }
            await WriteAsync(batch);
        }
    }

    private async Task WriteAsync(Dictionary<Guid, TaskCompletionSource<PersonalKey>> batch)
    {
        var at = _clock.GetUtcNow();
        try
        {
            // A key that is destroyed between its insertion and its reading back is missing, and made again.
            for (var attempt = 0; batch.Count > 0; attempt++)
            {
                if (attempt == Attempts)
                    throw new JournalUnavailableException("New keys vanish from the key store.");
                var reading = _cache.Begin();
                var candidates = batch.Keys.Order().Select(subject => (subject, new PersonalKey(Guid.CreateVersion7(at), RandomNumberGenerator.GetBytes(32)))).ToList();
                foreach (var (subject, key) in await EnsureAsync(candidates, at, CancellationToken.None))
                {
                    _cache.Add(reading, key, subject);
                    if (batch.Remove(subject, out var waiting))
                        waiting.SetResult(key);
                }
            }
        }
        catch (Exception e)
        {
            foreach (var waiting in batch.Values)
                waiting.SetException(e);
        }
    }
}
