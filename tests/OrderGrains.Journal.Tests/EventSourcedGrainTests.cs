using Microsoft.Extensions.DependencyInjection;
using OrderGrains.Journal.Tests.Accounts;
using Orleans.TestingHost;

namespace OrderGrains.Journal.Tests;

[Alias("test.IAccountGrain")]
public interface IAccountGrain : IGrainWithGuidKey
{
    [Alias("deposit")] Task<Outcome<Account, string>> DepositAsync(Call call, decimal amount, decimal limit);
    [Alias("fail")] Task FailAsync();
    [Alias("forget")] Task ForgetAsync();
    [Alias("view")] Task<AccountView> ViewAsync();
}

[GenerateSerializer, Immutable, Alias("test.account-view")]
public sealed record AccountView([property: Id(0)] Account Account, [property: Id(1)] int Version, [property: Id(2)] string Activation);

[GrainType("test-account")]
internal sealed class AccountGrain(AggregateStore<Account, AccountEvent, string> store)
    : EventSourcedGrain<Account, AccountEvent, string>(store), IAccountGrain
{
    public Task<Outcome<Account, string>> DepositAsync(Call call, decimal amount, decimal limit) =>
        ExecuteAsync(call, AccountRules.Anybody, AccountRules.DepositUpTo(limit, amount), CancellationToken.None);

    public Task FailAsync() =>
        ExecuteAsync(AccountStore.Call("fail"), AccountRules.Anybody, (_, _) =>
            throw new InvalidOperationException("A fault of the rules."), CancellationToken.None);

    public Task ForgetAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<AccountView> ViewAsync() => Task.FromResult(new AccountView(State, Version, GrainContext.ActivationId.ToString()));
}

/// <summary>A silo with accounts on SQLite.</summary>
public sealed class AccountCluster : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!; // Set before the first test.

    public SqliteAccountStore Store { get; private set; } = null!; // Set before the first test.

    public IAccountGrain Grain(StreamId stream) => _cluster.Client.GetGrain<IAccountGrain>(stream.Value);

    public async ValueTask InitializeAsync()
    {
        Store = await SqliteAccountStore.CreateAsync();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services.AddSingleton(Store.Accounts));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Store.DisposeAsync();
    }
}

public sealed class EventSourcedGrainTests(AccountCluster cluster) : IClassFixture<AccountCluster>
{
    private const decimal NoLimit = 1_000_000;

    [Fact]
    public async Task A_record_survives_the_end_of_its_activation()
    {
        var grain = cluster.Grain(await cluster.Store.OpenAccountAsync(AccountStore.Alice, "Alice", 10));
        await grain.DepositAsync(AccountStore.Call("deposit 5"), 5, NoLimit);
        var before = await grain.ViewAsync();

        await grain.ForgetAsync();

        var after = await grain.ViewAsync();
        Assert.NotEqual(before.Activation, after.Activation);
        Assert.Equal((new Account(AccountStore.Alice, "Alice", 15, null), 3), (after.Account, after.Version));
        Assert.Equal((before.Account, before.Version), (after.Account, after.Version));
    }

    [Fact]
    public async Task A_command_that_loses_to_another_writer_is_decided_again()
    {
        var stream = await cluster.Store.OpenAccountAsync(AccountStore.Alice, "Alice", 60);
        var grain = cluster.Grain(stream);
        var before = await grain.ViewAsync();
        await cluster.Store.DepositAsync(stream, 8); // 36 more, without the grain's knowledge.

        Assert.IsType<Outcome<Account, string>.Refused>(await grain.DepositAsync(AccountStore.Call("deposit 20"), 20, limit: 100));
        var accepted =
            Assert.IsType<Outcome<Account, string>.Accepted>(await grain.DepositAsync(AccountStore.Call("deposit 4"), 4, limit: 100));

        Assert.Equal((100m, 11), (accepted.State.Balance, accepted.Version));
        Assert.Equal(before.Activation, (await grain.ViewAsync()).Activation);
    }

    [Fact]
    public async Task The_call_after_a_fault_loads_the_record_from_the_journal()
    {
        var grain = cluster.Grain(await cluster.Store.OpenAccountAsync(AccountStore.Alice, "Alice", 10));
        var before = await grain.ViewAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(grain.FailAsync);

        var after = await grain.ViewAsync();
        Assert.NotEqual(before.Activation, after.Activation);
        Assert.Equal((before.Account, before.Version), (after.Account, after.Version));
    }

    [Fact]
    public async Task Another_activation_answers_a_repeated_key_with_the_current_record()
    {
        var grain = cluster.Grain(await cluster.Store.OpenAccountAsync(AccountStore.Alice, "Alice"));
        await grain.DepositAsync(AccountStore.Call("deposit 5", "k"), 5, NoLimit);
        await grain.DepositAsync(AccountStore.Call("deposit 6"), 6, NoLimit);
        await grain.ForgetAsync();

        var again = Assert.IsType<Outcome<Account, string>.Accepted>(
            await grain.DepositAsync(AccountStore.Call("deposit 5", "k"), 5, NoLimit));

        Assert.Equal((true, 11m, 3), (again.Replayed, again.State.Balance, again.Version));
        Assert.IsType<Outcome<Account, string>.KeyConflict>(await grain.DepositAsync(AccountStore.Call("deposit 7", "k"), 7, NoLimit));
    }

    [Fact]
    public async Task Concurrent_commands_are_never_lost()
    {
        var grain = cluster.Grain(await cluster.Store.OpenAccountAsync(AccountStore.Alice, "Alice"));

        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => grain.DepositAsync(AccountStore.Call($"{i}", $"{i}"), i, NoLimit)));

        Assert.Equal((820m, 41), ((await grain.ViewAsync()).Account.Balance, (await grain.ViewAsync()).Version));
    }
}
