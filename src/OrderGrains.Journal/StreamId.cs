namespace OrderGrains.Journal;

/// <summary>The id of a record's stream: 128 bits that are a hash of what the record is, so that ids spread evenly over partitions.</summary>
[GenerateSerializer, Immutable, Alias("og.journal.stream")]
public readonly record struct StreamId([property: Id(0)] Guid Value)
{
    /// <summary>The partition of the stream: stable for as long as the number of partitions is, which is fixed when the journal is created.</summary>
    public int Partition(int partitions)
    {
        Span<byte> bytes = stackalloc byte[16];
        Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) % (uint)partitions);
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}
