using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OrderGrains.Journal.Tests.Accounts;

/// <summary>A small kind of record for testing the journal: a person opens an account, which takes deposits.</summary>
[GenerateSerializer, Immutable, Alias("test.account")]
public sealed record Account(
    [property: Id(0)] Guid Customer, [property: Id(1)] string? Owner, [property: Id(2)] decimal Balance, [property: Id(3)] string? LastNote)
{
    public static readonly Account None = new(Guid.Empty, null, 0, null);
}

public abstract record AccountEvent;

public sealed record AccountOpened : AccountEvent
{
    public required Guid Customer { get; init; }
    public required string? Owner { get; init; }
    public string Branch { get; init; } = "";
}

public sealed record MoneyDeposited(decimal Amount, string? Note = null) : AccountEvent;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccountOpened))]
[JsonSerializable(typeof(MoneyDeposited))]
[JsonSerializable(typeof(Account))]
public sealed partial class AccountJson : JsonSerializerContext;

public static class AccountRules
{
    /// <summary>Allows access to everybody.</summary>
    public static readonly Func<Account, string?> Anybody = _ => null;

    public static readonly EventCatalog<AccountEvent> Catalog = new(
        EventType.Create<AccountEvent, AccountOpened>("account.opened", 1, AccountJson.Default.AccountOpened, "owner"),
        EventType.Create<AccountEvent, MoneyDeposited>("account.deposited", 1, AccountJson.Default.MoneyDeposited, "note"));

    public static Func<Account, DateTimeOffset, Decided<AccountEvent, string>> Open(
        Guid customer, string owner, params decimal[] deposits) => (account, _) =>
        owner.Length == 0 ? Refuse("OWNER_MISSING")
        : account.Customer != Guid.Empty ? Refuse("OPEN_ALREADY")
        : new([new AccountOpened { Customer = customer, Owner = owner, Branch = "东京" },
            .. deposits.Select(amount => new MoneyDeposited(amount))], []);

    public static Func<Account, DateTimeOffset, Decided<AccountEvent, string>> Deposit(decimal amount, string? note = null) =>
        (account, _) =>
        account.Customer == Guid.Empty ? Refuse("NOT_OPEN")
        : amount < 0 ? Refuse("NEGATIVE")
        : amount == 0 ? new([], [])
        : new([new MoneyDeposited(amount, note)], []);

    /// <summary>Deposits only up to a balance, so that the decision depends on the loaded state.</summary>
    public static Func<Account, DateTimeOffset, Decided<AccountEvent, string>> DepositUpTo(decimal limit, decimal amount) => (account, _) =>
        account.Balance + amount > limit ? Refuse("LIMIT") : new([new MoneyDeposited(amount)], []);

    private static Decided<AccountEvent, string> Refuse(string code) => new([], [code]);
}

public sealed class AccountAggregate(int fold = 1, int factor = 1) : Aggregate<Account, AccountEvent>
{
    public override string Kind => "account";
    public override Account Initial => Account.None;
    public override int Fold => fold;
    public override JsonTypeInfo<Account> StateJson => AccountJson.Default.Account;

    public override Account Evolve(Account state, AccountEvent @event) => @event switch
    {
        AccountOpened e => state with { Customer = e.Customer, Owner = e.Owner },
        MoneyDeposited e => state with { Balance = state.Balance + e.Amount, LastNote = e.Note },
        _ => throw new InvalidOperationException(@event.GetType().Name),
    };

    public override byte[] Facts(Account before, Account after) =>
        System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $$"""{"from":{{before.Balance * factor}},"to":{{after.Balance * factor}}}"""));

    public override Guid KeySubject(StreamId stream, Account state) => state.Customer;

    public override IStreamRow? Row(StreamId stream, int version, Account state) => new AccountRow(stream, version, state.Balance);
}

public sealed record AccountRow(StreamId Stream, int Version, decimal Balance) : IStreamRow;
