using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>A consumer that derives tables from the events.</summary>
/// <remarks>
/// An event's changes and the checkpoint are one transaction. So each event takes effect exactly once, even if the process dies, the stream
/// delivers twice, or a second activation exists for a moment.
/// </remarks>
/// <typeparam name="TEffect">What an event means to this consumer.</typeparam>
public abstract class TableConsumerGrain<TEffect>(string kind, IJournal journal, ConsumerTables tables, TimeProvider clock, ILogger logger)
    : ConsumerGrain<TEffect>(kind, journal, clock, logger)
    where TEffect : class
{
    private const string Find = "select position, parked, version from consumer_position where kind = @kind and partition = @partition";

    // The first write of a partition inserts; every later one names the version that it read.
    private const string Insert = """
        insert into consumer_position (kind, partition, position, parked, version) values (@kind, @partition, @position, @parked, 1)
        on conflict (kind, partition) do nothing
        """;
    private const string Update = """
        update consumer_position set position = @position, parked = @parked, version = version + 1
        where kind = @kind and partition = @partition and version = @version
        """;

    // Nobody waits for the disk: if a crash of the database loses a checkpoint, it loses the effects too, and the consumer applies them
    // again.
    private const string AsyncCommit = "set local synchronous_commit = off; ";

    // After a quiet period the consumer flushes its last write, so that it notices a loss even if no event follows.
    private static readonly TimeSpan FlushDelay = TimeSpan.FromSeconds(2);

    private int _version;
    private IGrainTimer? _flushTimer;

    /// <summary>The name under which its checkpoints are stored.</summary>
    /// <remarks>
    /// A version of the program that derives something else from the same events takes a new name and begins with the first event; an older
    /// version beside it goes on under its own name.
    /// </remarks>
    protected virtual string StoredName => Kind;

    /// <summary>The SQL dialect of the store.</summary>
    protected SqlDialect Dialect => tables.Dialect;

    /// <summary>Writes the effects into the consumer's tables.</summary>
    /// <param name="transaction">The transaction, which is committed with the checkpoint.</param>
    /// <param name="effects">The effects in the order of their events; those of parked events come late, after newer ones.</param>
    protected abstract Task ApplyAsync(DbTransaction transaction, IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects);

    /// <summary>Deletes the partition's data from the consumer's tables, before it is derived again.</summary>
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
        ScheduleFlush();
        return new(reader.GetInt64(0), JsonSerializer.Deserialize(reader.GetString(1), ParkedEventsJson.Default.ImmutableArrayParkedEvent));
    }

    /// <inheritdoc/>
    protected sealed override Task ApplyAsync(
        IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate) =>
        WriteAsync(checkpoint, transaction => effects.Count == 0 ? Task.CompletedTask : ApplyAsync(transaction, effects));

    /// <inheritdoc/>
    protected sealed override Task ResetAsync() => WriteAsync(ConsumerCheckpoint.Start, ClearAsync);

    /// <summary>Writes changes that no event caused, such as due tasks. Only the activation with the newest checkpoint may write.</summary>
    protected Task WriteAsync(Func<DbTransaction, Task> write) => WriteAsync(Checkpoint, write);

    /// <summary>Creates a command in the transaction, without parameters yet.</summary>
    protected static DbCommand Command(DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand(); // Not null: the transaction is open.
        (command.Transaction, command.CommandText) = (transaction, sql);
        return command;
    }

    private async Task WriteAsync(ConsumerCheckpoint checkpoint, Func<DbTransaction, Task> write)
    {
        if (!await TryWriteAsync(checkpoint, write, Dialect == SqlDialect.Postgres ? AsyncCommit : ""))
            throw await HandleFencedWriteAsync();
        ScheduleFlush();
    }

    // The checkpoint comes first: its row is the lock that a second activation waits for.
    private async Task<bool> TryWriteAsync(ConsumerCheckpoint checkpoint, Func<DbTransaction, Task> write, string commitMode)
    {
        using var turn = await tables.AcquireWriterAsync();
        await using var connection = await tables.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = Command(transaction, commitMode + (_version == 0 ? Insert : Update)))
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

    // Either another activation, or an earlier write of this one whose answer was lost, has stored a newer checkpoint: the next activation
    // loads
    // it. Or the database has lost the last writes in a crash: this activation goes back.
    private async Task<Exception> HandleFencedWriteAsync()
    {
        var known = _version;
        var stored = await LoadAsync(CancellationToken.None);
        if (_version > known)
        {
            DeactivateOnIdle();
            // Activates the next one, because work that a consumer does on its own, such as sweeping, waits for no event.
            this.AsReference<IJournalConsumer>().CheckpointAsync().Ignore();
            return new ConsumerOvertakenException(Kind, Partition);
        }
        RewindTo(stored);
        return new EffectsLostException(Kind, Partition, stored.Position);
    }

    private void ScheduleFlush()
    {
        if (Dialect != SqlDialect.Postgres)
            return;
        _flushTimer ??= this.RegisterGrainTimer(
            _ => FlushAsync(), new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = false });
        _flushTimer.Change(FlushDelay, FlushDelay);
    }

    // Commits synchronously: once this write is on disk, so is every earlier one.
    private async Task FlushAsync()
    {
        try
        {
            if (await TryWriteAsync(Checkpoint, _ => Task.CompletedTask, commitMode: ""))
                // Not null: the timer ticks only after it was assigned.
                _flushTimer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            else
                await HandleFencedWriteAsync();
        }
        catch (DbException)
        {
            // The database is down, which others report; the timer tries again.
        }
    }

    private void Identify(DbCommand command)
    {
        Dialect.Add(command, "kind", StoredName);
        Dialect.Add(command, "partition", Partition);
    }
}

/// <summary>Another activation of the consumer is ahead; this one has written nothing.</summary>
public sealed class ConsumerOvertakenException(string kind, int partition)
    : Exception($"Another activation of consumer {kind} of partition {partition} is ahead and applies the events.");

/// <summary>The database has lost effects in a crash; this activation has written nothing and has gone back.</summary>
internal sealed class EffectsLostException(string kind, int partition, long position)
    : Exception(
        $"The database has lost the effects of consumer {kind} of partition {partition} after {position}; they are applied again.");

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImmutableArray<ParkedEvent>))]
internal sealed partial class ParkedEventsJson : JsonSerializerContext;
