using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Content;

/// <summary>The order's information, accurate and complete (R2.2, R1.3, R7.3): what an <see cref="OrderForm"/> becomes once nothing is
/// wrong with it.</summary>
[GenerateSerializer, Immutable, Alias("og.order-information")]
public sealed record OrderInformation
{
    /// <summary>The service type's code (R2.2.2).</summary>
    [Id(0)] public required string ServiceType { get; init; }
    /// <summary>The service term (R2.2.2).</summary>
    [Id(1)] public required ServiceTerm Term { get; init; }
    /// <summary>The agreed fee, greater than zero (R2.2.2).</summary>
    [Id(2)] public required Money Fee { get; init; }
    /// <summary>The agreed payment method's code.</summary>
    [Id(3)] public required string PaymentMethod { get; init; }
    /// <summary>The contract (R1.3).</summary>
    [Id(4)] public required Contract Contract { get; init; }
    /// <summary>The service in detail (R2.2.3).</summary>
    [Id(5)] public required ServiceDetail Service { get; init; }
    /// <summary>The acceptance criteria, all four categories covered (R7.3.2).</summary>
    [Id(6)] public required ImmutableArray<AcceptanceCriterion> AcceptanceCriteria { get; init; }
    /// <summary>The priority.</summary>
    [Id(7)] public required Priority Priority { get; init; }
}

/// <summary>How urgent an order is.</summary>
[JsonConverter(typeof(EnumCodeJson<Priority>))]
public enum Priority
{
    /// <summary>The usual pace.</summary>
    Normal,
    /// <summary>Before the normal ones.</summary>
    High,
    /// <summary>Before all others.</summary>
    Urgent,
}

/// <summary>The customer's information as contracted (R2.2.1). All of it is personal data.</summary>
[GenerateSerializer, Immutable, Alias("og.customer-information")]
public sealed record CustomerInformation(
    [property: Id(0)] string? Account, [property: Id(1)] string Name, [property: Id(2)] string ContactPerson,
    [property: Id(3)] string Phone, [property: Id(4)] string? Email, [property: Id(5)] Address Address);

/// <summary>An address: country as ISO 3166-1 alpha-2, the rest free text.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Province">The province or state.</param>
/// <param name="City">The city.</param>
/// <param name="Street">Street, number and the rest.</param>
[GenerateSerializer, Immutable, Alias("og.address")]
public sealed record Address([property: Id(0)] string Country, [property: Id(1)] string Province, [property: Id(2)] string City,
    [property: Id(3)] string Street);

/// <summary>Where the customer is, as coarse as statistics need it; not personal data.</summary>
[GenerateSerializer, Immutable, Alias("og.region")]
public readonly record struct Region([property: Id(0)] string Country, [property: Id(1)] string Province);

/// <summary>The service term, from its first to its last day.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
[GenerateSerializer, Immutable, Alias("og.service-term")]
public readonly record struct ServiceTerm([property: Id(0)] DateOnly From, [property: Id(1)] DateOnly To);

/// <summary>The contract that the order is (R1.3).</summary>
[GenerateSerializer, Immutable, Alias("og.contract")]
public sealed record Contract(
    [property: Id(0)] string Number, [property: Id(1)] DateOnly SignedAt, [property: Id(2)] string RightsAndObligations,
    [property: Id(3)] string? TermsVersion);

/// <summary>That the customer acknowledged the acceptance criteria (R7.3.1). Who did is personal data.</summary>
/// <param name="By">The person who acknowledged them for the customer.</param>
/// <param name="At">On which day.</param>
/// <param name="Method">How: for an online order by accepting the terms.</param>
/// <param name="ExplainedBy">The person who explained them; null online.</param>
[GenerateSerializer, Immutable, Alias("og.acknowledgement")]
public sealed record Acknowledgement(
    [property: Id(0)] string By, [property: Id(1)] DateOnly At, [property: Id(2)] string Method, [property: Id(3)] string? ExplainedBy);

/// <summary>The service in detail (R2.2.3).</summary>
/// <param name="Requirements">The specific requirements.</param>
/// <param name="Goals">The goals, at least one.</param>
/// <param name="Deliverables">The deliverables, at least one.</param>
[GenerateSerializer, Immutable, Alias("og.service-detail")]
public sealed record ServiceDetail(
    [property: Id(0)] string Requirements, [property: Id(1)] ImmutableArray<string> Goals,
    [property: Id(2)] ImmutableArray<Deliverable> Deliverables);

/// <summary>Something to be delivered, and the agreed method of delivering it (R7.2.2).</summary>
/// <param name="Name">The deliverable.</param>
/// <param name="Method">The agreed method, from the configured list.</param>
[GenerateSerializer, Immutable, Alias("og.deliverable")]
public sealed record Deliverable([property: Id(0)] string Name, [property: Id(1)] string Method);

/// <summary>The categories of acceptance criteria (R7.3.2).</summary>
[JsonConverter(typeof(EnumCodeJson<CriterionCategory>))]
public enum CriterionCategory
{
    /// <summary>The quality of the service.</summary>
    ServiceQuality,
    /// <summary>The deliverables' completeness.</summary>
    Completeness,
    /// <summary>The deliverables' accuracy.</summary>
    Accuracy,
    /// <summary>The deliverables' function.</summary>
    Functionality,
}

/// <summary>An acceptance criterion, or the reason why its category does not apply; one of the two is set.</summary>
/// <param name="Category">The subject.</param>
/// <param name="Text">The criterion; null where the category does not apply.</param>
/// <param name="NotApplicableReason">Why the category does not apply; null where it does.</param>
[GenerateSerializer, Immutable, Alias("og.acceptance-criterion")]
public sealed record AcceptanceCriterion([property: Id(0)] CriterionCategory Category, [property: Id(1)] string? Text,
    [property: Id(2)] string? NotApplicableReason);
