using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>A calendar week as ISO 8601 numbers it, from Monday to Sunday, written <c>2026-W32</c>.</summary>
/// <param name="Year">The year that the week belongs to: that of its Thursday.</param>
/// <param name="Number">Its number in the year, from 1 to 52 or 53.</param>
[GenerateSerializer, Immutable, Alias("og.iso-week"), JsonConverter(typeof(IsoWeekJson))]
public readonly record struct IsoWeek([property: Id(0)] int Year, [property: Id(1)] int Number) : IComparable<IsoWeek>
{
    /// <summary>The week of a day.</summary>
    public static IsoWeek Of(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        return new(ISOWeek.GetYear(date), ISOWeek.GetWeekOfYear(date));
    }

    /// <summary>The week's first day.</summary>
    public DateOnly Monday => DateOnly.FromDateTime(ISOWeek.ToDateTime(Year, Number, DayOfWeek.Monday));

    /// <summary>The week so many weeks later.</summary>
    public IsoWeek Plus(int weeks) => Of(Monday.AddDays(7 * weeks));

    /// <summary>Reads a week that exists, in the years 2000 to 2200.</summary>
    public static bool TryParse(string? text, out IsoWeek week)
    {
        week = default;
        if (text is not { Length: 8 } || text[4] != '-' || text[5] != 'W'
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < 2000 or > 2200 || number < 1 || number > ISOWeek.GetWeeksInYear(year))
            return false;
        week = new(year, number);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(IsoWeek other) => (Year, Number).CompareTo((other.Year, other.Number));

    /// <summary>Whether a week is before another.</summary>
    public static bool operator <(IsoWeek left, IsoWeek right) => left.CompareTo(right) < 0;
    /// <summary>Whether a week is after another.</summary>
    public static bool operator >(IsoWeek left, IsoWeek right) => left.CompareTo(right) > 0;
    /// <summary>Whether a week is another or before it.</summary>
    public static bool operator <=(IsoWeek left, IsoWeek right) => left.CompareTo(right) <= 0;
    /// <summary>Whether a week is another or after it.</summary>
    public static bool operator >=(IsoWeek left, IsoWeek right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-W{Number:00}");
}

/// <summary>Writes a week as <c>2026-W32</c>.</summary>
public sealed class IsoWeekJson : JsonConverter<IsoWeek>
{
    /// <inheritdoc/>
    public override IsoWeek Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IsoWeek.TryParse(reader.GetString(), out var week) ? week : throw new JsonException("not a week");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IsoWeek value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
