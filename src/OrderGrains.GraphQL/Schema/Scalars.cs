using System.Globalization;
using System.Text.Json;
using System.Xml;
using GraphQL.Types;
using GraphQLParser.AST;

namespace OrderGrains.GraphQL.Schema;

/// <summary>The scalars of the API. All but JSON are text in requests and answers.</summary>
internal static class Scalars
{
    public static Type? Find(Type clrType) =>
        clrType == typeof(decimal) ? typeof(DecimalScalar)
        : clrType == typeof(DateOnly) ? typeof(DateScalar)
        : clrType == typeof(DateTimeOffset) ? typeof(DateTimeScalar)
        : clrType == typeof(TimeSpan) ? typeof(DurationScalar)
        : clrType == typeof(JsonElement) ? typeof(JsonScalar)
        : clrType == typeof(string) ? typeof(StringGraphType)
        : clrType == typeof(int) ? typeof(IntGraphType)
        : clrType == typeof(bool) ? typeof(BooleanGraphType)
        : null;
}

/// <summary>A scalar that is text in requests and answers.</summary>
internal abstract class TextScalar<T> : ScalarGraphType
    where T : struct
{
    protected TextScalar(string name, string description) => (Name, Description) = (name, description);

    protected abstract bool TryParse(string text, out T value);

    protected abstract string Format(T value);

    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLStringValue text => ParseValue((string)text.Value),
        GraphQLNullValue => null,
        _ => ThrowLiteralConversionError(value),
    };

    public override object? ParseValue(object? value) => value switch
    {
        T => value,
        string text when TryParse(text, out var parsed) => parsed,
        null => null,
        _ => ThrowValueConversionError(value),
    };

    public override object? Serialize(object? value) => value switch
    {
        T known => Format(known),
        null => null,
        _ => ThrowSerializationError(value),
    };

    public override GraphQLValue ToAST(object? value) => value is T known ? new GraphQLStringValue(Format(known)) : base.ToAST(value);
}

internal sealed class DecimalScalar()
    : TextScalar<decimal>("Decimal", "A decimal number, written as a text such as \"1234.50\": exact, never binary floating point.")
{
    protected override bool TryParse(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    protected override string Format(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}

internal sealed class DateScalar() : TextScalar<DateOnly>("Date", "A day, ISO 8601: \"2026-01-31\".")
{
    protected override bool TryParse(string text, out DateOnly value) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value);

    protected override string Format(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal sealed class DateTimeScalar()
    : TextScalar<DateTimeOffset>("DateTime", "An instant, RFC 3339, always shown in UTC: \"2026-01-31T08:15:30.123Z\".")
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    protected override bool TryParse(string text, out DateTimeOffset value)
    {
        value = default;
        var hasOffset = text is [.., 'Z'] || text is [.., '+' or '-', _, _, ':', _, _];
        return hasOffset
            && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out value);
    }

    protected override string Format(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}

internal sealed class DurationScalar() : TextScalar<TimeSpan>("Duration", "A span of time, ISO 8601: \"PT1.5S\", \"P2DT3H\".")
{
    protected override bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        try
        {
            value = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }
    }

    protected override string Format(TimeSpan value) => XmlConvert.ToString(value);
}

/// <summary>JSON without a fixed shape; only in answers.</summary>
internal sealed class JsonScalar : ScalarGraphType
{
    public JsonScalar() =>
        (Name, Description) = ("JSON", "JSON whose shape depends on another field, such as an event's data on its type.");

    public override object? ParseValue(object? value) => ThrowValueConversionError(value);

    public override object? Serialize(object? value) => value is JsonElement or null ? value : ThrowSerializationError(value);
}
