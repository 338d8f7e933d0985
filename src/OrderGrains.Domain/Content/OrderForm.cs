using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Content;

// What people and platforms enter, as they enter it: every field may be missing, and code lists, dates and amounts are texts,
// so that any fault becomes a finding on its field instead of a broken request. OrderInformation is what it becomes.

/// <summary>An order as entered (R2.2), complete or not.</summary>
[GenerateSerializer, Immutable, Alias("og.order-form")]
public sealed record OrderForm
{
    internal const int MaxEntries = 50;

    /// <summary>The online platform that it comes from; null for the sales channel (R2.1).</summary>
    [Id(0)] public string? Platform { get; init; }
    /// <summary>The platform's own number of the order; with <see cref="Platform"/> the identity of an online submission.</summary>
    [Id(1)] public string? ExternalReference { get; init; }
    /// <summary>The customer (R2.2.1).</summary>
    [Id(2)] public CustomerForm? Customer { get; init; }
    /// <summary>The service type, from the configured list (R2.2.2).</summary>
    [Id(3)] public string? ServiceType { get; init; }
    /// <summary>The service term (R2.2.2).</summary>
    [Id(4)] public TermForm? Term { get; init; }
    /// <summary>The fee (R2.2.2).</summary>
    [Id(5)] public MoneyForm? Fee { get; init; }
    /// <summary>The agreed payment method, from the configured list (R8.2.1).</summary>
    [Id(6)] public string? PaymentMethod { get; init; }
    /// <summary>The contract (R1.3).</summary>
    [Id(7)] public ContractForm? Contract { get; init; }
    /// <summary>The service in detail (R2.2.3).</summary>
    [Id(8)] public ServiceForm? Service { get; init; }
    /// <summary>The acceptance criteria explained at signing (R7.3).</summary>
    [Id(9), MaxItems(OrderForm.MaxEntries, ByRule = true)] public ImmutableArray<CriterionForm>? AcceptanceCriteria { get; init; }
    /// <summary>NORMAL, HIGH or URGENT; NORMAL where it is missing.</summary>
    [Id(10)] public string? Priority { get; init; }
    /// <summary>When the customer submitted it, RFC 3339; now where it is missing. It does not lie in the future.</summary>
    [Id(11)] public string? SubmittedAt { get; init; }
}

/// <summary>The customer as entered (R2.2.1).</summary>
/// <param name="Account">The account on the platform; missing for a customer without one.</param>
/// <param name="Name">The name; at most 200 characters.</param>
/// <param name="ContactPerson">The contact person.</param>
/// <param name="Phone">The phone, E.164; spaces and hyphens do not matter.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Address">The address.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.customer")]
public sealed record CustomerForm(
    [property: Id(0)] string? Account = null, [property: Id(1)] string? Name = null, [property: Id(2)] string? ContactPerson = null,
    [property: Id(3)] string? Phone = null, [property: Id(4)] string? Email = null, [property: Id(5)] AddressForm? Address = null);

/// <summary>An address as entered.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Province">The province or state.</param>
/// <param name="City">The city.</param>
/// <param name="Street">Street, number and the rest; at most 300 characters.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.address")]
public sealed record AddressForm(
    [property: Id(0)] string? Country = null, [property: Id(1)] string? Province = null, [property: Id(2)] string? City = null,
    [property: Id(3)] string? Street = null);

/// <summary>A service term as entered: two dates, ISO 8601.</summary>
/// <param name="From">The first day, ISO 8601.</param>
/// <param name="To">The last day, ISO 8601; after the first.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.term")]
public sealed record TermForm([property: Id(0)] string? From = null, [property: Id(1)] string? To = null);

/// <summary>An amount as entered: a decimal number and an ISO 4217 code.</summary>
/// <param name="Amount">The amount, such as "1250.00"; greater than zero, with at most the minor digits of its currency.</param>
/// <param name="Currency">The ISO 4217 code.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.money")]
public sealed record MoneyForm([property: Id(0)] string? Amount = null, [property: Id(1)] string? Currency = null);

/// <summary>A contract as entered (R1.3).</summary>
/// <param name="Number">The contract's number; numbers may repeat.</param>
/// <param name="SignedAt">The day of signing, ISO 8601; not after the submission.</param>
/// <param name="RightsAndObligations">Both sides' rights and obligations (R1.3).</param>
/// <param name="TermsVersion">The version of the terms accepted online; needed from a platform.</param>
/// <param name="Acknowledgement">That the customer acknowledged the acceptance criteria (R7.3.1); needed in the sales channel.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.contract")]
public sealed record ContractForm(
    [property: Id(0)] string? Number = null, [property: Id(1)] string? SignedAt = null,
    [property: Id(2)] string? RightsAndObligations = null,
    [property: Id(3)] string? TermsVersion = null, [property: Id(4)] AcknowledgementForm? Acknowledgement = null);

/// <summary>The customer's acknowledgement of the acceptance criteria: by whom, when, how, and who explained them (R7.3.1); needed in the
/// sales channel.</summary>
/// <param name="By">The person who acknowledged them for the customer.</param>
/// <param name="At">On which day, ISO 8601.</param>
/// <param name="Method">How.</param>
/// <param name="ExplainedBy">The person who explained them.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.acknowledgement")]
public sealed record AcknowledgementForm(
    [property: Id(0)] string? By = null, [property: Id(1)] string? At = null, [property: Id(2)] string? Method = null,
    [property: Id(3)] string? ExplainedBy = null)
{
    /// <summary>Whether nothing is said.</summary>
    internal bool IsBlank => UnicodeText.Read(By) is null && UnicodeText.Read(At) is null && UnicodeText.Read(Method) is null
        && UnicodeText.Read(ExplainedBy) is null;
}

/// <summary>The service as entered (R2.2.3).</summary>
/// <param name="Requirements">The specific requirements.</param>
/// <param name="Goals">The goals, at least one.</param>
/// <param name="Deliverables">The deliverables, at least one.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.service")]
public sealed record ServiceForm(
    [property: Id(0)] string? Requirements = null,
    [property: Id(1), MaxItems(OrderForm.MaxEntries, ByRule = true)] ImmutableArray<string?>? Goals = null,
    [property: Id(2), MaxItems(OrderForm.MaxEntries, ByRule = true)] ImmutableArray<DeliverableForm>? Deliverables = null);

/// <summary>A deliverable as entered, and the agreed method of delivering it (R7.2.2).</summary>
/// <param name="Name">The deliverable.</param>
/// <param name="Method">The agreed method, from the configured list.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.deliverable")]
public sealed record DeliverableForm([property: Id(0)] string? Name = null, [property: Id(1)] string? Method = null);

/// <summary>An acceptance criterion as entered: a text, or the reason why its category does not apply (R7.3.2).</summary>
/// <param name="Category">The category: SERVICE_QUALITY, COMPLETENESS, ACCURACY or FUNCTIONALITY.</param>
/// <param name="Text">The criterion.</param>
/// <param name="NotApplicableReason">Why the category does not apply; instead of a text.</param>
[GenerateSerializer, Immutable, Alias("og.order-form.criterion")]
public sealed record CriterionForm([property: Id(0)] string? Category = null, [property: Id(1)] string? Text = null,
    [property: Id(2)] string? NotApplicableReason = null);
