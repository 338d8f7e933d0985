using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrderGrains.Domain.Shared;

/// <summary>Ids that are hashes of what they identify: the same thing has the same id wherever it is computed, with nothing to look
/// up.</summary>
public static class Identity
{
    /// <summary>The first 128 bits of the SHA-256 of <paramref name="kind"/> and <paramref name="parts"/>, each with its length before
    /// it.</summary>
    public static Guid Of(string kind, params ReadOnlySpan<string> parts)
    {
        var size = 4 + Encoding.UTF8.GetMaxByteCount(kind.Length);
        foreach (var part in parts)
            size += 4 + Encoding.UTF8.GetMaxByteCount(part.Length);
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var end = Write(rented, 0, kind);
            foreach (var part in parts)
                end = Write(rented, end, part);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(rented.AsSpan(0, end), hash);
            return new Guid(hash[..16], bigEndian: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int Write(byte[] buffer, int at, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, buffer.AsSpan(at + 4));
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(at), length);
        return at + 4 + length;
    }
}
