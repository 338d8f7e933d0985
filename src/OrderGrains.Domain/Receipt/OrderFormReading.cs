using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Receipt;

/// <summary>Makes an order of what was entered, or names every fault at once (R2.2, R1.3, R7.3).</summary>
public static class OrderFormReading
{
    /// <summary>How the criteria of an online order are acknowledged: by accepting the terms version that carries them.</summary>
    public const string TermsAccepted = "TERMS_ACCEPTED";

    private const int MaxEntries = OrderForm.MaxEntries;
    private static readonly ImmutableArray<CriterionCategory> Categories = [.. Enum.GetValues<CriterionCategory>()];
    private static readonly CustomerForm NoCustomer = new();
    private static readonly AddressForm NoAddress = new();
    private static readonly TermForm NoTerm = new();
    private static readonly MoneyForm NoMoney = new();
    private static readonly ContractForm NoContract = new();
    private static readonly ServiceForm NoService = new();
    private static readonly DeliverableForm NoDeliverable = new();
    private static readonly CriterionForm NoCriterion = new();

    /// <summary>Reads a form that is meant to be complete.</summary>
    /// <param name="now">The time of submission where the form names none.</param>
    /// <param name="order">The order, if nothing is wrong.</param>
    /// <param name="faults">The faults, one for each field, in the order of the form; empty if there are none.</param>
    public static bool TryRead(
        OrderForm form, OrderPolicy policy, DateTimeOffset now, [NotNullWhen(true)] out CompleteOrder? order,
            out ImmutableArray<Rejection> faults)
    {
        var fields = new FieldReader();
        order = Read(form, policy, now, fields);
        faults = fields.Faults;
        return order is not null;
    }

    /// <summary>The faults of a draft, which may be incomplete: only what may not be stored at all, which is texts and lists too long
    /// and forbidden characters.</summary>
    public static ImmutableArray<Rejection> FaultsOfDraft(OrderForm form, OrderPolicy policy, DateTimeOffset now)
    {
        TryRead(form, policy, now, out _, out var faults);
        return faults.RemoveAll(fault =>
            fault.Code is not (RejectionCode.TooLong or RejectionCode.TooMany or RejectionCode.InvalidCharacters));
    }

    /// <summary>The id of an online submission; null for the sales channel and where the platform or its reference is missing.</summary>
    public static OrderId? OnlineId(OrderForm form) =>
        OnlineIdentity(form.Platform, form.ExternalReference) is var (platform, reference)
            ? OrderId.OfSubmission(platform, reference) : null;

    /// <summary>The identity of an online submission: its platform and the platform's reference, as they are read; null where one is
    /// missing.</summary>
    public static (string Platform, string Reference)? OnlineIdentity(string? platform, string? reference) =>
        UnicodeText.Read(platform) is { } from && UnicodeText.Read(reference) is { } number ? (from, number) : null;

    /// <summary>Reads a form; what is wrong goes to <paramref name="fields"/>. Null where there is a fault, or was before.</summary>
    /// <param name="isAccepted">Whether platform, reference and time of submission are those of an order that was accepted, which nobody
    /// can correct.</param>
    internal static CompleteOrder? Read(OrderForm form, OrderPolicy policy, DateTimeOffset now, FieldReader fields, bool isAccepted = false)
    {
        var (platform, reference) = isAccepted ? (form.Platform, form.ExternalReference) : ReadOrigin(form, policy, fields);
        var online = UnicodeText.Read(form.Platform) is not null;
        var customer = ReadCustomer(form.Customer ?? NoCustomer, fields);
        var serviceType = fields.Code(form.ServiceType, "serviceType", policy.ServiceTypes, "R2.2.2");
        var term = ReadTerm(form.Term ?? NoTerm, fields);
        var fee = ReadFee(form.Fee ?? NoMoney, fields);
        var paymentMethod = fields.Code(form.PaymentMethod, "paymentMethod", policy.PaymentMethods, "R8.2.1");
        var submittedAt = UnicodeText.Read(form.SubmittedAt) is null
            ? now.ToUniversalTime() : fields.Instant(form.SubmittedAt, "submittedAt", "R2.1");
        if (!isAccepted && submittedAt > now + policy.SubmissionSkew)
        {
            fields.Fault(RejectionCode.OutOfRange, "submittedAt", "R2.1", "not in the future");
            submittedAt = now.ToUniversalTime(); // What has to come before it cannot lie in the future either.
        }
        var orderDate = submittedAt is { } instant ? policy.DayOf(instant) : (DateOnly?)null;
        var contract = ReadContract(form.Contract ?? NoContract, orderDate, online, fields);
        var acknowledgement = ReadAcknowledgement(form.Contract?.Acknowledgement, orderDate, online ? customer : null, online, fields);
        var service = ReadService(form.Service ?? NoService, policy, fields);
        var criteria = ReadCriteria(form.AcceptanceCriteria, fields);
        var priority = fields.Code<Priority>(form.Priority, "priority", "R2.2.2", required: false) ?? Priority.Normal;
        if (fields.AnyFault || customer is null || serviceType is null || term is null || fee is null || paymentMethod is null
            || submittedAt is null || orderDate is null || contract is null || service is null)
            return null;
        return new(platform, reference, submittedAt.Value, orderDate.Value, customer, acknowledgement, new()
        {
            ServiceType = serviceType,
            Term = term.Value,
            Fee = fee.Value,
            PaymentMethod = paymentMethod,
            Contract = contract,
            Service = service,
            AcceptanceCriteria = criteria,
            Priority = priority,
        });
    }

    private static (string? Platform, string? Reference) ReadOrigin(OrderForm form, OrderPolicy policy, FieldReader fields)
    {
        const string clause = "R2.1.2";
        if (UnicodeText.Read(form.Platform) is not null)
            return (
                fields.Code(form.Platform, "platform", policy.Platforms, clause),
                fields.Text(form.ExternalReference, "externalReference", TextLimit.Reference, clause));
        if (fields.Text(form.ExternalReference, "externalReference", TextLimit.Reference, clause, required: false) is not null)
            fields.Fault(RejectionCode.Required, "platform", clause, "with externalReference");
        return (null, null);
    }

    private static CustomerInformation? ReadCustomer(CustomerForm form, FieldReader fields)
    {
        const string clause = "R2.2.1";
        var account = fields.Text(form.Account, "customer.account", TextLimit.Reference, clause, required: false);
        var name = fields.Text(form.Name, "customer.name", TextLimit.Name, clause);
        var contactPerson = fields.Text(form.ContactPerson, "customer.contactPerson", TextLimit.Name, clause);
        var phone = fields.Phone(form.Phone, "customer.phone", clause);
        var email = fields.Email(form.Email, "customer.email", clause);
        var address = form.Address ?? NoAddress;
        var country = fields.Code(address.Country, "customer.address.country", Countries.Codes, clause);
        var province = fields.Text(address.Province, "customer.address.province", TextLimit.Name, clause);
        var city = fields.Text(address.City, "customer.address.city", TextLimit.Name, clause);
        var street = fields.Text(address.Street, "customer.address.street", TextLimit.Street, clause);
        return name is null || contactPerson is null || phone is null || country is null || province is null || city is null || street
            is null
            ? null : new(account, name, contactPerson, phone, email, new(country, province, city, street));
    }

    private static ServiceTerm? ReadTerm(TermForm form, FieldReader fields)
    {
        var from = fields.Date(form.From, "term.from", "R2.2.2");
        var to = fields.Date(form.To, "term.to", "R2.2.2");
        if (from is null || to is null)
            return null;
        if (to <= from)
            fields.Fault(RejectionCode.DateOrder, "term.to", "R2.2.2", "after term.from");
        return new(from.Value, to.Value);
    }

    private static Money? ReadFee(MoneyForm form, FieldReader fields)
    {
        var currency = fields.Currency(form.Currency, "fee.currency", "R2.2.2");
        return fields.Amount(form.Amount, "fee.amount", currency, "R2.2.2") is { } amount && currency is { Code: var code }
            ? new(amount, code) : null;
    }

    private static Contract? ReadContract(ContractForm form, DateOnly? orderDate, bool online, FieldReader fields)
    {
        const string clause = "R1.3";
        var number = fields.Text(form.Number, "contract.number", TextLimit.Reference, clause);
        var signedAt = fields.Date(form.SignedAt, "contract.signedAt", clause);
        if (signedAt > orderDate)
            fields.Fault(RejectionCode.DateOrder, "contract.signedAt", clause, "not after submittedAt");
        var rights = fields.Text(form.RightsAndObligations, "contract.rightsAndObligations", TextLimit.Prose, clause);
        var terms = fields.Text(form.TermsVersion, "contract.termsVersion", TextLimit.Reference, clause, required: online);
        return number is null || signedAt is null || rights is null ? null : new(number, signedAt.Value, rights, terms);
    }

    private static Acknowledgement? ReadAcknowledgement(
        AcknowledgementForm? form, DateOnly? orderDate, CustomerInformation? onlineCustomer, bool online, FieldReader fields)
    {
        const string clause = "R7.3.1";
        if (form is null or { IsBlank: true })
            return onlineCustomer is not null && orderDate is { } day ? new(onlineCustomer.ContactPerson, day, TermsAccepted, null) : null;
        var by = fields.Text(form.By, "contract.acknowledgement.by", TextLimit.Name, clause);
        var at = fields.Date(form.At, "contract.acknowledgement.at", clause);
        if (at > orderDate)
            fields.Fault(RejectionCode.DateOrder, "contract.acknowledgement.at", clause, "not after submittedAt");
        var method = fields.Text(form.Method, "contract.acknowledgement.method", TextLimit.Name, clause);
        var explainedBy = fields.Text(form.ExplainedBy, "contract.acknowledgement.explainedBy", TextLimit.Name, clause, required: !online);
        return by is null || at is null || method is null ? null : new(by, at.Value, method, explainedBy);
    }

    private static ServiceDetail? ReadService(ServiceForm form, OrderPolicy policy, FieldReader fields)
    {
        const string clause = "R2.2.3";
        var requirements = fields.Text(form.Requirements, "service.requirements", TextLimit.Prose, clause);
        var goalTexts = fields.List(form.Goals, "service.goals", MaxEntries, clause);
        var goals = ImmutableArray.CreateBuilder<string>(goalTexts.Length);
        for (var i = 0; i < goalTexts.Length; i++)
            if (fields.Text(goalTexts[i], new("service.goals", i), TextLimit.Prose, clause) is { } goal)
                goals.Add(goal);
        var entries = fields.List(form.Deliverables, "service.deliverables", MaxEntries, clause);
        var deliverables = ImmutableArray.CreateBuilder<Deliverable>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoDeliverable;
            var name = fields.Text(entry.Name, new("service.deliverables", i, "name"), TextLimit.Name, clause);
            var method = fields.Code(entry.Method, new("service.deliverables", i, "method"), policy.DeliveryMethods, "R7.2.2");
            if (name is not null && method is not null)
                deliverables.Add(new(name, method));
        }
        return requirements is null ? null : new(requirements, goals.DrainToImmutable(), deliverables.DrainToImmutable());
    }

    private static ImmutableArray<AcceptanceCriterion> ReadCriteria(ImmutableArray<CriterionForm>? form, FieldReader fields)
    {
        const string root = "acceptanceCriteria", clause = "R7.3.2";
        var entries = fields.List(form, root, MaxEntries, clause);
        var criteria = ImmutableArray.CreateBuilder<AcceptanceCriterion>(entries.Length);
        var (stated, excluded) = (0, 0);
        var allKnown = !entries.IsEmpty;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoCriterion;
            var category = fields.Code<CriterionCategory>(entry.Category, new(root, i, "category"), clause);
            var reason = fields.Text(entry.NotApplicableReason, new(root, i, "notApplicableReason"), TextLimit.Prose, clause,
                required: false);
            var applies = UnicodeText.Read(entry.NotApplicableReason) is null;
            var text = fields.Text(entry.Text, new(root, i, "text"), TextLimit.Prose, clause, required: applies);
            if (!applies && text is not null)
                fields.Fault(RejectionCode.Contradiction, new(root, i, "notApplicableReason"), clause, "text or notApplicableReason");
            allKnown &= category is not null;
            if (category is not { } known)
                continue;
            var bit = 1 << (int)known;
            if (((applies ? excluded : stated | excluded) & bit) != 0)
                fields.Fault(RejectionCode.Contradiction, new(root, i, "category"), clause, "applicable or not");
            (stated, excluded) = applies ? (stated | bit, excluded) : (stated, excluded | bit);
            criteria.Add(new(known, text, reason));
        }
        foreach (var category in Categories)
            if (allKnown && ((stated | excluded) & (1 << (int)category)) == 0)
                fields.Fault(RejectionCode.CriterionMissing, root, clause, EnumCode<CriterionCategory>.Of(category));
        return criteria.DrainToImmutable();
    }
}
