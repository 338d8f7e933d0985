using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace OrderGrains.Streams;

/// <summary>What the positions of a place count.</summary>
public enum PlaceKind : byte
{
    /// <summary>The journal's events.</summary>
    Events = 1,
    /// <summary>Notifications.</summary>
    Notifications = 2,
}

/// <summary>A place in the whole journal, or in what is made of it: the position in each partition. Immutable.</summary>
public sealed class JournalPlace
{
    private const int LongestNumber = 10;
    private const int LongestText = 16 << 10;
    private readonly long[] _positions;
    private string? _text;

    private JournalPlace(long[] positions) => _positions = positions;

    /// <summary>The place with these positions, one for each partition.</summary>
    public JournalPlace(params ReadOnlySpan<long> positions) => _positions = positions.ToArray();

    /// <summary>The position in a partition.</summary>
    public long this[int partition] => _positions[partition];

    /// <summary>The number of partitions.</summary>
    public int Partitions => _positions.Length;

    /// <summary>This place with another position in one partition.</summary>
    public JournalPlace With(int partition, long position)
    {
        var positions = _positions.AsSpan().ToArray();
        positions[partition] = position;
        return new(positions);
    }

    /// <summary>The place that is as far as both in each partition.</summary>
    public JournalPlace Max(JournalPlace other)
    {
        var positions = new long[_positions.Length];
        for (var i = 0; i < positions.Length; i++)
            positions[i] = Math.Max(_positions[i], other._positions[i]);
        return new(positions);
    }

    /// <summary>Whether the other place is as far in every partition.</summary>
    public bool IsWithin(JournalPlace other)
    {
        for (var i = 0; i < _positions.Length; i++)
        {
            if (_positions[i] > other._positions[i])
                return false;
        }
        return true;
    }

    /// <summary>How many events lie between here and a later place.</summary>
    public long EventsTo(JournalPlace later)
    {
        var events = 0L;
        for (var i = 0; i < _positions.Length; i++)
            events += Math.Max(0, later._positions[i] - _positions[i]);
        return events;
    }

    /// <summary>The place as clients see it: opaque.</summary>
    public string Encode(PlaceKind kind) => _text ??= Text(kind);

    /// <summary>Reads a place of that kind, with that many partitions.</summary>
    public static bool TryDecode(string text, PlaceKind kind, int partitions, [NotNullWhen(true)] out JournalPlace? place)
    {
        place = null;
        if (text.Length > LongestText || !Base64Url.IsValid(text))
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

    private string Text(PlaceKind kind)
    {
        var bytes = new byte[1 + _positions.Length * LongestNumber];
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
        for (var i = 0; i < Math.Min(bytes.Length, LongestNumber - 1); i++)
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
