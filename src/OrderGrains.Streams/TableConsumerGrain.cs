using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>
/// A consumer that makes tables of the events. What an event changes there and how far the consumer is are one transaction: each event has its effect exactly once, also when
/// the process dies, the stream delivers twice, or a second activation lives for a moment.
/// </summary>
/// <typeparam name="TEffect">What an event means to this consumer.</typeparam>
public abstract class TableConsumerGrain<TEffect>(string kind, IJournal journal, ConsumerTables tables, TimeProvider clock, ILogger logger)
    : ConsumerGrain<TEffect>(kind, journal, clock, logger)
    where TEffect : class
{
    private const string Find = "select position, parked, version from consumer_position where kind = @kind and partition = @partition";

    // The first write of a partition inserts; every other names the version that it read.
    private const string Insert = """
        insert into consumer_position (kind, partition, position, parked, version) values (@kind, @partition, @position, @parked, 1)
        on conflict (kind, partition) do nothing
        """;
    private const string Update = """
        update consumer_position set position = @position, parked = @parked, version = version + 1 where kind = @kind and partition = @partition and version = @version
        """;

    // What a crash of the database takes back is made again from the journal, position and effects alike: nobody waits for the disk.
    private const string Hurry = "set local synchronous_commit = off; ";

    // Once nothing more is written, the last of it is made sure of, so that a crash is noticed also where no other event comes.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private int _version;
    private IGrainTimer? _makingSure;

    /// <summary>The name that its positions are stored under. Where another version of the program makes something else of the same events, it takes another name, and begins
    /// with the first event; an older version beside it goes on under its own.</summary>
    protected virtual string StoredName => Kind;

    /// <summary>What differs between the stores in statements.</summary>
    protected SqlDialect Dialect => tables.Dialect;

    /// <summary>Writes the effects into the consumer's tables.</summary>
    /// <param name="transaction">The transaction, which is committed with the position.</param>
    /// <param name="effects">The effects, in the order of their events; an event's may be newer than those of events that were parked before it.</param>
    protected abstract Task ApplyAsync(DbTransaction transaction, IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects);

    /// <summary>Removes what the consumer's tables hold of this partition, since it is made anew.</summary>
    protected abstract Task ClearAsync(DbTransaction transaction);

    /// <inheritdoc/>
    protected sealed override async Task<ConsumerCheckpoint> LoadAsync(CancellationToken cancellation)
    {
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = Find;
        Identify(command);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            _version = 0;
            return ConsumerCheckpoint.Start;
        }
        _version = reader.GetInt32(2);
        MakeSureLater();
        return new(reader.GetInt64(0), JsonSerializer.Deserialize(reader.GetString(1), ParkedEventsJson.Default.ImmutableArrayParkedEvent));
    }

    /// <inheritdoc/>
    protected sealed override Task ApplyAsync(IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate) =>
        WriteAsync(checkpoint, transaction => effects.Count == 0 ? Task.CompletedTask : ApplyAsync(transaction, effects));

    /// <inheritdoc/>
    protected sealed override Task ResetAsync() => WriteAsync(ConsumerCheckpoint.Start, ClearAsync);

    /// <summary>Writes what no event has caused, such as what is due, by the same rules: only the activation that has the newest position writes.</summary>
    protected Task WriteAsync(Func<DbTransaction, Task> write) => WriteAsync(Checkpoint, write);

    /// <summary>A statement in the transaction, without parameters yet.</summary>
    protected static DbCommand Command(DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand(); // Not null: the transaction is open.
        (command.Transaction, command.CommandText) = (transaction, sql);
        return command;
    }

    private async Task WriteAsync(ConsumerCheckpoint checkpoint, Func<DbTransaction, Task> write)
    {
        if (!await TryWriteAsync(checkpoint, write, Dialect == SqlDialect.Postgres ? Hurry : ""))
            throw await LoseAsync();
        MakeSureLater();
    }

    // The position comes first: its row is the lock that a second activation waits for.
    private async Task<bool> TryWriteAsync(ConsumerCheckpoint checkpoint, Func<DbTransaction, Task> write, string manner)
    {
        using var turn = await tables.TurnAsync();
        await using var connection = await tables.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = Command(transaction, manner + (_version == 0 ? Insert : Update)))
        {
            Identify(command);
            Dialect.Add(command, "position", checkpoint.Position);
            Dialect.Add(command, "parked", JsonSerializer.Serialize(checkpoint.Parked, ParkedEventsJson.Default.ImmutableArrayParkedEvent));
            if (_version > 0)
                Dialect.Add(command, "version", _version);
            if (await command.ExecuteNonQueryAsync() != 1)
                return false;
        }
        await write(transaction);
        await transaction.CommitAsync();
        _version++;
        return true;
    }

    // Another activation has written since, or this one did without hearing of it: the next finds how far it is. Or the store is behind this one, as after a crash of the
    // database: then this one goes back.
    private async Task<Exception> LoseAsync()
    {
        var known = _version;
        var stored = await LoadAsync(CancellationToken.None);
        if (_version > known)
        {
            DeactivateOnIdle();
            this.AsReference<IJournalConsumer>().CheckpointAsync().Ignore(); // Wakes the next, since what a consumer does by itself, such as sweeping, waits for no event.
            return new ConsumerOvertakenException(Kind, Partition);
        }
        GoBackTo(stored);
        return new EffectsTakenBackException(Kind, Partition, stored.Position);
    }

    private void MakeSureLater()
    {
        if (Dialect != SqlDialect.Postgres)
            return;
        _makingSure ??= this.RegisterGrainTimer(_ => MakeSureAsync(), new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = false });
        _makingSure.Change(Quiet, Quiet);
    }

    // A write that waits for the disk: when it is there, so is everything before it.
    private async Task MakeSureAsync()
    {
        try
        {
            if (await TryWriteAsync(Checkpoint, _ => Task.CompletedTask, manner: ""))
                _makingSure!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan); // It ticks only after it was made.
            else
                await LoseAsync();
        }
        catch (DbException)
        {
            // The database is away, as others say louder; it is tried again.
        }
    }

    private void Identify(DbCommand command)
    {
        Dialect.Add(command, "kind", StoredName);
        Dialect.Add(command, "partition", Partition);
    }
}

/// <summary>Another activation of the consumer has gone on; nothing was written by this one.</summary>
public sealed class ConsumerOvertakenException(string kind, int partition)
    : Exception($"Another activation of the {kind} of partition {partition} has gone on; what this one had is applied there.");

/// <summary>The store is behind the consumer, as after a crash of the database; nothing was written, and the consumer has gone back.</summary>
internal sealed class EffectsTakenBackException(string kind, int partition, long position)
    : Exception($"What the {kind} of partition {partition} had made of the events after {position} was taken back by the database, and is made again.");

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImmutableArray<ParkedEvent>))]
internal sealed partial class ParkedEventsJson : JsonSerializerContext;
