using System.Text.Json.Serialization;

namespace OrderGrains.Benchmarks.Baseline;

// A submission as the samples have it. Settable properties, because the generated reader fills them without a detour over a constructor.

internal sealed class OrderRequest
{
    public string? Platform { get; set; }
    public string? ExternalReference { get; set; }
    public CustomerRequest? Customer { get; set; }
    public string? ServiceType { get; set; }
    public TermRequest? Term { get; set; }
    public MoneyRequest? Fee { get; set; }
    public string? PaymentMethod { get; set; }
    public ContractRequest? Contract { get; set; }
    public ServiceRequest? Service { get; set; }
    public List<CriterionRequest?>? AcceptanceCriteria { get; set; }
    public string? Priority { get; set; }
    public string? SubmittedAt { get; set; }
}

internal sealed class CustomerRequest
{
    public string? Account { get; set; }
    public string? Name { get; set; }
    public string? ContactPerson { get; set; }
    public string? Phone { get; set; }
    public string? Email { get; set; }
    public AddressRequest? Address { get; set; }
}

internal sealed class AddressRequest
{
    public string? Country { get; set; }
    public string? Province { get; set; }
    public string? City { get; set; }
    public string? Street { get; set; }
}

internal sealed class TermRequest
{
    public string? From { get; set; }
    public string? To { get; set; }
}

internal sealed class MoneyRequest
{
    public string? Amount { get; set; }
    public string? Currency { get; set; }
}

internal sealed class ContractRequest
{
    public string? Number { get; set; }
    public string? SignedAt { get; set; }
    public string? RightsAndObligations { get; set; }
    public string? TermsVersion { get; set; }
}

internal sealed class ServiceRequest
{
    public string? Requirements { get; set; }
    public List<string?>? Goals { get; set; }
    public List<DeliverableRequest?>? Deliverables { get; set; }
}

internal sealed class DeliverableRequest
{
    public string? Name { get; set; }
    public string? Method { get; set; }
}

internal sealed class CriterionRequest
{
    public string? Category { get; set; }
    public string? Text { get; set; }
    public string? NotApplicableReason { get; set; }
}

internal readonly record struct Fault(string Code, string Path, string Message);

internal sealed record OrderAnswer(SubmittedOrder? Order, IReadOnlyList<Fault> Errors, bool Replayed = false);

internal sealed record SubmittedOrder(long Id, string Number, string Status);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(OrderRequest[]))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(OrderAnswer[]))]
internal sealed partial class BaselineJson : JsonSerializerContext;
