using System.Security.Cryptography;

namespace OrderGrains.Journal;

/// <summary>Encrypts personal data: AES-256-GCM bound to the stream; the layout is nonce (12 bytes), ciphertext, tag (16 bytes).</summary>
public static class PersonalData
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Encrypts the plaintext.</summary>
    public static byte[] Seal(PersonalKey key, StreamId stream, ReadOnlySpan<byte> plaintext)
    {
        var result = new byte[NonceSize + plaintext.Length + TagSize];
        var nonce = result.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        Span<byte> bound = stackalloc byte[16];
        stream.Value.TryWriteBytes(bound, bigEndian: true, out _);
        using var aes = new AesGcm(key.Secret, TagSize);
        aes.Encrypt(nonce, plaintext, result.AsSpan(NonceSize, plaintext.Length), result.AsSpan(NonceSize + plaintext.Length), bound);
        return result;
    }

    /// <summary>Decrypts the data.</summary>
    /// <exception cref="CryptographicException">The bytes were altered, or belong to another key or stream.</exception>
    public static byte[] Open(PersonalKey key, StreamId stream, ReadOnlySpan<byte> data)
    {
        if (data.Length < NonceSize + TagSize)
            throw new CryptographicException("The sealed data is too short.");
        var plaintext = new byte[data.Length - NonceSize - TagSize];
        Span<byte> bound = stackalloc byte[16];
        stream.Value.TryWriteBytes(bound, bigEndian: true, out _);
        using var aes = new AesGcm(key.Secret, TagSize);
        aes.Decrypt(data[..NonceSize], data[NonceSize..^TagSize], data[^TagSize..], plaintext, bound);
        return plaintext;
    }
}
