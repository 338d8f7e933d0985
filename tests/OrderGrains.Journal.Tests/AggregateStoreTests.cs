using OrderGrains.Journal.Tests.Accounts;

namespace OrderGrains.Journal.Tests;

public sealed class AggregateStoreTests : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AccountStore _store = null!; // Set before each test.

    public async ValueTask InitializeAsync() => _store = await SqliteAccountStore.CreateAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_created_record_survives_a_restart()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice", 10, 5);

        await _store.ReopenAsync();

        var loaded = await _store.Accounts.LoadAsync(stream, Cancellation);
        Assert.Equal(new Account(AccountStore.Alice, "Alice", 15, null), loaded.State);
        Assert.Equal((3, _store.Clock.GetUtcNow()), (loaded.Version, loaded.RecordedAt));
    }

    [Fact]
    public async Task A_record_that_was_never_created_has_version_zero()
    {
        var loaded = await _store.Accounts.LoadAsync(AccountStore.NewStream(), Cancellation);

        Assert.Equal((Account.None, 0), (loaded.State, loaded.Version));
    }

    [Fact]
    public async Task Creating_a_record_again_with_the_same_content_is_a_replay()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        await _store.DepositAsync(stream);

        var again = Accepted(await _store.Accounts.CreateAsync(
            stream, AccountStore.Call("open"), AccountRules.Anybody, AccountRules.Open(AccountStore.Alice, "Alice"), Cancellation));

        Assert.Equal((true, 2, 1m), (again.Replayed, again.Version, again.State.Balance));
    }

    [Fact]
    public async Task Creating_a_record_again_with_different_content_is_a_conflict()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");

        Assert.IsType<Outcome<Account, string>.KeyConflict>(
            await _store.Accounts.CreateAsync(stream, AccountStore.Call("open otherwise"), AccountRules.Anybody,
                AccountRules.Open(AccountStore.Alice, "Alicia"), Cancellation));
    }

    [Fact]
    public async Task A_replayed_creation_is_recognized_by_the_fingerprint_of_an_earlier_version()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        var (again, other) = (AccountStore.Call("open, as it is spelled now"), AccountStore.Call("open otherwise"));

        Assert.True(Accepted(await _store.Accounts.CreateAsync(
            stream, again with { EarlierFingerprint = () => AccountStore.Call("open").Fingerprint }, AccountRules.Anybody,
            AccountRules.Open(AccountStore.Alice, "Alice"), Cancellation)).Replayed);
        Assert.IsType<Outcome<Account, string>.KeyConflict>(await _store.Accounts.CreateAsync(
            stream, again with { EarlierFingerprint = () => other.Fingerprint }, AccountRules.Anybody,
            AccountRules.Open(AccountStore.Alice, "Alice"), Cancellation));
    }

    [Fact]
    public async Task A_replayed_creation_stays_accepted_although_the_rules_now_refuse_it()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");

        Assert.True(
            Accepted(await _store.Accounts.CreateAsync(stream, AccountStore.Call("open"), AccountRules.Anybody,
                AccountRules.Open(AccountStore.Alice, ""), Cancellation)).Replayed);
    }

    [Fact]
    public async Task A_refused_creation_leaves_nothing()
    {
        var stream = AccountStore.NewStream();

        var outcome = await _store.Accounts.CreateAsync(
            stream, AccountStore.Call("open"), AccountRules.Anybody, AccountRules.Open(AccountStore.Alice, ""), Cancellation);

        Assert.Equal(["OWNER_MISSING"], Assert.IsType<Outcome<Account, string>.Refused>(outcome).Reasons);
        Assert.Equal(0, (await _store.Accounts.LoadAsync(stream, Cancellation)).Version);
    }

    [Fact]
    public async Task A_dry_run_answers_and_writes_nothing()
    {
        var stream = AccountStore.NewStream();

        var tried = Accepted(await _store.Accounts.CreateAsync(stream, AccountStore.Call("open", dryRun: true), AccountRules.Anybody,
            AccountRules.Open(AccountStore.Alice, "Alice", 7), Cancellation));

        Assert.Equal((false, 2, 7m), (tried.Replayed, tried.Version, tried.State.Balance));
        Assert.Equal(0, (await _store.Accounts.LoadAsync(stream, Cancellation)).Version);
        await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        var (outcome, loaded) =
            await ExecuteAsync(await _store.OpenAccountAsync(AccountStore.Alice, "Alice"), AccountStore.Call("deposit", dryRun: true), 5);
        Assert.Equal((2, 1), (Accepted(outcome).Version, loaded.Version));
    }

    [Fact]
    public async Task A_repeated_key_changes_nothing_and_returns_the_current_record()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k"), 5);
        await ExecuteAsync(stream, AccountStore.Call("deposit 6"), 6);

        var (again, _) = await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k"), 5);

        Assert.Equal((true, 3, 11m), (Accepted(again).Replayed, Accepted(again).Version, Accepted(again).State.Balance));
    }

    [Fact]
    public async Task A_repeated_key_is_answered_before_a_stale_revision_a_refusal_and_a_dry_run()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k"), 5);

        Assert.True(Accepted((await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k", expected: 1), 5)).Outcome).Replayed);
        Assert.True(Accepted((await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k"), -1)).Outcome).Replayed);
        Assert.True(Accepted((await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k", dryRun: true), 5)).Outcome).Replayed);
    }

    [Fact]
    public async Task The_same_key_with_different_content_is_a_conflict()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k"), 5);

        Assert.IsType<Outcome<Account, string>.KeyConflict>((await ExecuteAsync(stream, AccountStore.Call("deposit 6", "k"), 6)).Outcome);
        Assert.IsType<Outcome<Account, string>.KeyConflict>((await ExecuteAsync(stream, AccountStore.Call("deposit -1", "k"), -1)).Outcome);
    }

    [Fact]
    public async Task A_caller_without_access_learns_nothing_about_revision_key_or_content()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k"), 5);
        Call[] calls =
        [
            AccountStore.Call("deposit 5", "k"), AccountStore.Call("deposit 6", "k"), AccountStore.Call("deposit 5", "k", expected: 1),
            AccountStore.Call("deposit 5", expected: 1),
            AccountStore.Call("deposit 5", dryRun: true), AccountStore.Call("deposit 5"),
        ];

        foreach (var record in new[] { stream, AccountStore.NewStream() })
        {
            foreach (var call in calls)
            {
                var (outcome, loaded) = await _store.Accounts.ExecuteAsync(
                    record, await _store.Accounts.LoadAsync(record, Cancellation), call, _ =>
                        "UNKNOWN", AccountRules.Deposit(5), Cancellation);
                Assert.Equal(["UNKNOWN"], Assert.IsType<Outcome<Account, string>.Refused>(outcome).Reasons);
                Assert.Equal(record == stream ? 2 : 0, loaded.Version);
            }
        }
    }

    [Fact]
    public async Task Access_is_decided_on_the_current_record_after_another_writer_executed_the_command()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        var old = await _store.Accounts.LoadAsync(stream, Cancellation);
        await ExecuteAsync(stream, AccountStore.Call("deposit 5", "k"), 5);

        var (outcome, _) = await _store.Accounts.ExecuteAsync(
            stream, old, AccountStore.Call("deposit 5", "k"), account =>
                account.Balance < 5 ? null : "UNKNOWN", AccountRules.Deposit(5), Cancellation);

        Assert.Equal(["UNKNOWN"], Assert.IsType<Outcome<Account, string>.Refused>(outcome).Reasons);
    }

    [Fact]
    public async Task A_caller_who_may_not_create_a_record_cannot_tell_whether_it_exists()
    {
        var taken = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");

        foreach (var stream in new[] { taken, AccountStore.NewStream() })
        {
            foreach (var call in new[] { AccountStore.Call("open"), AccountStore.Call("open", dryRun: true),
                AccountStore.Call("open otherwise") })
                Assert.Equal(["FORBIDDEN"],
                    Assert.IsType<Outcome<Account, string>.Refused>(await CreateAsync(stream, call, _ => "FORBIDDEN")).Reasons);
        }
    }

    [Fact]
    public async Task A_caller_who_may_not_see_an_existing_record_gets_a_conflict_for_any_content()
    {
        var taken = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");

        foreach (var call in new[] { AccountStore.Call("open"), AccountStore.Call("open", dryRun: true),
            AccountStore.Call("open otherwise") })
            Assert.IsType<Outcome<Account, string>.KeyConflict>(
                await CreateAsync(taken, call, account => account.Owner is null ? null : "UNKNOWN"));
    }

    [Fact]
    public async Task A_stale_revision_is_refused()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice", 1);

        var (outcome, _) = await ExecuteAsync(stream, AccountStore.Call("deposit", expected: 1), 5);

        Assert.Equal(2, Assert.IsType<Outcome<Account, string>.Stale>(outcome).Current);
    }

    [Fact]
    public async Task A_command_without_effect_is_accepted_and_writes_nothing()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");

        var (outcome, loaded) = await ExecuteAsync(stream, AccountStore.Call("deposit nothing", "k"), 0);

        Assert.Equal((false, 1, 1), (Accepted(outcome).Replayed, Accepted(outcome).Version, loaded.Version));
    }

    [Fact]
    public async Task A_version_conflict_decides_the_command_again_on_the_current_record()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice", 60);
        var old = await _store.Accounts.LoadAsync(stream, Cancellation);
        await ExecuteAsync(stream, AccountStore.Call("another writer"), 30);

        var (refused, _) = await _store.Accounts.ExecuteAsync(
            stream, old, AccountStore.Call("deposit 20"), AccountRules.Anybody, AccountRules.DepositUpTo(100, 20), Cancellation);
        var (accepted, loaded) = await _store.Accounts.ExecuteAsync(
            stream, old, AccountStore.Call("deposit 10"), AccountRules.Anybody, AccountRules.DepositUpTo(100, 10), Cancellation);

        Assert.Equal(["LIMIT"], Assert.IsType<Outcome<Account, string>.Refused>(refused).Reasons);
        Assert.Equal((100m, 4), (Accepted(accepted).State.Balance, loaded.Version));
    }

    [Fact]
    public async Task A_second_conflict_in_a_row_is_a_fault()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        var old = await _store.Accounts.LoadAsync(stream, Cancellation);

        await Assert.ThrowsAsync<StreamContendedException>(() =>
            _store.Accounts.ExecuteAsync(stream, old, AccountStore.Call("slow"), AccountRules.Anybody, Overtaken, Cancellation).AsTask());
        Assert.Equal(2m, (await _store.Accounts.LoadAsync(stream, Cancellation)).State.Balance);

        Decided<AccountEvent, string> Overtaken(Account account, DateTimeOffset at)
        {
            // Another writer comes between deciding and appending.
            ExecuteAsync(stream, AccountStore.Call("another writer"), 1).GetAwaiter().GetResult();
            return AccountRules.Deposit(5)(account, at);
        }
    }

    [Fact]
    public async Task Time_never_goes_backwards_within_a_record()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        var opened = _store.Clock.GetUtcNow();
        _store.Clock.AdjustTime(opened.AddHours(-1));

        await ExecuteAsync(stream, AccountStore.Call("deposit"), 1);

        Assert.Equal(opened, (await _store.Accounts.LoadAsync(stream, Cancellation)).RecordedAt);
    }

    [Fact]
    public async Task A_long_record_is_loaded_from_its_snapshot()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        await _store.DepositAsync(stream, 40, "thanks");

        var slice = (await _store.Journal.LoadAsync([stream], 1, Cancellation))[0];

        Assert.Equal(33, slice.Snapshot?.Version);
        Assert.NotNull(slice.Snapshot?.KeyId);
        Assert.Equal(8, slice.Tail.Count);
        Assert.Equal((41, 820m), Of(await _store.Accounts.LoadAsync(stream, Cancellation)));
        Assert.Equal((41, 820m),
            Of(await new AggregateStore<Account, AccountEvent, string>(
                _store.Journal, _store.Keys, AccountRules.Catalog, new AccountAggregate(fold: 2), _store.Clock)
            .LoadAsync(stream, Cancellation)));
    }

    [Fact]
    public async Task A_record_whose_key_is_destroyed_loads_without_personal_data()
    {
        var alices = await _store.OpenAccountAsync(AccountStore.Alice, "Alice");
        var bobs = await _store.OpenAccountAsync(AccountStore.Bob, "Bob");
        await _store.DepositAsync(alices, 40, "from a friend");
        await _store.Keys.DestroyAsync(AccountStore.Alice, Cancellation);

        var loaded = await _store.Accounts.LoadAsync([alices, bobs], Cancellation);

        Assert.Equal(new Account(AccountStore.Alice, null, 820, null), loaded[0].State);
        Assert.Equal("Bob", loaded[1].State.Owner);
        Assert.Equal("hello", (await _store.DepositAsync(alices, 1, "hello")).State.LastNote); // A new key begins.
    }

    [Fact]
    public async Task An_altered_event_is_not_folded()
    {
        var stream = await _store.OpenAccountAsync(AccountStore.Alice, "Alice", 1, 2);
        await _store.PlantAsync("update event set payload = @payload where stream = @stream and version = 3",
            ("payload", """{"amount":2000}"""u8.ToArray()), ("stream", stream.Value));

        var fault = await Assert.ThrowsAsync<StreamUnreadableException>(() => _store.Accounts.LoadAsync(stream, Cancellation).AsTask());

        Assert.Equal((stream, 3), (fault.Stream, fault.Version));
    }

    private async Task<(Outcome<Account, string> Outcome, Loaded<Account> Loaded)> ExecuteAsync(
        StreamId stream, Call call, decimal amount) =>
        await _store.Accounts.ExecuteAsync(stream, await _store.Accounts.LoadAsync(stream, Cancellation), call, AccountRules.Anybody,
            AccountRules.Deposit(amount), Cancellation);

    private async Task<Outcome<Account, string>> CreateAsync(StreamId stream, Call call, Func<Account, string?> access) =>
        await _store.Accounts.CreateAsync(stream, call, access, AccountRules.Open(AccountStore.Alice, "Alice"), Cancellation);

    private static Outcome<Account, string>.Accepted Accepted(Outcome<Account, string> outcome) =>
        Assert.IsType<Outcome<Account, string>.Accepted>(outcome);

    private static (int, decimal) Of(Loaded<Account> loaded) => (loaded.Version, loaded.State.Balance);
}
