namespace OrderGrains.Journal;

/// <summary>The id of a record's stream: a 128-bit hash of the record's identity, so that ids spread evenly over partitions.</summary>
[GenerateSerializer, Immutable, Alias("og.journal.stream")]
public readonly record struct StreamId([property: Id(0)] Guid Value)
{
    /// <summary>Returns the partition of the stream; stable, since the number of partitions is fixed when the journal is created.</summary>
    public int Partition(int partitions)
    {
        Span<byte> bytes = stackalloc byte[16];
        Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) % (uint)partitions);
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}
