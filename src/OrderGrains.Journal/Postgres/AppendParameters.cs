using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Journal;

/// <summary>The arguments of <c>append_v1</c>: lists that are filled again for each batch.</summary>
internal sealed class AppendParameters
{
    private readonly List<NpgsqlParameter> all = [];
    private readonly List<short> partition;
    private readonly List<Guid> stream;
    private readonly List<int> expected;
    private readonly List<int> count;
    private readonly List<Guid> command;
    private readonly List<Guid?> key = [];
    private readonly List<byte[]?> keyFingerprint = [];
    private readonly NpgsqlParameter<List<Guid?>?> keys;
    private readonly NpgsqlParameter<List<byte[]?>?> keyFingerprints;
    private readonly List<int> eventCommand;
    private readonly List<string> type;
    private readonly List<short> schema;
    private readonly List<DateTime> recordedAt;
    private readonly List<byte[]> payload;
    private readonly List<byte[]?> personal;
    private readonly List<Guid?> keyId;
    private readonly List<byte[]> facts;
    private readonly List<byte[]?> fingerprint;
    private readonly List<byte[]> hash;

    // In the order of the function's arguments.
    public AppendParameters()
    {
        partition = Add<short>(NpgsqlDbType.Smallint);
        stream = Add<Guid>(NpgsqlDbType.Uuid);
        expected = Add<int>(NpgsqlDbType.Integer);
        count = Add<int>(NpgsqlDbType.Integer);
        command = Add<Guid>(NpgsqlDbType.Uuid);
        keys = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
        keyFingerprints = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
        all.Add(keys);
        all.Add(keyFingerprints);
        eventCommand = Add<int>(NpgsqlDbType.Integer);
        type = Add<string>(NpgsqlDbType.Text);
        schema = Add<short>(NpgsqlDbType.Smallint);
        recordedAt = Add<DateTime>(NpgsqlDbType.TimestampTz);
        payload = Add<byte[]>(NpgsqlDbType.Bytea);
        personal = Add<byte[]?>(NpgsqlDbType.Bytea);
        keyId = Add<Guid?>(NpgsqlDbType.Uuid);
        facts = Add<byte[]>(NpgsqlDbType.Bytea);
        fingerprint = Add<byte[]?>(NpgsqlDbType.Bytea);
        hash = Add<byte[]>(NpgsqlDbType.Bytea);
    }

    public IReadOnlyList<NpgsqlParameter> All => all;

    /// <summary>Placeholders from <paramref name="first"/>, such as <c>$3,$4</c>.</summary>
    public static string Placeholders(int first, int count) => string.Join(',', Enumerable.Range(first, count).Select(x => string.Create(CultureInfo.InvariantCulture, $"${x}")));

    public void Fill(IReadOnlyList<Append> batch, int partitions)
    {
        Clear();
        var keyed = false;
        for (var i = 0; i < batch.Count; i++)
        {
            var append = batch[i];
            partition.Add((short)append.Stream.Partition(partitions));
            stream.Add(append.Stream.Value);
            expected.Add(append.ExpectedVersion);
            count.Add(append.Events.Length);
            command.Add(append.Events[0].CommandId);
            key.Add(append.Key?.Id);
            keyFingerprint.Add(append.Key?.Fingerprint);
            keyed |= append.Key is not null;
            foreach (var e in append.Events)
                Fill(e, i + 1);
        }
        keys.TypedValue = keyed ? key : null;
        keyFingerprints.TypedValue = keyed ? keyFingerprint : null;
    }

    private void Fill(NewEvent e, int ordinal)
    {
        eventCommand.Add(ordinal);
        type.Add(e.Type);
        schema.Add(checked((short)e.Schema));
        recordedAt.Add(e.RecordedAt.UtcDateTime);
        payload.Add(e.Payload);
        personal.Add(e.Sealed);
        keyId.Add(e.KeyId);
        facts.Add(e.Facts);
        fingerprint.Add(e.Fingerprint);
        hash.Add(e.Hash);
    }

    private void Clear()
    {
        partition.Clear();
        stream.Clear();
        expected.Clear();
        count.Clear();
        command.Clear();
        key.Clear();
        keyFingerprint.Clear();
        eventCommand.Clear();
        type.Clear();
        schema.Clear();
        recordedAt.Clear();
        payload.Clear();
        personal.Clear();
        keyId.Clear();
        facts.Clear();
        fingerprint.Clear();
        hash.Clear();
    }

    private List<T> Add<T>(NpgsqlDbType element)
    {
        var values = new List<T>();
        all.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element });
        return values;
    }
}
