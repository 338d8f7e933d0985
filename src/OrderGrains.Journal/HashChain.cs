using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrderGrains.Journal;

/// <summary>The hash chain of a stream: each hash covers the event and the previous hash, so that tampering is detected.</summary>
public static class HashChain
{
    /// <summary>The hash before a stream's first event: 32 zero bytes.</summary>
    public static byte[] Start { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>Computes an event's hash: SHA-256 over the previous hash and each field of the event, prefixed with its length.</summary>
    /// <remarks>Ignores <see cref="NewEvent.Hash"/>.</remarks>
    /// <param name="previous">The hash of the event before, or <see cref="Start"/>.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="version">The event's number in the stream.</param>
    /// <param name="event">The event.</param>
    /// <param name="hash">Receives the 32 bytes.</param>
    public static void ComputeNext(ReadOnlySpan<byte> previous, StreamId stream, int version, NewEvent @event, Span<byte> hash)
    {
        var variable = Encoding.UTF8.GetMaxByteCount(@event.Type.Length) + @event.Payload.Length + (@event.Sealed?.Length ?? 0)
            + @event.Facts.Length + (@event.Fingerprint?.Length ?? 0);
        var rented = ArrayPool<byte>.Shared.Rent(previous.Length + variable + 128);
        try
        {
            var to = new Fields(rented);
            to.Raw(previous);
            to.Field(stream.Value);
            to.Field(version);
            to.Field(@event.Type);
            to.Field(@event.Schema);
            to.Field(@event.CommandId);
            to.Field(@event.RecordedAt.ToUnixTimeMilliseconds());
            to.Field(@event.Payload);
            to.Field(@event.Sealed);
            to.Field(@event.KeyId);
            to.Field(@event.Facts);
            to.Field(@event.Fingerprint);
            SHA256.HashData(rented.AsSpan(0, to.Length), hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Whether a stored event has the right hash.</summary>
    public static bool IsValid(ReadOnlySpan<byte> previous, StreamId stream, int version, NewEvent @event)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ComputeNext(previous, stream, version, @event, hash);
        return hash.SequenceEqual(@event.Hash);
    }

    /// <summary>Whether a stored event, or the one before it, was altered.</summary>
    /// <param name="previous">The stored hash of the previous event; null if there is none.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="version">The event's number in the stream.</param>
    /// <param name="event">The event as stored.</param>
    internal static bool IsBroken(byte[]? previous, StreamId stream, int version, NewEvent @event) =>
        (version == 1 ? Start : previous) is not { } before || !IsValid(before, stream, version, @event);

    /// <summary>Writes fields one after another, big-endian, each prefixed with its length; −1 stands for null.</summary>
    private ref struct Fields(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;

        public int Length { get; private set; }

        public void Raw(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_buffer[Length..]);
            Length += bytes.Length;
        }

        public void Field(byte[]? bytes)
        {
            Prefix(bytes?.Length ?? -1);
            Raw(bytes);
        }

        public void Field(int value)
        {
            Prefix(sizeof(int));
            Prefix(value);
        }

        public void Field(long value)
        {
            Prefix(sizeof(long));
            BinaryPrimitives.WriteInt64BigEndian(_buffer[Length..], value);
            Length += sizeof(long);
        }

        public void Field(Guid? value)
        {
            Prefix(value is null ? -1 : 16);
            if (value is { } guid && guid.TryWriteBytes(_buffer[Length..], bigEndian: true, out var written))
                Length += written;
        }

        public void Field(string text)
        {
            var length = Encoding.UTF8.GetBytes(text, _buffer[(Length + sizeof(int))..]);
            Prefix(length);
            Length += length;
        }

        private void Prefix(int value)
        {
            BinaryPrimitives.WriteInt32BigEndian(_buffer[Length..], value);
            Length += sizeof(int);
        }
    }
}
