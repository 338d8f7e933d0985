using System.Collections.Immutable;
using System.Text;
using OrderGrains.Journal.Tests.Accounts;

namespace OrderGrains.Journal.Tests;

public sealed class EventCatalogTests
{
    private static readonly StreamId Stream = new(Guid.Parse("00000000-0000-0000-0000-000000000001"));
    private static readonly PersonalKey Key = new(Guid.Parse("00000000-0000-0000-0000-00000000000a"), new byte[32]);
    private static readonly ImmutableDictionary<Guid, PersonalKey> Keys = ImmutableDictionary<Guid, PersonalKey>.Empty.Add(Key.Id, Key);
    private static readonly AccountOpened Opened = new() { Customer = Stream.Value, Owner = "佐藤 \"A\" \\ 1", Branch = "東京" };

    [Fact]
    public void An_event_reads_as_it_was_written() => Assert.Equal(Opened, Read(Write(Opened), Keys));

    [Fact]
    public void Personal_members_are_not_in_the_open_payload()
    {
        var written = Write(Opened);

        Assert.Equal("""{"customer":"00000000-0000-0000-0000-000000000001","branch":"東京"}""", Encoding.UTF8.GetString(written.Payload));
        Assert.NotNull(written.Sealed);
    }

    [Fact]
    public void With_its_key_destroyed_an_event_reads_with_null_for_what_was_personal() =>
        Assert.Equal(Opened with { Owner = null }, Read(Write(Opened), ImmutableDictionary<Guid, PersonalKey>.Empty));

    [Fact]
    public void An_event_whose_personal_members_are_empty_needs_no_key()
    {
        var deposited = new MoneyDeposited(1.50m);
        var type = AccountRules.Catalog.Of(deposited);

        Assert.False(type.HoldsPersonal(deposited));
        var (payload, personal) = type.Encode(deposited, Stream, null);
        Assert.Equal("""{"amount":1.50}""", Encoding.UTF8.GetString(payload));
        Assert.Null(personal);
        Assert.Equal(deposited, Read(new("account.deposited", 1, default, default, payload, null, null, [], null, []), Keys));
    }

    [Fact]
    public void An_event_that_consists_of_personal_members_alone_is_read_again()
    {
        var type = EventType.Create<AccountEvent, AccountOpened>("x", 1, AccountJson.Default.AccountOpened, "owner", "branch");
        var catalog = new EventCatalog<AccountEvent>(type);
        var (payload, personal) = type.Encode(Opened, Stream, Key);

        Assert.Equal(
            Opened, catalog.Read(new(Stream, 1, 0, 1, new("x", 1, default, default, payload, personal, Key.Id, [], null, [])), Keys));
    }

    [Theory]
    [InlineData("account.closed", 1)]
    [InlineData("account.opened", 2)]
    public void An_unknown_event_is_never_skipped(string type, int schema)
    {
        var unknown = Write(Opened) with { Type = type, Schema = schema };

        var fault = Assert.Throws<StreamUnreadableException>(() => Read(unknown, Keys));

        Assert.Equal((Stream, 1), (fault.Stream, fault.Version));
    }

    [Fact]
    public void What_is_sealed_belongs_to_its_stream()
    {
        var written = Write(Opened);

        Assert.Throws<StreamUnreadableException>(() => AccountRules.Catalog.Read(new(new(Key.Id), 1, 0, 1, written), Keys));
    }

    [Fact]
    public void An_event_that_stands_twice_is_refused()
    {
        var line = EventType.Create<AccountEvent, AccountOpened>("account.opened", 1, AccountJson.Default.AccountOpened);

        Assert.Throws<ArgumentException>(() => new EventCatalog<AccountEvent>(line, line));
        Assert.Throws<ArgumentException>(() =>
            new EventCatalog<AccountEvent>(line, EventType.Create<AccountEvent, AccountOpened>(
                "other", 1, AccountJson.Default.AccountOpened)));
    }

    [Theory]
    [InlineData("nobody")]      // no such member
    [InlineData("customer")]    // cannot be null
    public void A_personal_member_has_to_exist_and_may_be_null(string member) =>
        Assert.Throws<ArgumentException>(() =>
            EventType.Create<AccountEvent, AccountOpened>("account.opened", 1, AccountJson.Default.AccountOpened, member));

    [Fact]
    public void The_chain_covers_every_field()
    {
        var @event = new NewEvent("a", 1, Key.Id, DateTimeOffset.UnixEpoch, [1], [2], Key.Id, [3], [4], []);
        NewEvent[] altered =
        [
            @event with { Type = "b" }, @event with { Schema = 2 }, @event with { CommandId = default },
            @event with { RecordedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(1) },
            @event with { Payload = [9] }, @event with { Sealed = null }, @event with { Sealed = [] }, @event with { KeyId = null },
            @event with { Facts = [9] },
            @event with { Fingerprint = null }, @event with { Payload = [1, 2], Sealed = [] },
        ];

        var hashes = altered.Select(other => Hash(HashChain.Start, 1, other))
            .Append(Hash(HashChain.Start, 1, @event)).Append(Hash(HashChain.Start, 2, @event))
                .Append(Hash(new byte[32].Select(_ => (byte)1).ToArray(), 1, @event));

        Assert.Equal(altered.Length + 3, hashes.Distinct().Count());
    }

    [Fact]
    public void The_chain_is_the_same_on_every_machine() => Assert.Equal(
        "BE92AC42F7B28B229D31D6D7AE825BE8CBEF271802DF4CD96FE925B5B7694C23", // Computed by another program.
        Hash(HashChain.Start, 1, new("a", 1, Key.Id, DateTimeOffset.UnixEpoch, [1], null, null, [3], null, [])));

    private static string Hash(byte[] previous, int version, NewEvent @event)
    {
        var hash = new byte[32];
        HashChain.ComputeNext(previous, Stream, version, @event, hash);
        return Convert.ToHexString(hash);
    }

    private static NewEvent Write(AccountOpened @event)
    {
        var type = AccountRules.Catalog.Of(@event);
        var (payload, personal) = type.Encode(@event, Stream, Key);
        return new(type.Name, type.Schema, default, default, payload, personal, Key.Id, [], null, []);
    }

    private static AccountEvent Read(NewEvent written, IReadOnlyDictionary<Guid, PersonalKey> keys) =>
        AccountRules.Catalog.Read(new(Stream, 1, 0, 1, written), keys);
}
