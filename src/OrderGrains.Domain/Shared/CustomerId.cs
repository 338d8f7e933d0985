using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>A customer's id: the hash of platform and account where there is an account, else of the normalised name and phone.</summary>
[GenerateSerializer, Immutable, Alias("og.customer-id"), JsonConverter(typeof(CustomerIdJson))]
public readonly record struct CustomerId([property: Id(0)] Guid Value)
{
    /// <summary>The id of the customer that has this account on this platform.</summary>
    public static CustomerId OfAccount(string platform, string account) => new(Identity.Of("customer", "account", platform, account));

    /// <summary>The id of a customer without an account, by its name and phone as <c>Normalise</c> makes them comparable.</summary>
    public static CustomerId OfNameAndPhone(string normalisedName, string normalisedPhone) =>
        new(Identity.Of("customer", "person", normalisedName, normalisedPhone));

    /// <summary>Reads an id as <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string? text, out CustomerId id)
    {
        var ok = Guid.TryParseExact(text, "N", out var value);
        id = new(value);
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Writes a customer's id as 32 hexadecimal digits.</summary>
public sealed class CustomerIdJson() : IdJson<CustomerId>(value => new(value), id => id.Value);
