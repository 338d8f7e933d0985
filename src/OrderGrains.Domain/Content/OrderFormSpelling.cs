using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Content;

/// <summary>One spelling for all forms that are read the same: what is left out, blank, or written in another way that means the
/// same.</summary>
public static class OrderFormSpelling
{
    /// <summary>The form in that spelling. What cannot be read stays as it is.</summary>
    public static OrderForm Of(OrderForm form) => new()
    {
        Platform = UnicodeText.Read(form.Platform),
        ExternalReference = UnicodeText.Read(form.ExternalReference),
        Customer = form.Customer is { } customer ? Of(customer) : null,
        ServiceType = UnicodeText.Read(form.ServiceType),
        Term = form.Term is { } term ? new(UnicodeText.Read(term.From), UnicodeText.Read(term.To)) : null,
        Fee = form.Fee is { } fee ? new(Number(fee.Amount), UnicodeText.Read(fee.Currency)) : null,
        PaymentMethod = UnicodeText.Read(form.PaymentMethod),
        Contract = form.Contract is { } contract ? Of(contract) : null,
        Service = form.Service is { } service ? Of(service) : null,
        AcceptanceCriteria = form.AcceptanceCriteria is { IsDefault: false } criteria ? [.. criteria.Select(Of)] : null,
        Priority = UnicodeText.Read(form.Priority) ?? EnumCode<Priority>.Of(Priority.Normal),
        SubmittedAt = UnicodeText.Read(form.SubmittedAt) is { } at
            ? InstantText.TryParse(at, out var instant) ? InstantText.Of(instant) : at : null,
    };

    /// <summary>The spelling that fingerprints were made of before there was one for the whole form: stores still hold them.</summary>
    public static OrderForm EarlierOf(OrderForm form)
    {
        if (form.Fee is not { Amount: { } text } fee || !DecimalText.TryParse(text, out var amount) || amount.ToString() == text)
            return form;
        return form with { Fee = fee with { Amount = amount.ToString() } };
    }

    /// <summary>A number without zeros that say nothing; what is no number as it is.</summary>
    public static string? Number(string? text) =>
        UnicodeText.Read(text) is { } number && DecimalText.TryParse(number, out var read) ? read.ToString() : text;

    private static CustomerForm Of(CustomerForm customer) => new(
        UnicodeText.Read(customer.Account), UnicodeText.Read(customer.Name), UnicodeText.Read(customer.ContactPerson),
        UnicodeText.Read(customer.Phone) is { } phone ? FieldReader.PhoneOf(phone) ?? phone : null, UnicodeText.Read(customer.Email),
        customer.Address is { } address
            ? new(UnicodeText.Read(address.Country), UnicodeText.Read(address.Province), UnicodeText.Read(address.City),
            UnicodeText.Read(address.Street)) : null);

    private static ContractForm Of(ContractForm contract) => new(
        UnicodeText.Read(contract.Number), UnicodeText.Read(contract.SignedAt), Prose(contract.RightsAndObligations),
            UnicodeText.Read(contract.TermsVersion),
        contract.Acknowledgement is { IsBlank: false } said
            ? new(UnicodeText.Read(said.By), UnicodeText.Read(said.At), UnicodeText.Read(said.Method), UnicodeText.Read(said.ExplainedBy))
            : null);

    private static ServiceForm Of(ServiceForm service) => new(
        Prose(service.Requirements),
        service.Goals is { IsDefault: false } goals ? [.. goals.Select(Prose)] : null,
        service.Deliverables is { IsDefault: false } deliverables
            // null stays null
            ? [.. deliverables.Select(entry => entry is null ? entry! : new(UnicodeText.Read(entry.Name), UnicodeText.Read(entry.Method)))]
            : null);

    private static CriterionForm Of(CriterionForm entry) =>
        // null stays null
        entry is null ? entry! : new(UnicodeText.Read(entry.Category), Prose(entry.Text), Prose(entry.NotApplicableReason));

    private static string? Prose(string? text) => UnicodeText.Lines(UnicodeText.Read(text));
}
