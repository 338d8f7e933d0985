using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

// What crosses wire and disk: append only. Forms and commands first, then events.

/// <summary>A customer's profile as entered (R2.2.1). The account is not part of it: it is what the customer is known by.</summary>
/// <param name="Name">The name; at most 200 characters.</param>
/// <param name="Phone">The phone, E.164; spaces and hyphens do not matter.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Address">The address.</param>
[GenerateSerializer, Immutable, Alias("og.customer-form.profile")]
public sealed record CustomerProfileForm(
    [property: Id(0)] string? Name = null, [property: Id(1)] string? Phone = null, [property: Id(2)] string? Email = null, [property: Id(3)] AddressForm? Address = null);

/// <summary>A contact as entered.</summary>
/// <param name="Name">The person.</param>
/// <param name="Phone">The phone, E.164.</param>
/// <param name="Email">The e-mail address.</param>
[GenerateSerializer, Immutable, Alias("og.customer-form.contact")]
public sealed record CustomerContactForm([property: Id(0)] string? Name = null, [property: Id(1)] string? Phone = null, [property: Id(2)] string? Email = null);

/// <summary>An authorised signer as entered (R7.4.3).</summary>
/// <param name="Name">The person.</param>
/// <param name="Evidence">The evidence that the person may sign.</param>
[GenerateSerializer, Immutable, Alias("og.customer-form.signer")]
public sealed record AuthorisedSignerForm([property: Id(0)] string? Name = null, [property: Id(1)] string? Evidence = null);

/// <summary>Commands on customers.</summary>
[GenerateSerializer, Immutable, Alias("og.customer-command")]
public abstract record CustomerCommand
{
    private CustomerCommand() { }

    /// <summary>Refuses new orders of the customer from now on.</summary>
    [GenerateSerializer, Immutable, Alias("og.customer.block-customer")]
    public sealed record BlockCustomer([property: Id(0)] string? Reason) : CustomerCommand;

    /// <summary>Accepts new orders of the customer again.</summary>
    [GenerateSerializer, Immutable, Alias("og.customer.unblock-customer")]
    public sealed record UnblockCustomer([property: Id(0)] string? Reason) : CustomerCommand;

    /// <summary>Changes what is known of the customer; what is null stays (R2.2.1).</summary>
    /// <param name="Contacts">Everybody to talk to, in place of those recorded; an empty list removes the last of them.</param>
    /// <param name="Signers">Signers to add, each with evidence.</param>
    /// <param name="SignersWithdrawn">The names of signers who may sign no more.</param>
    /// <param name="Language">The language to write in.</param>
    /// <param name="TimeZone">The time zone's name in the IANA database.</param>
    /// <param name="ContactConsent">Whether the customer agrees to be contacted for feedback.</param>
    [GenerateSerializer, Immutable, Alias("og.customer.update-customer")]
    public sealed record UpdateCustomer(
        [property: Id(0)] CustomerProfileForm? Profile = null, [property: Id(1)] ImmutableArray<CustomerContactForm>? Contacts = null,
        [property: Id(2)] ImmutableArray<AuthorisedSignerForm>? Signers = null, [property: Id(3)] ImmutableArray<string?>? SignersWithdrawn = null,
        [property: Id(4)] string? Language = null, [property: Id(5)] string? TimeZone = null, [property: Id(6)] bool? ContactConsent = null) : CustomerCommand;

    /// <summary>Merges another customer into this one.</summary>
    /// <param name="Named">The other customer as the caller named it.</param>
    /// <param name="Reason">Why they are the same.</param>
    /// <param name="Self">This customer; with what follows found by the system, so not part of what the caller sent.</param>
    /// <param name="Other">The customer that the name leads to.</param>
    /// <param name="Taken">The other customer as it is.</param>
    [GenerateSerializer, Immutable, Alias("og.customer.merge-customer")]
    public sealed record MergeCustomer(
        [property: Id(0)] CustomerId Named, [property: Id(1)] string? Reason, [property: Id(2), JsonIgnore] CustomerId Self, [property: Id(3), JsonIgnore] CustomerId Other,
        [property: Id(4), JsonIgnore] Customer Taken) : CustomerCommand;

    /// <summary>Confirms that the customer is the same company as an identity that it has claimed.</summary>
    /// <param name="Claim">The identity.</param>
    /// <param name="Reason">Why they are the same.</param>
    /// <param name="Self">This customer; with what follows found by the system, so not part of what the caller sent.</param>
    /// <param name="Other">The customer that the identity leads to.</param>
    /// <param name="Taken">That customer as it is.</param>
    [GenerateSerializer, Immutable, Alias("og.customer.confirm-claim")]
    public sealed record ConfirmClaim(
        [property: Id(0)] CustomerId Claim, [property: Id(1)] string? Reason, [property: Id(2), JsonIgnore] CustomerId Self, [property: Id(3), JsonIgnore] CustomerId Other,
        [property: Id(4), JsonIgnore] Customer Taken) : CustomerCommand;

    /// <summary>Declines a claim of the customer: the two stay apart for good.</summary>
    /// <param name="Claim">The identity.</param>
    /// <param name="Reason">Why they are not the same.</param>
    [GenerateSerializer, Immutable, Alias("og.customer.decline-claim")]
    public sealed record DeclineClaim([property: Id(0)] CustomerId Claim, [property: Id(1)] string? Reason) : CustomerCommand;

    /// <summary>The system's: records what an order says of the customer.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Platform">The order's platform.</param>
    /// <param name="Information">The customer's information as contracted.</param>
    /// <param name="Acknowledgement">Who acknowledged the acceptance criteria.</param>
    /// <param name="Alias">The identity by name and phone that leads here since this order; null where it is the customer's own id, or leads elsewhere.</param>
    /// <param name="PossibleDuplicate">The other customer that name and phone lead to.</param>
    /// <param name="Claim">The identity by name and phone that an account claims with this order.</param>
    [GenerateSerializer, Immutable, Alias("og.customer.record-order")]
    public sealed record RecordOrder(
        [property: Id(0)] Guid Order, [property: Id(1)] string? Platform, [property: Id(2)] CustomerInformation Information, [property: Id(3)] Acknowledgement? Acknowledgement,
        [property: Id(4)] CustomerId? Alias, [property: Id(5)] CustomerId? PossibleDuplicate, [property: Id(6)] CustomerId? Claim = null) : CustomerCommand;

    /// <summary>The system's: records that another customer, seen with the same name and phone, may be the same.</summary>
    [GenerateSerializer, Immutable, Alias("og.customer.suspect-duplicate")]
    public sealed record SuspectDuplicate([property: Id(0)] CustomerId Other) : CustomerCommand;

    /// <summary>The system's: makes this customer, or this identity, lead to another.</summary>
    /// <param name="Self">This customer.</param>
    /// <param name="Into">The other.</param>
    [GenerateSerializer, Immutable, Alias("og.customer.lead-to")]
    public sealed record LeadTo([property: Id(0)] CustomerId Self, [property: Id(1)] CustomerId Into) : CustomerCommand;

    /// <summary>The system's: takes over what a merged customer got between the decision to merge it and its end.</summary>
    /// <param name="Other">The merged customer.</param>
    /// <param name="Taken">The merged customer as it is.</param>
    /// <param name="Self">This customer.</param>
    [GenerateSerializer, Immutable, Alias("og.customer.take-over")]
    public sealed record TakeOver([property: Id(0)] CustomerId Other, [property: Id(1)] Customer Taken, [property: Id(2)] CustomerId Self) : CustomerCommand;
}

/// <summary>Something that happened to a customer.</summary>
public abstract record CustomerEvent(string By, DateTimeOffset At);

/// <summary>The customer was blocked: its new orders are refused.</summary>
public sealed record CustomerBlocked(string By, DateTimeOffset At, string Reason) : CustomerEvent(By, At);

/// <summary>The block was lifted.</summary>
public sealed record CustomerUnblocked(string By, DateTimeOffset At, string Reason) : CustomerEvent(By, At);

/// <summary>What an order says of the customer was recorded, since it was news (R2.2.1). The first one begins the record.</summary>
public sealed record CustomerRecorded(string By, DateTimeOffset At) : CustomerEvent(By, At)
{
    /// <summary>The order.</summary>
    public required Guid Order { get; init; }
    /// <summary>The order's platform; null for the sales channel.</summary>
    public string? Platform { get; init; }
    /// <summary>The identity by name and phone that leads here.</summary>
    public CustomerId? Alias { get; init; }
    /// <summary>Another customer with the same name and phone.</summary>
    public CustomerId? PossibleDuplicate { get; init; }
    /// <summary>The identity by name and phone that the account claims with this order.</summary>
    public CustomerId? Claim { get; init; }
    /// <summary>The customer's information; null once it was erased.</summary>
    [Personal] public CustomerInformation? Information { get; init; }
    /// <summary>Who acknowledged the acceptance criteria; null where nobody did, and once it was erased.</summary>
    [Personal] public Acknowledgement? Acknowledgement { get; init; }
}

/// <summary>Another customer, seen with the same name and phone, may be the same.</summary>
public sealed record DuplicateSuspected(string By, DateTimeOffset At, CustomerId Other) : CustomerEvent(By, At);

/// <summary>Order management confirmed that the customer is the same company as an identity: what was recorded of either is both's (R2.2.1).</summary>
public sealed record ClaimConfirmed(string By, DateTimeOffset At, CustomerId Claim, string Reason) : CustomerEvent(By, At);

/// <summary>Order management declined a claim of the customer: the two stay apart for good (R2.2.1).</summary>
public sealed record ClaimDeclined(string By, DateTimeOffset At, CustomerId Claim, string Reason) : CustomerEvent(By, At);

/// <summary>What is known of the customer was changed; what is null stayed (R2.2.1).</summary>
public sealed record CustomerUpdated(string By, DateTimeOffset At) : CustomerEvent(By, At)
{
    /// <summary>The profile.</summary>
    [Personal] public CustomerProfile? Profile { get; init; }
    /// <summary>Everybody to talk to.</summary>
    [Personal] public ImmutableArray<CustomerContact>? Contacts { get; init; }
    /// <summary>Everybody who may sign.</summary>
    [Personal] public ImmutableArray<AuthorisedSigner>? Signers { get; init; }
    /// <summary>The language to write in.</summary>
    public string? Language { get; init; }
    /// <summary>The time zone.</summary>
    public string? TimeZone { get; init; }
    /// <summary>Whether the customer agrees to be contacted for feedback.</summary>
    public bool? ContactConsent { get; init; }
}

/// <summary>Another customer was merged into this one: by a command, or the rest of it by the system, which the other had got in between.</summary>
public sealed record CustomerMerged(string By, DateTimeOffset At) : CustomerEvent(By, At)
{
    /// <summary>The other customer.</summary>
    public required CustomerId Other { get; init; }
    /// <summary>Why they are the same; null for the rest.</summary>
    public string? Reason { get; init; }
    /// <summary>The other's block, which counts for both; null where there is none that was not taken over before.</summary>
    public Block? Block { get; init; }
    /// <summary>The other customer as it was; null once it was erased.</summary>
    [Personal] public Customer? Taken { get; init; }
}

/// <summary>The customer, or an identity that never was more, leads to another from now on: its orders are the other's.</summary>
public sealed record CustomerMergedInto(string By, DateTimeOffset At, CustomerId Into) : CustomerEvent(By, At);
