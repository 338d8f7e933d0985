using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OrderGrains.GraphQL.Execution;

/// <summary>A bounded cache of validated documents by their text as received.</summary>
/// <remarks>
/// When the younger generation is full, the older is dropped. Documents in use move to the younger, so that a flood of new ones does not
/// evict them.
/// </remarks>
internal sealed class DocumentCache(int capacity, int capacityBytes)
{
    private readonly Lock _gate = new();
    private Generation _young = new();
    private Generation _old = new();

    public int Count => _young.Documents.Count + _old.Documents.Count;

    public bool TryGet(ReadOnlySpan<byte> text, [NotNullWhen(true)] out PreparedDocument? document)
    {
        if (_young.Lookup.TryGetValue(text, out document))
            return true;
        if (!_old.Lookup.TryGetValue(text, out document))
            return false;
        Add(text, document);
        return true;
    }

    public void Add(ReadOnlySpan<byte> text, PreparedDocument document)
    {
        lock (_gate)
        {
            if (!_young.Lookup.TryAdd(text, document))
                return;
            _young.Bytes += Math.Max(text.Length, document.Size);
            if (_young.Documents.Count >= capacity || _young.Bytes >= capacityBytes)
                (_old, _young) = (_young, new());
        }
    }

    private sealed class Generation
    {
        public ConcurrentDictionary<byte[], PreparedDocument> Documents { get; }
        public ConcurrentDictionary<byte[], PreparedDocument>.AlternateLookup<ReadOnlySpan<byte>> Lookup { get; }
        public long Bytes { get; set; }

        public Generation()
        {
            Documents = new(Utf8Comparer.Instance);
            Lookup = Documents.GetAlternateLookup<ReadOnlySpan<byte>>();
        }
    }

    /// <summary>Compares texts by their bytes. The hash is seeded per process, so that nobody can prepare colliding texts.</summary>
    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);
        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());
        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
