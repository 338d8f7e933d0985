using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Statistics;

/// <summary>An order as statistics count it (R11.1): its dimensions, as <see cref="Orders.OrderFacts"/> writes them.</summary>
/// <param name="Status">The status.</param>
/// <param name="ServiceType">The service type.</param>
/// <param name="Platform">The platform; null for the sales channel.</param>
/// <param name="Country">The customer's country.</param>
/// <param name="Province">The customer's province or state.</param>
/// <param name="Currency">The currency of the fee.</param>
/// <param name="Month">The month of the order's day, such as <c>2026-03</c>; null for a draft, which is not counted.</param>
/// <param name="Amount">The fee.</param>
public sealed record CountedOrder(string Status, string? ServiceType, string? Platform, string? Country, string? Province, string? Currency,
    string? Month, decimal Amount)
{
    private static readonly string Rejected = EnumCode<OrderStatus>.Of(OrderStatus.Rejected),
        Cancelled = EnumCode<OrderStatus>.Of(OrderStatus.Cancelled);

    /// <summary>Whether the order was rejected at the review or cancelled: its fee is no turnover.</summary>
    public bool IsLapsed => Status == Rejected || Status == Cancelled;
}

/// <summary>The change of the counts by an event: the order before it, if it was counted, and after it, if it is.</summary>
public sealed record CountedChange(CountedOrder? Before, CountedOrder? After)
{
    /// <summary>Reads an event's facts; null if nothing that is counted changes.</summary>
    /// <exception cref="JsonException">These are not facts of an order.</exception>
    public static CountedChange? Read(ReadOnlySpan<byte> facts)
    {
        var read = JsonSerializer.Deserialize(facts, StatisticsJson.Default.Facts) ?? throw new JsonException("The facts are null.");
        var after = Counted(read.Status, read.Type, read.Platform, read.Country, read.Province, read.Currency, read.Month, read.Amount);
        if (read.Before is not { } before)
            return after is null ? null : new CountedChange(null, after);
        var earlier = Counted(
            before.Status.Or(read.Status), before.Type.Or(read.Type), before.Platform.Or(read.Platform), before.Country.Or(read.Country),
                before.Province.Or(read.Province),
            before.Currency.Or(read.Currency), before.Month.Or(read.Month), before.Amount.Or(read.Amount));
        return earlier == after ? null : new CountedChange(earlier, after);
    }

    private static CountedOrder? Counted(
        string? status, string? type, string? platform, string? country, string? province, string? currency, string? month,
            string? amount) =>
        status is null ? throw new JsonException("The facts have no status.")
        : month is null || currency is null ? null
        : new CountedOrder(status, type, platform, country, province, currency, month,
        decimal.Parse(amount ?? "0", System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>The facts of an event, as stored.</summary>
internal sealed record Facts(
    string? Status, string? Type, string? Platform, string? Country, string? Province, string? Currency, string? Month, string? Amount,
        EarlierFacts? Before);

/// <summary>The values before the event that differ.</summary>
internal sealed record EarlierFacts
{
    public Earlier Status { get; init; }
    public Earlier Type { get; init; }
    public Earlier Platform { get; init; }
    public Earlier Country { get; init; }
    public Earlier Province { get; init; }
    public Earlier Currency { get; init; }
    public Earlier Month { get; init; }
    public Earlier Amount { get; init; }
}

/// <summary>An earlier value: said to be null where there was none, and not said where it was the same.</summary>
[JsonConverter(typeof(EarlierConverter))]
internal readonly record struct Earlier(bool IsSaid, string? Value)
{
    public string? Or(string? same) => IsSaid ? Value : same;
}

internal sealed class EarlierConverter : JsonConverter<Earlier>
{
    public override bool HandleNull => true;
    public override Earlier Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(true, reader.GetString());
    public override void Write(Utf8JsonWriter writer, Earlier value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Facts))]
internal sealed partial class StatisticsJson : JsonSerializerContext;
