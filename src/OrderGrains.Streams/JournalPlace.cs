using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace OrderGrains.Streams;

/// <summary>What the positions of a <see cref="JournalPlace"/> count.</summary>
public enum PlaceKind : byte
{
    /// <summary>The journal's events.</summary>
    Events = 1,
    /// <summary>Notifications.</summary>
    Notifications = 2,
}

/// <summary>An immutable place in the whole journal, or in data derived from it: a position for each partition.</summary>
public sealed class JournalPlace
{
    private const int MaxNumberBytes = 10;
    private const int MaxTextLength = 16 << 10;
    private readonly long[] _positions;
    private string? _text;

    private JournalPlace(long[] positions) => _positions = positions;

    /// <summary>Creates a place from one position for each partition.</summary>
    public JournalPlace(params ReadOnlySpan<long> positions) => _positions = positions.ToArray();

    /// <summary>The position in a partition.</summary>
    public long this[int partition] => _positions[partition];

    /// <summary>The number of partitions.</summary>
    public int Partitions => _positions.Length;

    /// <summary>Returns this place with another position in one partition.</summary>
    public JournalPlace With(int partition, long position)
    {
        var positions = _positions.AsSpan().ToArray();
        positions[partition] = position;
        return new(positions);
    }

    /// <summary>Returns the later position of both places in each partition.</summary>
    public JournalPlace Max(JournalPlace other)
    {
        var positions = new long[_positions.Length];
        for (var i = 0; i < positions.Length; i++)
            positions[i] = Math.Max(_positions[i], other._positions[i]);
        return new(positions);
    }

    /// <summary>Whether the other place is at least as far in every partition.</summary>
    public bool IsWithin(JournalPlace other)
    {
        for (var i = 0; i < _positions.Length; i++)
        {
            if (_positions[i] > other._positions[i])
                return false;
        }
        return true;
    }

    /// <summary>Returns the number of events between this place and a later one.</summary>
    public long EventsTo(JournalPlace later)
    {
        var events = 0L;
        for (var i = 0; i < _positions.Length; i++)
            events += Math.Max(0, later._positions[i] - _positions[i]);
        return events;
    }

    /// <summary>Encodes the place as an opaque cursor for clients.</summary>
    public string Encode(PlaceKind kind) => _text ??= Format(kind);

    /// <summary>Decodes a cursor of that kind, with that many partitions.</summary>
    public static bool TryDecode(string text, PlaceKind kind, int partitions, [NotNullWhen(true)] out JournalPlace? place)
    {
        place = null;
        if (text.Length > MaxTextLength || !Base64Url.IsValid(text))
            return false;
        var bytes = Base64Url.DecodeFromChars(text).AsSpan();
        if (bytes is not [var first, ..] || first != (byte)kind)
            return false;
        bytes = bytes[1..];
        var positions = new long[partitions];
        for (var i = 0; i < partitions; i++)
        {
            if (!TryRead(ref bytes, out positions[i]))
                return false;
        }
        if (!bytes.IsEmpty)
            return false;
        place = new(positions);
        return true;
    }

    private string Format(PlaceKind kind)
    {
        var bytes = new byte[1 + _positions.Length * MaxNumberBytes];
        bytes[0] = (byte)kind;
        var length = 1;
        foreach (var position in _positions)
        {
            var rest = (ulong)position;
            for (; rest >= 0x80; rest >>= 7)
                bytes[length++] = (byte)(rest | 0x80);
            bytes[length++] = (byte)rest;
        }
        return Base64Url.EncodeToString(bytes.AsSpan(0, length));
    }

    private static bool TryRead(ref Span<byte> bytes, out long number)
    {
        number = 0;
        for (var i = 0; i < Math.Min(bytes.Length, MaxNumberBytes - 1); i++)
        {
            number |= (long)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }
}
