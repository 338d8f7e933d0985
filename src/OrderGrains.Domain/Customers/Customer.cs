using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>A customer (R2.2.1): the fold of its events. Immutable. The orders keep their own copy of the customer's information as
/// contracted; this is what is known today.</summary>
[GenerateSerializer, Immutable, Alias("og.customer")]
public sealed record Customer
{
    /// <summary>A customer that nothing was recorded about yet.</summary>
    public static readonly Customer None = new();

    /// <summary>Why, by whom and since when its new orders are refused; null while they are accepted.</summary>
    [Id(0)] public Block? Block { get; init; }
    /// <summary>The customer whose orders these are from now on: this one was merged into it, or never was more than another name for
    /// it.</summary>
    [Id(1)] public CustomerId? LeadsTo { get; init; }
    /// <summary>When its record began.</summary>
    [Id(2)] public DateTimeOffset CreatedAt { get; init; }
    /// <summary>When its record last changed.</summary>
    [Id(3)] public DateTimeOffset UpdatedAt { get; init; }
    /// <summary>The profile; null until an order was recorded, and after erasure.</summary>
    [Id(4)] public CustomerProfile? Profile { get; init; }
    /// <summary>Whether the profile was entered by the company: then orders change it no more.</summary>
    [Id(5)] public bool IsProfileEntered { get; init; }
    /// <summary>The statements of orders about it so far, as <see cref="CustomerIdentity.StatementOf"/> tells it apart: saying it again is
    /// no news.</summary>
    [Id(6)] public ImmutableArray<Guid> Statements { get; init; } = [];
    /// <summary>The contact person.</summary>
    [Id(7)] public ImmutableArray<CustomerContact> Contacts { get; init; } = [];
    /// <summary>The authorised signers (R7.4.3).</summary>
    [Id(8)] public ImmutableArray<AuthorisedSigner> Signers { get; init; } = [];
    /// <summary>The other identities that lead here.</summary>
    [Id(9)] public ImmutableArray<CustomerAlias> Aliases { get; init; } = [];
    /// <summary>Customers that may be the same; merged by a command, never by themselves.</summary>
    [Id(10)] public ImmutableArray<CustomerId> PossibleDuplicates { get; init; } = [];
    /// <summary>The customers that were merged into this one.</summary>
    [Id(11)] public ImmutableArray<MergedCustomer> Merged { get; init; } = [];
    /// <summary>The language to write to it in; null where nobody said.</summary>
    [Id(12)] public string? Language { get; init; }
    /// <summary>Its time zone, by the name in the IANA database; null where nobody said.</summary>
    [Id(13)] public string? TimeZone { get; init; }
    /// <summary>Whether it agreed to be contacted for feedback (R9.1); null where nobody asked.</summary>
    [Id(14)] public bool? ContactConsent { get; init; }
    /// <summary>Whether personal data were erased.</summary>
    [Id(15)] public bool PersonalDataErased { get; init; }
    /// <summary>The identities that it has claimed and order management has not confirmed; null where there are none.</summary>
    [Id(16)] public ImmutableArray<CustomerClaim>? Claims { get; init; }
    /// <summary>True as long as nothing happened but that orders of accounts have named it: nobody has ordered under this identity
    /// itself.</summary>
    [Id(17)] public bool? IsOnlyNamed { get; init; }

    /// <summary>Whether order management has still to decide on a claim of the customer.</summary>
    [JsonIgnore]
    public bool HasOpenClaims => Claims is { } claims && claims.Any(claim => claim.Decline is null);

    /// <summary>Whether order management has confirmed every identity that leads here. Until then an account sees of the record what its
    /// own orders say, and no more: the rest may be another company's.</summary>
    [JsonIgnore]
    public bool IsConfirmed => Aliases.All(alias => alias.Confirmed is true) && (Aliases.Length > 0 || Claims is null);

    /// <summary>The customer's claim on an identity; null where there is none.</summary>
    public CustomerClaim? ClaimOn(CustomerId identity) => Claims?.FirstOrDefault(claim => claim.Id == identity);

    /// <summary>Whether the identity leads here or is claimed, be the claim declined or not.</summary>
    public bool Knows(CustomerId identity) => ClaimOn(identity) is not null || Aliases.Any(alias => alias.Id == identity);

    /// <summary>Where it stands.</summary>
    [JsonIgnore]
    public CustomerStatus Status =>
        LeadsTo is not null ? CustomerStatus.Merged : Block is not null
            ? CustomerStatus.Blocked : CreatedAt == default ? CustomerStatus.None : CustomerStatus.Active;
}

/// <summary>Where a customer stands.</summary>
[JsonConverter(typeof(EnumCodeJson<CustomerStatus>))]
public enum CustomerStatus
{
    /// <summary>Nothing was recorded yet.</summary>
    None,
    /// <summary>Its orders are accepted.</summary>
    Active,
    /// <summary>Its new orders are refused.</summary>
    Blocked,
    /// <summary>Its orders are another customer's.</summary>
    Merged,
}

/// <summary>The current data of a customer (R2.2.1). All of it is personal data.</summary>
/// <param name="Platform">The platform of the account; null for a customer without one.</param>
/// <param name="Account">The account on the platform.</param>
/// <param name="Name">The name.</param>
/// <param name="Phone">The phone, E.164.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Address">The address.</param>
[GenerateSerializer, Immutable, Alias("og.customer.profile")]
public sealed record CustomerProfile(
    [property: Id(0)] string? Platform, [property: Id(1)] string? Account, [property: Id(2)] string Name, [property: Id(3)] string Phone,
    [property: Id(4)] string? Email,
    [property: Id(5)] Address Address);

/// <summary>A contact person at a customer.</summary>
/// <param name="Name">The person.</param>
/// <param name="Phone">The phone, E.164.</param>
/// <param name="Email">The e-mail address.</param>
[GenerateSerializer, Immutable, Alias("og.customer.contact")]
public sealed record CustomerContact([property: Id(0)] string Name, [property: Id(1)] string Phone, [property: Id(2)] string? Email);

/// <summary>An authorised signer of a customer (R7.4.3); the first is the person who acknowledged the acceptance criteria of an order, for
/// an online order its contact person.</summary>
/// <param name="Name">The person.</param>
/// <param name="Evidence">The basis: how an order's criteria were acknowledged, or what the staff was shown.</param>
/// <param name="Order">The order that it rests on; null where the staff recorded it.</param>
/// <param name="By">The person who recorded it: the subject of the token.</param>
/// <param name="Since">Since when.</param>
[GenerateSerializer, Immutable, Alias("og.customer.signer")]
public sealed record AuthorisedSigner(
    [property: Id(0)] string Name, [property: Id(1)] string Evidence, [property: Id(2)] Guid? Order, [property: Id(3)] string By,
    [property: Id(4)] DateTimeOffset Since);

/// <summary>That an account has named itself by a name and phone in an order: the identity stays apart until order management has confirmed
/// that the two are the same company (R2.2.1). The texts are personal data, and null after erasure.</summary>
/// <param name="Id">The id of the identity by name and phone.</param>
/// <param name="Name">The name.</param>
/// <param name="Phone">The phone.</param>
/// <param name="Order">The order that said so first.</param>
/// <param name="Since">Since when.</param>
/// <param name="Decline">That the two are not the same; null while order management has not decided.</param>
[GenerateSerializer, Immutable, Alias("og.customer.claim")]
public sealed record CustomerClaim(
    [property: Id(0)] CustomerId Id, [property: Id(1)] string? Name, [property: Id(2)] string? Phone, [property: Id(3)] Guid Order,
    [property: Id(4)] DateTimeOffset Since,
    [property: Id(5)] DeclinedClaim? Decline = null);

/// <summary>That a claim was declined: the account and the identity stay apart for good.</summary>
/// <param name="By">The person who declined it: the subject of the token.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("og.customer.declined-claim")]
public sealed record DeclinedClaim([property: Id(0)] string By, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Reason);

/// <summary>Another identity that leads to a customer: an account, or a name with a phone. The texts are personal data, and null after
/// erasure.</summary>
/// <param name="Id">The identity's id, which orders carry.</param>
/// <param name="Platform">The platform of the account.</param>
/// <param name="Account">The account; null for an identity by name and phone.</param>
/// <param name="Name">The name.</param>
/// <param name="Phone">The phone.</param>
/// <param name="Confirmed">True once order management has confirmed that it is the same company; null until then.</param>
[GenerateSerializer, Immutable, Alias("og.customer.alias")]
public sealed record CustomerAlias(
    [property: Id(0)] CustomerId Id, [property: Id(1)] string? Platform, [property: Id(2)] string? Account, [property: Id(3)] string? Name,
    [property: Id(4)] string? Phone,
    [property: Id(5)] bool? Confirmed = null);

/// <summary>A customer that was merged into another.</summary>
/// <param name="Id">The customer.</param>
/// <param name="By">The person who merged it: the subject of the token.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="BlockedSince">Since when it was blocked, if that block was taken over: it counts for both, and is not taken over
/// twice.</param>
[GenerateSerializer, Immutable, Alias("og.customer.merged-customer")]
public sealed record MergedCustomer(
    [property: Id(0)] CustomerId Id, [property: Id(1)] string By, [property: Id(2)] DateTimeOffset At, [property: Id(3)] string Reason,
    [property: Id(4)] DateTimeOffset? BlockedSince);

/// <summary>Why, by whom and since when new orders of a customer are refused.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">The person who blocked it: the subject of the token.</param>
/// <param name="Since">Since when.</param>
[GenerateSerializer, Immutable, Alias("og.customer.block")]
public sealed record Block([property: Id(0)] string Reason, [property: Id(1)] string By, [property: Id(2)] DateTimeOffset Since);
