namespace OrderGrains.Journal;

/// <summary>A key that personal data are encrypted with.</summary>
/// <param name="Id">The key's id, which events carry.</param>
/// <param name="Secret">256 bits for AES-GCM.</param>
public sealed record PersonalKey(Guid Id, byte[] Secret);

/// <summary>The keys of personal data, in a store of their own with a backup rule of its own. Destroying a key makes what it encrypted unreadable for ever.</summary>
public interface IKeyStore
{
    /// <summary>The current key of a subject (a customer, or a draft without one), made and durable before the answer if there was none. Cached.</summary>
    ValueTask<PersonalKey> CurrentAsync(Guid subject, CancellationToken cancellation);

    /// <summary>The keys that still exist, by id. Cached.</summary>
    ValueTask<IReadOnlyDictionary<Guid, PersonalKey>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation);

    /// <summary>Destroys every key of the subject.</summary>
    ValueTask DestroyAsync(Guid subject, CancellationToken cancellation);
}
