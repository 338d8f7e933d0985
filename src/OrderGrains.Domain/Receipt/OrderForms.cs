using System.Collections.Frozen;
using System.Globalization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Receipt;

/// <summary>Describes a form besides its values: the places of its fields, and how an order looks as a form again.</summary>
public static class OrderForms
{
    /// <summary>Every place in a form, lists' entries as <c>[]</c>. A finding is about one of them (R2.3).</summary>
    public static readonly FrozenSet<string> Places = OrderPolicy.Codes("""
        platform externalReference customer customer.account customer.name customer.contactPerson customer.phone customer.email customer.address
        customer.address.country customer.address.province customer.address.city customer.address.street serviceType term term.from term.to
        fee fee.amount fee.currency paymentMethod contract contract.number contract.signedAt contract.rightsAndObligations contract.termsVersion
        contract.acknowledgement contract.acknowledgement.by contract.acknowledgement.at contract.acknowledgement.method
        contract.acknowledgement.explainedBy service service.requirements service.goals service.goals[] service.deliverables service.deliverables[]
        service.deliverables[].name service.deliverables[].method acceptanceCriteria acceptanceCriteria[] acceptanceCriteria[].category
        acceptanceCriteria[].text acceptanceCriteria[].notApplicableReason priority submittedAt
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether there is such a place in the order's form; of a list only the entries that it has.</summary>
    public static bool HasPlace(OrderInformation? information, string path)
    {
        var open = path.IndexOf('[');
        if (open < 0)
            return Places.Contains(path);
        var close = path.IndexOf(']');
        if (close < open
            || !int.TryParse(path.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || !Places.Contains(string.Concat(path.AsSpan(0, open + 1), path.AsSpan(close))))
            return false;
        return index < path[..open] switch
        {
            "service.goals" => information?.Service.Goals.Length,
            "service.deliverables" => information?.Service.Deliverables.Length,
            _ => information?.AcceptanceCriteria.Length,
        };
    }

    /// <summary>The order as a form, as it stands: what a correction starts from, and what is checked again before the
    /// review passes. Erased fields are missing.</summary>
    public static OrderForm Of(Order order)
    {
        if (order.Information is not { } information)
            return order.Draft ?? new();
        return new()
        {
            Platform = order.Platform,
            ExternalReference = order.ExternalReference,
            Customer = order.Customer is { } customer ? Of(customer) : null,
            ServiceType = information.ServiceType,
            Term = new(Of(information.Term.From), Of(information.Term.To)),
            Fee = new(information.Fee.Amount.ToString(CultureInfo.InvariantCulture), information.Fee.Currency),
            PaymentMethod = information.PaymentMethod,
            Contract = Of(information.Contract, order.Acknowledgement),
            Service = new(information.Service.Requirements, [.. information.Service.Goals],
                [.. information.Service.Deliverables.Select(Of)]),
            AcceptanceCriteria = [.. information.AcceptanceCriteria.Select(Of)],
            Priority = EnumCode<Priority>.Of(information.Priority),
            SubmittedAt = order.SubmittedAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        };
    }

    private static CustomerForm Of(CustomerInformation customer) =>
        new(customer.Account, customer.Name, customer.ContactPerson, customer.Phone, customer.Email,
            new(customer.Address.Country, customer.Address.Province, customer.Address.City, customer.Address.Street));

    private static ContractForm Of(Contract contract, Acknowledgement? said) =>
        new(contract.Number, Of(contract.SignedAt), contract.RightsAndObligations, contract.TermsVersion,
            said is null ? null : new(said.By, Of(said.At), said.Method, said.ExplainedBy));

    private static DeliverableForm Of(Deliverable deliverable) => new(deliverable.Name, deliverable.Method);

    private static CriterionForm Of(AcceptanceCriterion criterion) =>
        new(EnumCode<CriterionCategory>.Of(criterion.Category), criterion.Text, criterion.NotApplicableReason);

    private static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
