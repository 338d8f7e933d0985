using OrderGrains.Domain.Content;

namespace OrderGrains.Domain.Customers;

/// <summary>A customer's profile as entered (R2.2.1). The account is not part of it: it is what the customer is known by.</summary>
/// <param name="Name">The name; at most 200 characters.</param>
/// <param name="Phone">The phone, E.164; spaces and hyphens do not matter.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Address">The address.</param>
[GenerateSerializer, Immutable, Alias("og.customer-form.profile")]
public sealed record CustomerProfileForm(
    [property: Id(0)] string? Name = null, [property: Id(1)] string? Phone = null, [property: Id(2)] string? Email = null,
    [property: Id(3)] AddressForm? Address = null);

/// <summary>A contact as entered.</summary>
/// <param name="Name">The person.</param>
/// <param name="Phone">The phone, E.164.</param>
/// <param name="Email">The e-mail address.</param>
[GenerateSerializer, Immutable, Alias("og.customer-form.contact")]
public sealed record CustomerContactForm([property: Id(0)] string? Name = null, [property: Id(1)] string? Phone = null,
    [property: Id(2)] string? Email = null);

/// <summary>An authorised signer as entered (R7.4.3).</summary>
/// <param name="Name">The person.</param>
/// <param name="Evidence">The evidence that the person may sign.</param>
[GenerateSerializer, Immutable, Alias("og.customer-form.signer")]
public sealed record AuthorisedSignerForm([property: Id(0)] string? Name = null, [property: Id(1)] string? Evidence = null);
