using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Customers.CustomerCommand;

namespace OrderGrains.Domain.Customers;

/// <summary>Reads what the staff enters of a customer, or names every fault at once (R2.2.1, R7.4.3).</summary>
internal static class CustomerUpdateReading
{
    private const string Clause = "R2.2.1", SignerClause = "R7.4.3";
    private static readonly AddressForm NoAddress = new();
    private static readonly CustomerContactForm NoContact = new();
    private static readonly AuthorisedSignerForm NoSigner = new();

    /// <summary>Decides on the change: only what differs is recorded.</summary>
    public static Decision<CustomerEvent> Decide(Customer customer, UpdateCustomer command, Actor actor, DateTimeOffset now, CustomerPolicy policy)
    {
        var fields = new FieldReader();
        var profile = command.Profile is { } form ? ReadProfile(customer, form, fields) : null;
        var contacts = command.Contacts is { } people ? ReadContacts(people, fields) : (ImmutableArray<CustomerContact>?)null;
        var signers = ReadSigners(customer, command, actor, now, fields);
        var language = command.Language is { } tag ? fields.Code(tag, "language", policy.Languages, null) : null;
        var timeZone = command.TimeZone is { } zone ? ReadTimeZone(zone, fields) : null;
        if (fields.AnyFault)
            return new Decision<CustomerEvent>.Rejected(fields.Faults);
        var updated = new CustomerUpdated(actor.Subject, now)
        {
            Profile = profile == customer.Profile && customer.IsProfileEntered ? null : profile,
            Contacts = contacts is { } list && !list.SequenceEqual(customer.Contacts) ? list : null,
            Signers = signers.SequenceEqual(customer.Signers) ? null : signers,
            Language = language == customer.Language ? null : language,
            TimeZone = timeZone == customer.TimeZone ? null : timeZone,
            ContactConsent = command.ContactConsent == customer.ContactConsent ? null : command.ContactConsent,
        };
        return updated == new CustomerUpdated(actor.Subject, now) ? Decision<CustomerEvent>.Accept() : Decision<CustomerEvent>.Accept(updated);
    }

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
        var entries = fields.List<CustomerContactForm>(forms, root, CustomerRules.MaxEntries, Clause);
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

    private static ImmutableArray<AuthorisedSigner> ReadSigners(Customer customer, UpdateCustomer command, Actor actor, DateTimeOffset now, FieldReader fields)
    {
        var signers = Withdraw(customer.Signers, command.SignersWithdrawn, fields);
        const string root = "signers";
        var entries = command.Signers is { } forms ? fields.List<AuthorisedSignerForm>(forms, root, CustomerRules.MaxEntries, SignerClause) : [];
        for (var i = 0; i < entries.Length; i++)
        {
            var form = entries[i] ?? NoSigner;
            var name = fields.Text(form.Name, new(root, i, "name"), TextLimit.Name, SignerClause);
            var evidence = fields.Text(form.Evidence, new(root, i, "evidence"), TextLimit.Prose, SignerClause);
            if (signers.Any(known => UnicodeText.Normalise(known.Name) == name))
                fields.Fault(RejectionCode.Contradiction, new(root, i, "name"), SignerClause, "not a signer yet");
            else if (name is not null && evidence is not null)
                signers = signers.Add(new(name, evidence, null, actor.Subject, now));
        }
        return signers;
    }

    private static ImmutableArray<AuthorisedSigner> Withdraw(ImmutableArray<AuthorisedSigner> signers, ImmutableArray<string?>? names, FieldReader fields)
    {
        const string root = "signersWithdrawn";
        var entries = names is { } list ? fields.List<string?>(list, root, CustomerRules.MaxEntries, SignerClause) : [];
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
