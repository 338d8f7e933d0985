using OrderGrains.Domain.Content;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Which customer an order is from. A guess is never made: what this does not recognise as the same is a possible duplicate,
/// merged by a command.</summary>
public static class CustomerIdentity
{
    /// <summary>The customer of an account on a platform, else of the normalised name and phone.</summary>
    public static CustomerId Of(string? platform, CustomerInformation customer) =>
        platform is not null && customer.Account is { } account
            ? CustomerId.OfAccount(platform, account)
            : OfNameAndPhone(customer.Name, customer.Phone);

    /// <summary>The customer of a name and phone as somebody wrote them.</summary>
    public static CustomerId OfNameAndPhone(string name, string phone) =>
        CustomerId.OfNameAndPhone(UnicodeText.FoldName(name), NormalisePhone(phone));

    /// <summary>The identity of an order's statement about its customer: a hash of its content.</summary>
    /// <param name="platform">The order's platform.</param>
    /// <param name="customer">The customer's information.</param>
    /// <param name="signer">The person who acknowledged the acceptance criteria.</param>
    public static Guid StatementOf(string? platform, CustomerInformation customer, string? signer) => Identity.Of(
        "customer-statement", platform ?? "", customer.Account ?? "", customer.Name, customer.ContactPerson, customer.Phone, customer.Email
            ?? "",
        customer.Address.Country, customer.Address.Province, customer.Address.City, customer.Address.Street, signer ?? "");

    /// <summary>A phone number as it is compared: its digits.</summary>
    public static string NormalisePhone(string phone) => string.Concat(phone.Where(char.IsAsciiDigit));
}
