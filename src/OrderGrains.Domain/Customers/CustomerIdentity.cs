using System.Text;
using OrderGrains.Domain.Ordering;
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
    public static CustomerId OfNameAndPhone(string name, string phone) => CustomerId.OfNameAndPhone(NormaliseName(name), NormalisePhone(phone));

    /// <summary>What tells one statement of an order about its customer from another: a hash of all that it says.</summary>
    /// <param name="platform">The order's platform.</param>
    /// <param name="customer">The customer's information.</param>
    /// <param name="signer">Who acknowledged the acceptance criteria.</param>
    public static Guid StatementOf(string? platform, CustomerInformation customer, string? signer) => Identity.Of(
        "customer-statement", platform ?? "", customer.Account ?? "", customer.Name, customer.ContactPerson, customer.Phone, customer.Email ?? "",
        customer.Address.Country, customer.Address.Province, customer.Address.City, customer.Address.Street, signer ?? "");

    /// <summary>A name as it is compared: full-width letters, digits and signs as their ASCII ones (ＡＢＣ（１） as ABC(1)), capitals, white space
    /// between words as one space, none at the ends, invisible characters left out.</summary>
    /// <remarks>Not the whole of NFKC, on purpose: that depends on the platform's Unicode tables, and an id must not.</remarks>
    public static string NormaliseName(string name)
    {
        var text = new StringBuilder(name.Length);
        var space = false;
        foreach (var c in name)
        {
            if (char.IsWhiteSpace(c))
                space = text.Length > 0;
            else if (char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)
            {
                if (space)
                    text.Append(' ');
                space = false;
                text.Append(c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - '\uFF01' + '!') : c);
            }
        }
        return text.ToString().ToUpperInvariant();
    }

    /// <summary>A phone number as it is compared: its digits.</summary>
    public static string NormalisePhone(string phone) => string.Concat(phone.Where(char.IsAsciiDigit));
}
