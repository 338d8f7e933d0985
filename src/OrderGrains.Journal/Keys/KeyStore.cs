using System.Security.Cryptography;

namespace OrderGrains.Journal;

/// <summary>A key store over a table, which caches keys and creates the new keys of many callers in one write at a time.</summary>
/// <remarks>It notices a key's destruction by another process after at most <see cref="KeyCache.Lifetime"/>.</remarks>
public abstract class KeyStore : IKeyStore
{
    private const int Attempts = 3;

    private readonly TimeProvider _clock;
    private readonly KeyCache _cache;
    private readonly Lock _lock = new();
    private Dictionary<Guid, TaskCompletionSource<PersonalKey>> _requested = [];
    private bool _writing;

    /// <summary>The schema component of the keys, in the journal's database or a separate one.</summary>
    public static SchemaComponent Schema { get; } = SchemaComponent.FromResources(
        "keys", typeof(KeyStore), ["OrderGrains.Journal.Keys.keys.postgres.1.sql"], ["OrderGrains.Journal.Keys.keys.sqlite.1.sql"]);

    private protected KeyStore(TimeProvider clock, int capacity = KeyCache.DefaultCapacity) =>
        (_clock, _cache) = (clock, new(clock, capacity));

    /// <inheritdoc/>
    public ValueTask<PersonalKey> CurrentAsync(Guid subject, CancellationToken cancellation) =>
        _cache.FindBySubject(subject) is { } key ? new(key) : new(RequestAsync(subject).WaitAsync(cancellation));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<Guid, PersonalKey>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var found = new Dictionary<Guid, PersonalKey>(ids.Count);
        List<Guid>? missing = null;
        foreach (var id in ids)
        {
            if (_cache.FindById(id) is { } key)
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
        _cache.Clear(); // The ids of the subject's older keys are unknown here, and other keys return with their next use.
    }

    /// <summary>Inserts candidates whose subjects have no current key, and returns the current keys of all subjects, durably.</summary>
    /// <remarks>The subjects are sorted, so that two processes lock them in the same order.</remarks>
    private protected abstract Task<IReadOnlyList<(Guid Subject, PersonalKey Key)>> EnsureAsync(
        IReadOnlyList<(Guid Subject, PersonalKey Key)> candidates, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Reads those of the keys that are not destroyed.</summary>
    private protected abstract Task<IReadOnlyList<PersonalKey>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation);

    /// <summary>Deletes the secrets of all keys of the subject.</summary>
    private protected abstract Task EraseAsync(Guid subject, DateTimeOffset at, CancellationToken cancellation);

    private Task<PersonalKey> RequestAsync(Guid subject)
    {
        lock (_lock)
        {
            if (!_requested.TryGetValue(subject, out var waiting))
                _requested.Add(subject, waiting = new(TaskCreationOptions.RunContinuationsAsynchronously));
            if (!_writing)
            {
                _writing = true;
                _ = Task.Run(WriteAsync);
            }
            return waiting.Task;
        }
    }

    /// <summary>Writes requested keys until none is left; meanwhile the next batch gathers.</summary>
    private async Task WriteAsync()
    {
        while (true)
        {
            Dictionary<Guid, TaskCompletionSource<PersonalKey>> batch;
            lock (_lock)
            {
                if (_requested.Count == 0)
                {
                    _writing = false;
                    return;
                }
                (batch, _requested) = (_requested, []);
            }
            await WriteAsync(batch);
        }
    }

    private async Task WriteAsync(Dictionary<Guid, TaskCompletionSource<PersonalKey>> batch)
    {
        var at = _clock.GetUtcNow();
        try
        {
            // A key that is destroyed between being inserted and being read is missing, and created again.
            for (var attempt = 0; batch.Count > 0; attempt++)
            {
                if (attempt == Attempts)
                    throw new JournalUnavailableException("The key store does not return the keys it has just created.");
                var reading = _cache.Begin();
                var subjects = batch.Keys.Order();
                var candidates = subjects.Select(subject => (subject, CreateKey(at))).ToList();
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

    private static PersonalKey CreateKey(DateTimeOffset at) => new(Guid.CreateVersion7(at), RandomNumberGenerator.GetBytes(32));
}
