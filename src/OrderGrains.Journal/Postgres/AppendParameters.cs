using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Journal;

/// <summary>The arguments of <c>append_v1</c>: lists that are filled again for each batch.</summary>
internal sealed class AppendParameters
{
    private readonly List<NpgsqlParameter> _all = [];
    private readonly List<short> _partition;
    private readonly List<Guid> _stream;
    private readonly List<int> _expected;
    private readonly List<int> _count;
    private readonly List<Guid> _command;
    private readonly List<Guid?> _key = [];
    private readonly List<byte[]?> _keyFingerprint = [];
    private readonly NpgsqlParameter<List<Guid?>?> _keys;
    private readonly NpgsqlParameter<List<byte[]?>?> _keyFingerprints;
    private readonly List<int> _eventCommand;
    private readonly List<int> _sequence;
    private readonly List<string> _type;
    private readonly List<short> _schema;
    private readonly List<DateTime> _recordedAt;
    private readonly List<byte[]> _payload;
    private readonly List<byte[]?> _personal;
    private readonly List<Guid?> _keyId;
    private readonly List<byte[]> _facts;
    private readonly List<byte[]?> _fingerprint;
    private readonly List<byte[]> _hash;

    // Adds the parameters in the order of the function's arguments.
    public AppendParameters()
    {
        _partition = Add<short>(NpgsqlDbType.Smallint);
        _stream = Add<Guid>(NpgsqlDbType.Uuid);
        _expected = Add<int>(NpgsqlDbType.Integer);
        _count = Add<int>(NpgsqlDbType.Integer);
        _command = Add<Guid>(NpgsqlDbType.Uuid);
        _keys = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
        _keyFingerprints = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
        _all.Add(_keys);
        _all.Add(_keyFingerprints);
        _eventCommand = Add<int>(NpgsqlDbType.Integer);
        _sequence = Add<int>(NpgsqlDbType.Integer);
        _type = Add<string>(NpgsqlDbType.Text);
        _schema = Add<short>(NpgsqlDbType.Smallint);
        _recordedAt = Add<DateTime>(NpgsqlDbType.TimestampTz);
        _payload = Add<byte[]>(NpgsqlDbType.Bytea);
        _personal = Add<byte[]?>(NpgsqlDbType.Bytea);
        _keyId = Add<Guid?>(NpgsqlDbType.Uuid);
        _facts = Add<byte[]>(NpgsqlDbType.Bytea);
        _fingerprint = Add<byte[]?>(NpgsqlDbType.Bytea);
        _hash = Add<byte[]>(NpgsqlDbType.Bytea);
    }

    public IReadOnlyList<NpgsqlParameter> All => _all;

    /// <summary>Returns placeholders from <paramref name="first"/> on, such as <c>$3,$4</c>.</summary>
    public static string Placeholders(int first, int count) =>
        string.Join(',', Enumerable.Range(first, count).Select(x => string.Create(CultureInfo.InvariantCulture, $"${x}")));

    public void Fill(IReadOnlyList<Append> batch, int partitions)
    {
        Clear();
        var keyed = false;
        for (var i = 0; i < batch.Count; i++)
        {
            var append = batch[i];
            _partition.Add((short)append.Stream.Partition(partitions));
            _stream.Add(append.Stream.Value);
            _expected.Add(append.ExpectedVersion);
            _count.Add(append.Events.Length);
            _command.Add(append.Events[0].CommandId);
            _key.Add(append.Key?.Id);
            _keyFingerprint.Add(append.Key?.Fingerprint);
            keyed |= append.Key is not null;
            for (var e = 0; e < append.Events.Length; e++)
                Fill(append.Events[e], i + 1, e + 1);
        }
        _keys.TypedValue = keyed ? _key : null;
        _keyFingerprints.TypedValue = keyed ? _keyFingerprint : null;
    }

    private void Fill(NewEvent e, int command, int sequence)
    {
        _eventCommand.Add(command);
        _sequence.Add(sequence);
        _type.Add(e.Type);
        _schema.Add(checked((short)e.Schema));
        _recordedAt.Add(e.RecordedAt.UtcDateTime);
        _payload.Add(e.Payload);
        _personal.Add(e.Sealed);
        _keyId.Add(e.KeyId);
        _facts.Add(e.Facts);
        _fingerprint.Add(e.Fingerprint);
        _hash.Add(e.Hash);
    }

    private void Clear()
    {
        _partition.Clear();
        _stream.Clear();
        _expected.Clear();
        _count.Clear();
        _command.Clear();
        _key.Clear();
        _keyFingerprint.Clear();
        _eventCommand.Clear();
        _sequence.Clear();
        _type.Clear();
        _schema.Clear();
        _recordedAt.Clear();
        _payload.Clear();
        _personal.Clear();
        _keyId.Clear();
        _facts.Clear();
        _fingerprint.Clear();
        _hash.Clear();
    }

    private List<T> Add<T>(NpgsqlDbType element)
    {
        var values = new List<T>();
        _all.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element });
        return values;
    }
}
