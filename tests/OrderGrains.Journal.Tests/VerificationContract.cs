using OrderGrains.Journal.Tests.Accounts;

namespace OrderGrains.Journal.Tests;

/// <summary>What verifying and rebuilding promise on every database.</summary>
public abstract class VerificationContract : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private const int Last = 35; // Of which 33 are in the snapshot.

    private AccountStore _store = null!; // Set before each test.
    private StreamId _stream;

    private protected abstract Task<AccountStore> CreateStoreAsync();

    public async ValueTask InitializeAsync()
    {
        _store = await CreateStoreAsync();
        _stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice", 10, 20, 30);
        await _store.OpenAccountAsync(AccountStore.Bob, "Bob", 1);
        await _store.DepositAsync(_stream, Last - 4, "thanks");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _store.DisposeAsync();
    }

    [Fact]
    public async Task A_journal_that_nobody_touched_passes() => Assert.Empty(await _store.VerifyAsync());

    [Fact]
    public Task A_changed_byte_of_a_payload_is_found() =>
        FoundAsync(2, "update event set payload = @bytes where stream = @stream and version = 2",
            ("bytes", """{"amount":11}"""u8.ToArray()));

    [Fact]
    public async Task An_altered_event_is_believed_by_nothing_that_reads_it()
    {
        var partition = _stream.Partition(16);
        await _store.PlantAsync(
            "update event set payload = @bytes where stream = @stream and version = 3", ("stream", _stream.Value),
            ("bytes", """{"amount":21}"""u8.ToArray()));

        await Assert.ThrowsAsync<StreamUnreadableException>(() => _store.Accounts.ReadAsync(_stream, 0, 10, Cancellation).AsTask());
        await Assert.ThrowsAsync<StreamUnreadableException>(() => _store.Accounts.ReadAsync(_stream, 2, 1, Cancellation).AsTask());
        Assert.Equal(Last - 3, (await _store.Accounts.ReadAsync(_stream, 3, Last, Cancellation)).Count);

        var events = await _store.Journal.ReadPartitionAsync(partition, 0, 100, Cancellation);
        Assert.Equivalent(events, await _store.Journal.ReadPartitionsAsync([(partition, 0)], 100, Cancellation), strict: true);
        Assert.Equal([(_stream, 3)], events.Where(recorded => recorded.IsAltered).Select(recorded => (recorded.Stream, recorded.Version)));
        foreach (var recorded in events.Where(recorded => recorded.Stream == _stream))
        {
            var fault = await Record.ExceptionAsync(() => _store.Accounts.ReadAsync(recorded, Cancellation).AsTask());
            Assert.Equal(recorded.Version == 3, fault is StreamUnreadableException);
        }
    }

    [Fact]
    public async Task An_altered_fingerprint_makes_no_conflict_of_a_repeat()
    {
        await _store.PlantAsync(
            "update event set fingerprint = @bytes where stream = @stream and version = 1", ("stream", _stream.Value),
            ("bytes", new byte[32]));

        foreach (var owner in new[] { "Alice", "" })            // accepted, and refused before anything is appended
        {
            await Assert.ThrowsAsync<StreamUnreadableException>(
                () => _store.Accounts.CreateAsync(_stream, AccountStore.Call("open"), AccountRules.Anybody,
                    AccountRules.Open(AccountStore.Alice, owner), Cancellation).AsTask());
        }
    }

    [Fact]
    public async Task A_deleted_event_in_the_middle_is_found()
    {
        await FoundAsync(3, "delete from event where stream = @stream and version = 3");
        Assert.Contains(await _store.VerifyAsync(), finding =>
            finding.Problem.StartsWith($"partition {_stream.Partition(16)}", StringComparison.Ordinal));
    }

    [Fact]
    public Task A_deleted_last_event_is_found() => FoundAsync(Last - 1, $"delete from event where stream = @stream and version = {Last}");

    [Fact]
    public Task An_event_that_was_appended_twice_is_found() => FoundAsync(
        Last + 1,
        $"""
        insert into event (partition, position, stream, version, type, schema, command_id, recorded_at, payload, sealed, key_id, facts,
          fingerprint, hash)
        select partition, (select max(position) + 1 from event p where p.partition = e.partition), stream, version + 1, type, schema,
          command_id, recorded_at, payload, sealed, key_id,
          facts, fingerprint, hash from event e where stream = @stream and version = {Last}
        """);

    [Fact]
    public async Task Two_events_that_changed_places_are_found()
    {
        await _store.PlantAsync("update event set version = 1002 where stream = @stream and version = 2", ("stream", _stream.Value));
        await _store.PlantAsync("update event set version = 2 where stream = @stream and version = 3", ("stream", _stream.Value));
        await FoundAsync(2, "update event set version = 3 where stream = @stream and version = 1002");
    }

    [Fact]
    public Task A_changed_type_is_found() =>
        FoundAsync(2, "update event set type = 'account.opened' where stream = @stream and version = 2");

    [Fact]
    public Task An_unknown_type_is_found() =>
        FoundAsync(1, "update event set type = 'account.merged' where stream = @stream and version = 1");

    [Fact]
    public Task Changed_facts_are_found() =>
        FoundAsync(4, "update event set facts = @bytes where stream = @stream and version = 4",
            ("bytes", """{"from":0,"to":60}"""u8.ToArray()));

    [Fact]
    public async Task Facts_that_the_fold_does_not_give_are_found()
    {
        await using var connection = await _store.ConnectAsync();
        var other = RecordKind.Create(new AccountAggregate(factor: 2), AccountRules.Catalog, AccountStore.Rows);

        var findings = await new JournalVerification(connection, _store.Keys, [other]).RunAsync(null, Cancellation);

        Assert.Contains(findings, finding => finding.Stream == _stream && finding.Version == 2);
    }

    [Fact]
    public Task A_changed_time_is_found() =>
        FoundAsync(4, $"update event set recorded_at = recorded_at + {Second} where stream = @stream and version = 4");

    [Fact]
    public async Task An_event_that_was_recorded_before_its_predecessor_is_found()
    {
        var (loaded, aggregate) = (await _store.Accounts.LoadAsync(_stream, Cancellation), new AccountAggregate());
        var (last, deposited) = (await _store.Accounts.ReadAsync(_stream, Last - 1, 1, Cancellation))[0];
        var after = aggregate.Evolve(loaded.State, deposited);
        var early = last.Event with
        {
            CommandId = Guid.CreateVersion7(_store.Clock.GetUtcNow()),
            RecordedAt = last.Event.RecordedAt.AddSeconds(-1),
            Facts = aggregate.Facts(loaded.State, after),
            Hash = new byte[32],
        };
        HashChain.ComputeNext(loaded.Hash, _stream, Last + 1, early, early.Hash);
        await _store.Journal.AppendAsync(
            new Append { Stream = _stream, ExpectedVersion = Last, Events = [early], Row = aggregate.Row(_stream, Last + 1, after) },
            Cancellation);

        var found = Assert.Single(await _store.VerifyAsync());
        Assert.Equal((_stream, Last + 1), (found.Stream, found.Version));
    }

    [Fact]
    public Task A_changed_row_is_found() => FoundAsync(Last, "update account_row set balance = '100000' where stream = @stream");

    [Fact]
    public Task A_row_that_is_behind_is_found() => FoundAsync(Last, $"update account_row set version = {Last - 1} where stream = @stream");

    [Fact]
    public Task A_deleted_row_is_found() => FoundAsync(Last, "delete from account_row where stream = @stream");

    [Fact]
    public async Task A_row_without_events_is_found()
    {
        var orphan = AccountStore.NewStream();
        await _store.PlantAsync(
            "update account_row set stream = @orphan where stream = @stream", ("stream", _stream.Value), ("orphan", orphan.Value));

        Assert.Contains(await _store.VerifyAsync(), finding => finding.Stream == orphan && finding.Version == Last);
    }

    [Fact]
    public Task A_changed_snapshot_is_found() =>
        FoundAsync(33, "update snapshot set body = @bytes where stream = @stream", ("bytes", PersonalData.Seal(
        AlicesKey(), _stream, """{"recordedAt":1772355600000,"state":{"customer":"00000000-0000-0000-0000-0000000000a1","""u8
            + """
              "owner":"Alice","balance":1,"lastNote":"thanks"}}
              """u8)));

    [Fact]
    public Task A_changed_hash_of_a_snapshot_is_found() =>
        FoundAsync(33, "update snapshot set hash = @bytes where stream = @stream", ("bytes", new byte[32]));

    [Fact]
    public Task A_snapshot_of_no_event_is_found() =>
        FoundAsync(Last + 1, $"update snapshot set version = {Last + 1} where stream = @stream");

    [Fact]
    public Task A_key_that_answers_with_no_event_is_found() =>
        FoundAsync(Last + 1000, $"update idempotency set version = version + 1000 where stream = @stream and version = {Last}");

    [Fact]
    public Task An_event_in_anothers_partition_is_found() => FoundAsync(
        Last, $"update event set partition = {(_stream.Partition(16) + 1) % 16}, position = (select coalesce(max(position), 0) + 1 from "
            + $"event p where p.partition = {(_stream.Partition(16) + 1) % 16}) where stream = @stream and version = {Last}");

    [Fact]
    public async Task With_a_key_destroyed_the_journal_still_passes()
    {
        await _store.Keys.DestroyAsync(AccountStore.Alice, Cancellation);

        Assert.Empty(await _store.VerifyAsync());
        await _store.RebuildAsync();
        Assert.Empty(await _store.VerifyAsync());
        Assert.Null((await _store.Accounts.LoadAsync(_stream, Cancellation)).State.Owner);
    }

    [Fact]
    public async Task Rebuilding_makes_the_same_rows_and_snapshots()
    {
        var before = await RowsAndSnapshotsAsync();
        await _store.PlantAsync("delete from snapshot");
        await _store.PlantAsync("delete from account_row");
        await _store.PlantAsync(
            $"insert into account_row (stream, version, balance) values (@orphan, 1, '0')", ("orphan", AccountStore.NewStream().Value));
        Assert.NotEmpty(await _store.VerifyAsync());

        await _store.RebuildAsync();

        Assert.Empty(await _store.VerifyAsync());
        Assert.Equal(before, await RowsAndSnapshotsAsync());
    }

    [Fact]
    public async Task What_is_appended_while_verifying_is_no_error()
    {
        await using var connection = await _store.ConnectAsync();
        var appended = 0;
        var progress = new Immediately(() =>
        {
            appended++;
            _store.DepositAsync(_stream).GetAwaiter().GetResult(); // Between two steps of the verification.
        });

        Assert.Empty(await new JournalVerification(connection, _store.Keys, [AccountStore.Kind]).RunAsync(progress, Cancellation));
        Assert.True(appended > 16, $"{appended} appends");
    }

    /// <summary>A second, as the database adds it to a time.</summary>
    private protected abstract string Second { get; }

    private async Task FoundAsync(int version, string corruption, params (string Name, object Value)[] parameters)
    {
        Assert.Equal(1, await _store.PlantAsync(corruption, [("stream", _stream.Value), .. parameters]));

        var findings = await _store.VerifyAsync();

        Assert.Contains(findings, finding => finding.Stream == _stream && finding.Version == version);
        Assert.All(findings, finding => Assert.True(finding.Stream is null || finding.Stream == _stream, finding.ToString()));
    }

    private PersonalKey AlicesKey() => _store.Keys.CurrentAsync(AccountStore.Alice, Cancellation).AsTask().GetAwaiter().GetResult();

    private async Task<string> RowsAndSnapshotsAsync()
    {
        await using var connection = await _store.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var lines = new List<string>();
        foreach (var stream in await AccountStore.Rows.ListAsync(connection, null, 10, Cancellation))
        {
            var row = (await AccountStore.Rows.ReadAsync(connection, [stream], Cancellation))[stream];
            var snapshot = (await _store.Journal.LoadAsync([stream], 1, Cancellation))[0].Snapshot;
            // Only her account has one.
            var body = snapshot is null ? "none"
                : System.Text.Encoding.UTF8.GetString(PersonalData.Open(AlicesKey(), stream, snapshot.Body));
            lines.Add($"{row} {snapshot?.Version} {body}");
        }
        return string.Join('\n', lines);
    }

    private sealed class Immediately(Action action) : IProgress<JournalProgress>
    {
        public void Report(JournalProgress value) => action();
    }
}

public sealed class SqliteVerificationTests : VerificationContract
{
    private protected override string Second => "1000";

    private protected override async Task<AccountStore> CreateStoreAsync() => await SqliteAccountStore.CreateAsync();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresVerificationTests(PostgresFixture postgres) : VerificationContract
{
    private protected override string Second => "interval '1 second'";

    private protected override async Task<AccountStore> CreateStoreAsync() => await PostgresAccountStore.CreateAsync(postgres.Server);
}
