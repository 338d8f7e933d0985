using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Changes what is known of a customer (R2.2.1); what is not given stays. The orders keep what was contracted.</summary>
/// <param name="Profile">The whole profile; from then on orders change it no more.</param>
/// <param name="Contacts">Every contact, in place of those recorded. An empty list removes them all; a later order that names another
/// contact adds that one.</param>
/// <param name="Signers">Signers to add, each with evidence (R7.4.3); at least one.</param>
/// <param name="SignersWithdrawn">The names of signers who may sign no more; at least one.</param>
/// <param name="Language">The language to write to the customer in: <c>zh-CN</c> or <c>en</c>.</param>
/// <param name="TimeZone">The customer's time zone, by its name in the IANA database; an earlier name is kept as the current one.</param>
/// <param name="ContactConsent">Whether the customer agrees to be contacted for feedback (R9.1).</param>
[GenerateSerializer, Immutable, Alias("og.customer.update-customer")]
public sealed record CustomerUpdate(
    [property: Id(0)] CustomerProfileForm? Profile = null,
    [property: Id(1), MaxItems(CustomerUpdate.MaxEntries, ByRule = true)] ImmutableArray<CustomerContactForm>? Contacts = null,
    [property: Id(2), MaxItems(CustomerUpdate.MaxEntries, ByRule = true)] ImmutableArray<AuthorisedSignerForm>? Signers = null,
    [property: Id(3), MaxItems(CustomerUpdate.MaxEntries, ByRule = true)] ImmutableArray<string>? SignersWithdrawn = null,
    [property: Id(4)] string? Language = null, [property: Id(5)] string? TimeZone = null, [property: Id(6)] bool? ContactConsent = null)
    : CustomerCommand
{
    internal const int MaxEntries = 100;
    private const string Clause = "R2.2.1", SignerClause = "R7.4.3";
    private static readonly AddressForm NoAddress = new();
    private static readonly CustomerContactForm NoContact = new();
    private static readonly AuthorisedSignerForm NoSigner = new();

    internal static CustomerStep Step { get; } = CustomerStep.For(
        CustomersJson.Default.CustomerUpdate, Decide,
            Roles.Sales | Roles.OrderManager | Roles.CustomerService | Roles.CustomerServiceLead) with
    {
        Clause = Clause,
        IsPossible = CustomerSteps.IsRecorded,
        Events = [CustomerEventType.Of("customer.updated", Clause, CustomersJson.Default.CustomerUpdated, Apply)],
    };

    // Only what differs is recorded.
    private static Decision<CustomerEvent> Decide(Customer customer, CustomerUpdate command, CustomerContext context)
    {
        var fields = new FieldReader();
        var profile = command.Profile is { } form ? ReadProfile(customer, form, fields) : null;
        var contacts = command.Contacts is { } people ? ReadContacts(people, fields) : (ImmutableArray<CustomerContact>?)null;
        var signers = ReadSigners(customer, command, context, fields);
        var language = command.Language is { } tag ? fields.Code(tag, "language", context.Policy.Languages, null) : null;
        var timeZone = command.TimeZone is { } zone ? ReadTimeZone(zone, fields) : null;
        if (fields.AnyFault)
            return new Decision<CustomerEvent>.Rejected(fields.Faults);
        var updated = new CustomerUpdated(context.By, context.Now)
        {
            Profile = profile == customer.Profile && customer.IsProfileEntered ? null : profile,
            Contacts = contacts is { } list && !list.SequenceEqual(customer.Contacts) ? list : null,
            Signers = signers.SequenceEqual(customer.Signers) ? null : signers,
            Language = language == customer.Language ? null : language,
            TimeZone = timeZone == customer.TimeZone ? null : timeZone,
            ContactConsent = command.ContactConsent == customer.ContactConsent ? null : command.ContactConsent,
        };
        return updated == new CustomerUpdated(context.By, context.Now)
            ? Decision<CustomerEvent>.Accept() : Decision<CustomerEvent>.Accept(updated);
    }

    private static Customer Apply(Customer customer, CustomerUpdated e) => customer with
    {
        Profile = e.Profile ?? customer.Profile,
        IsProfileEntered = customer.IsProfileEntered || e.Profile is not null,
        Contacts = e.Contacts ?? customer.Contacts,
        Signers = e.Signers ?? customer.Signers,
        Language = e.Language ?? customer.Language,
        TimeZone = e.TimeZone ?? customer.TimeZone,
        ContactConsent = e.ContactConsent ?? customer.ContactConsent,
    };

    // An earlier name of a zone is kept as its current one, so that one zone has one name and every machine knows it.
    private static string? ReadTimeZone(string entered, FieldReader fields)
    {
        const string path = "timeZone";
        if (fields.Text(entered, path, TextLimit.Reference, null) is not { } text)
            return null;
        if (TimeZoneNames.All.TryGetValue(text, out var name))
            return name;
        fields.Fault(RejectionCode.UnknownCode, path, null, "IANA time zone");
        return null;
    }

    private static CustomerProfile? ReadProfile(Customer customer, CustomerProfileForm form, FieldReader fields)
    {
        var name = fields.Text(form.Name, "profile.name", TextLimit.Name, Clause);
        var phone = fields.Phone(form.Phone, "profile.phone", Clause);
        var email = fields.Email(form.Email, "profile.email", Clause);
        var address = form.Address ?? NoAddress;
        var country = fields.Code(address.Country, "profile.address.country", Countries.Codes, Clause);
        var province = fields.Text(address.Province, "profile.address.province", TextLimit.Name, Clause);
        var city = fields.Text(address.City, "profile.address.city", TextLimit.Name, Clause);
        var street = fields.Text(address.Street, "profile.address.street", TextLimit.Street, Clause);
        return name is null || phone is null || country is null || province is null || city is null || street is null
            ? null : new(customer.Profile?.Platform, customer.Profile?.Account, name, phone, email, new(country, province, city, street));
    }

    private static ImmutableArray<CustomerContact> ReadContacts(ImmutableArray<CustomerContactForm> forms, FieldReader fields)
    {
        const string root = "contacts";
        if (forms is { IsDefault: false, IsEmpty: true })
            return []; // The last one has left: the register has no contact until one is entered, or a new order names one.
        var entries = fields.List<CustomerContactForm>(forms, root, MaxEntries, Clause);
        var contacts = ImmutableArray.CreateBuilder<CustomerContact>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var form = entries[i] ?? NoContact;
            var name = fields.Text(form.Name, new(root, i, "name"), TextLimit.Name, Clause);
            var phone = fields.Phone(form.Phone, new(root, i, "phone"), Clause);
            var email = fields.Email(form.Email, new(root, i, "email"), Clause);
            if (name is not null && phone is not null)
                contacts.Add(new(name, phone, email));
        }
        return [.. contacts.Distinct()];
    }

    private static ImmutableArray<AuthorisedSigner> ReadSigners(Customer customer, CustomerUpdate command, CustomerContext context,
        FieldReader fields)
    {
        var signers = Withdraw(customer.Signers, command.SignersWithdrawn, fields);
        const string root = "signers";
        var entries = command.Signers is { } forms ? fields.List<AuthorisedSignerForm>(forms, root, MaxEntries, SignerClause) : [];
        for (var i = 0; i < entries.Length; i++)
        {
            var form = entries[i] ?? NoSigner;
            var name = fields.Text(form.Name, new(root, i, "name"), TextLimit.Name, SignerClause);
            var evidence = fields.Text(form.Evidence, new(root, i, "evidence"), TextLimit.Prose, SignerClause);
            if (signers.Any(known => UnicodeText.Normalise(known.Name) == name))
                fields.Fault(RejectionCode.Contradiction, new(root, i, "name"), SignerClause, "not a signer yet");
            else if (name is not null && evidence is not null)
                signers = signers.Add(new(name, evidence, null, context.By, context.Now));
        }
        return signers;
    }

    private static ImmutableArray<AuthorisedSigner> Withdraw(ImmutableArray<AuthorisedSigner> signers, ImmutableArray<string>? names,
        FieldReader fields)
    {
        const string root = "signersWithdrawn";
        var entries = names is { } list ? fields.List<string>(list, root, MaxEntries, SignerClause) : [];
        for (var i = 0; i < entries.Length; i++)
        {
            if (fields.Text(entries[i], new(root, i), TextLimit.Name, SignerClause) is not { } name)
                continue;
            if (signers.RemoveAll(known => UnicodeText.Normalise(known.Name) == name) is var rest && rest.Length == signers.Length)
                fields.Fault(RejectionCode.UnknownCode, new(root, i), SignerClause, "a signer");
            signers = rest;
        }
        return signers;
    }
}

/// <summary>The customer's data were changed; a null member stayed as it was (R2.2.1).</summary>
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
