using System.Globalization;
using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>An amount in a currency. Never binary floating point; one order has one currency.</summary>
/// <param name="Amount">The amount, in the currency's major unit, with at most its minor digits. A text in JSON, so that no reader makes it
/// binary.</param>
/// <param name="Currency">The ISO 4217 code.</param>
[GenerateSerializer, Immutable, Alias("og.money")]
public readonly record struct Money(
    [property: Id(0), JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Amount,
    [property: Id(1)] string Currency)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");
}
