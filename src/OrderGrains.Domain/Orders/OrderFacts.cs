using System.Globalization;
using System.Text.Json;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>The dimensions of an order in statistics before and after an event, so that they need no memory per order (R11.1). No personal
/// data.</summary>
/// <remarks><c>{"status":…,"type":…,"platform":…,"country":…,"province":…,"currency":…,"month":"2026-03","amount":"1500.00","before":{…}}</c>:
/// a dimension that the order does not have is absent; <c>before</c> holds only those that differed (null where one was absent) and is
/// itself absent where the order's record began with the event.</remarks>
public static class OrderFacts
{
    private static readonly JsonEncodedText BeforeName = JsonEncodedText.Encode("before");
    private static readonly Dimension[] Dimensions =
    [
        new("status", order => EnumCode<OrderStatus>.Of(order.Status)),
        new("type", order => order.Information?.ServiceType),
        new("platform", order => order.Platform),
        new("country", order => order.Region?.Country),
        new("province", order => order.Region?.Province),
        new("currency", order => order.Information?.Fee.Currency),
        new("month", order => order.OrderDate?.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
        new("amount", order => order.Information?.Fee.Amount.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>The facts as compact UTF-8 JSON, under 200 bytes as a rule.</summary>
    public static byte[] Of(Order before, Order after) =>
        JsonScratch.Write((before, after), static (writer, states) => Write(writer, states.before, states.after)).ToArray();

    /// <summary>Where the order stood after the event, and whose platform it is.</summary>
    /// <exception cref="JsonException">These are not facts of an order.</exception>
    public static (OrderStatus Status, string? Platform) Read(ReadOnlySpan<byte> facts)
    {
        var reader = new Utf8JsonReader(facts);
        reader.Read();
        (OrderStatus? status, string? platform) = (null, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isStatus = reader.ValueTextEquals("status"u8);
            var isPlatform = reader.ValueTextEquals("platform"u8);
            reader.Read();
            if (isStatus && EnumCode<OrderStatus>.TryParse(reader.GetString() ?? "", out var known))
                status = known;
            else if (isPlatform)
                platform = reader.GetString();
            else
                reader.Skip();
        }
        return (status ?? throw new JsonException("The facts have no status."), platform);
    }

    private static void Write(Utf8JsonWriter writer, Order before, Order after)
    {
        writer.WriteStartObject();
        foreach (var dimension in Dimensions)
            if (dimension.Of(after) is { } value)
                writer.WriteString(dimension.Name, value);
        if (before.Status != OrderStatus.None)
        {
            writer.WriteStartObject(BeforeName);
            foreach (var dimension in Dimensions)
                if (dimension.Of(before) is var value && value != dimension.Of(after))
                    writer.WriteString(dimension.Name, value);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private sealed record Dimension(JsonEncodedText Name, Func<Order, string?> Of)
    {
        public Dimension(string name, Func<Order, string?> of) : this(JsonEncodedText.Encode(name), of) { }
    }
}
