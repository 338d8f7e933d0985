using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrderGrains.Journal.Appending;
using OrderGrains.Journal.Tests.Accounts;

namespace OrderGrains.Journal.Tests;

public sealed class SqliteDirectoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_server_is_refused_until_the_first_has_ended()
    {
        await using var store = new SqliteStore();
        using var temporary = new Temporary();
        await using var first = WriterProcess.Start(store.Address, temporary.Path, seed: 1, streams: 4, commands: int.MaxValue);
        await first.AcknowledgedAsync(1, Cancellation);

        Assert.Equal(store.Path, Assert.Throws<StorageInUseException>(() => SqliteDirectory.Take(store.Path)).Path);

        await first.KillAsync(Cancellation);
        SqliteDirectory.Take(store.Path).Dispose();
    }

    [Fact]
    public async Task Verifying_reads_beside_a_running_server_and_cannot_write()
    {
        await using var store = await SqliteAccountStore.CreateAsync();
        var stream = await store.OpenAccountAsync(AccountStore.Alice, "Alice", 1);
        using var directory = SqliteDirectory.ReadOnly(store.Path);
        using var keys = await SqliteKeyStore.OpenAsync(directory, TimeProvider.System, Cancellation);
        await using var connection = directory.OpenJournal();
        var verification = new JournalVerification(connection, keys, [AccountStore.Kind]);

        Assert.Empty(await verification.RunAsync(null, Cancellation));
        await store.DepositAsync(stream);
        Assert.Empty(await verification.RunAsync(null, Cancellation));

        Assert.Throws<InvalidOperationException>(() => directory.OpenJournal(write: true));
        Assert.Throws<SqliteException>(() => SqliteStore.Execute(connection, "delete from event"));
    }

    [Fact]
    public void An_empty_directory_has_no_journal_to_read()
    {
        using var temporary = new Temporary();

        Assert.Throws<DirectoryNotFoundException>(() => SqliteDirectory.ReadOnly(temporary.Path));
    }

    [Fact]
    public void A_file_that_is_not_a_database_is_refused()
    {
        using var temporary = new Temporary();
        File.WriteAllText(Path.Combine(temporary.Path, "journal.db"), new string('x', 5000));
        using var directory = SqliteDirectory.Take(temporary.Path);

        Assert.Throws<JournalUnavailableException>(() => directory.OpenJournal(write: true));
    }

    [Fact]
    public async Task A_full_disk_refuses_whole_commands_until_there_is_room()
    {
        using var temporary = new Temporary();
        using var directory = SqliteDirectory.Take(temporary.Path);
        var rows = new Disk();
        await using var journal = await SqliteJournal.OpenAsync(
            directory, [JournalSchema.Component], rows, new(), TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        rows.IsFull = true;
        var refused = new List<Append>();
        for (var i = 0; refused.Count < 3; i++)
        {
            Assert.True(i < 100, "the disk was never full");
            var append = Sample.Append(Sample.NewStream(), events: 3, size: 10_000);
            if (await Record.ExceptionAsync(() => journal.AppendAsync(append, Cancellation).AsTask()) is { } fault)
            {
                Assert.IsType<JournalUnavailableException>(fault);
                refused.Add(append);
            }
        }

        await JournalCheck.HoldsAsync(journal, [], refused, Cancellation);
        rows.IsFull = false;
        Assert.Equal(AppendStatus.Written, (await journal.AppendAsync(refused[0], Cancellation)).Status);
        await JournalCheck.HoldsAsync(journal, [], refused[1..], Cancellation);
    }

    [Fact]
    public async Task A_failed_commit_is_resolved_and_the_append_is_written_again()
    {
        using var temporary = new Temporary();
        using var directory = SqliteDirectory.Take(temporary.Path);
        await using var journal = await SqliteJournal.OpenAsync(
            directory, [JournalSchema.Component], new LostCommit(), new(), TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        var append = Sample.Append(Sample.NewStream());

        var result = await journal.AppendAsync(append, Cancellation);

        await JournalCheck.HoldsAsync(journal, [Acknowledged.Of(append, result)], [], Cancellation);
    }

    [Fact]
    public async Task The_write_of_another_command_is_not_mistaken_for_a_lost_commit()
    {
        await using var store = new SqliteStore();
        var (own, other) = (Sample.Append(Sample.NewStream()), Sample.Append(Sample.NewStream()));
        var journal = await store.OpenAsync(new());
        await journal.AppendAsync(own, Cancellation);
        await journal.AppendAsync(Sample.Append(other.Stream), Cancellation);
        await ((IAsyncDisposable)journal).DisposeAsync();
        using var directory = SqliteDirectory.Take(store.Path);
        using var writer = new SqliteWriter(directory, 16, null, TimeProvider.System);
        await using var batches = new SqliteBatchWriter(writer);
        var found = new AppendResult?[2];

        Assert.Equal(BatchEnd.Decided, (await batches.ResolveAsync([own, other], found)).End);

        Assert.Equal((AppendStatus.Written, null), (found[0]?.Status, found[1]?.Status));
    }

    [Fact]
    public async Task Command_keys_are_kept_for_thirty_days()
    {
        await using var store = new SqliteStore();
        var clock = new FakeTimeProvider();
        var journal = await SqliteStore.OpenAsync(store.Path, new(), clock);
        await using var closing = (IAsyncDisposable)journal;
        var stream = Sample.NewStream();
        await journal.AppendAsync(Sample.Append(stream, key: Sample.Key("old")), Cancellation);

        clock.Advance(TimeSpan.FromDays(29));
        await journal.AppendAsync(Sample.Append(stream, expected: 1, key: Sample.Key("young")), Cancellation);
        Assert.NotNull(await journal.FindKeyAsync(stream, Sample.Key("old").Id, Cancellation));

        clock.Advance(TimeSpan.FromDays(2));
        await journal.AppendAsync(Sample.Append(stream, expected: 2), Cancellation);
        Assert.Null(await journal.FindKeyAsync(stream, Sample.Key("old").Id, Cancellation));
        Assert.NotNull(await journal.FindKeyAsync(stream, Sample.Key("young").Id, Cancellation));
    }

    /// <summary>Makes SQLite find its disk full after a few more pages.</summary>
    private sealed class Disk : ISqliteRows
    {
        public bool IsFull { get; set; }

        public ISqliteRowWriter Prepare(SqliteConnection connection)
        {
            if (IsFull)
                SqliteStore.Execute(connection, "pragma max_page_count = 60"); // SQLite keeps at least the existing pages.
            return new NoRows();
        }
    }

    private sealed class NoRows : ISqliteRowWriter
    {
        public void Write(SqliteTransaction? transaction, Append append) => throw new InvalidOperationException("There are no rows.");

        public void Dispose()
        {
            // Nothing was prepared, so there is nothing to release.
        }
    }

    /// <summary>Makes the first commit fail after the transaction has ended.</summary>
    private sealed class LostCommit : ISqliteRows
    {
        private bool _isLost;

        public ISqliteRowWriter Prepare(SqliteConnection connection)
        {
            if (!_isLost)
                SQLitePCL.raw.sqlite3_commit_hook(connection.Handle, static _ => 1, null);
            _isLost = true;
            return new NoRows();
        }
    }

    private sealed class Temporary : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("ordergrains-directory-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
