namespace OrderGrains.Journal;

/// <summary>A key that encrypts personal data.</summary>
/// <param name="Id">The key's id, which events carry.</param>
/// <param name="Secret">256 bits for AES-GCM.</param>
public sealed record PersonalKey(Guid Id, byte[] Secret);

/// <summary>
/// The keys of personal data, stored separately with their own backup policy. Destroying a key makes its data unreadable.
/// </summary>
public interface IKeyStore
{
    /// <summary>
    /// Returns the current key of a subject (a customer, or a draft without one), creating it durably if there is none. Cached.
    /// </summary>
    ValueTask<PersonalKey> CurrentAsync(Guid subject, CancellationToken cancellation);

    /// <summary>Returns those of the keys that still exist, by id. Cached.</summary>
    ValueTask<IReadOnlyDictionary<Guid, PersonalKey>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation);

    /// <summary>Destroys all keys of the subject.</summary>
    ValueTask DestroyAsync(Guid subject, CancellationToken cancellation);
}
