using System.Globalization;

namespace OrderGrains.Domain.Shared;

/// <summary>Instants as RFC 3339 writes them, with seconds and an offset: <c>2026-01-05T09:59:18.402+08:00</c>.</summary>
public static class InstantText
{
    private const int Seconds = 19;

    /// <summary>Writes an instant in UTC, to 100 nanoseconds.</summary>
    public static string Of(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an instant, to 100 nanoseconds; the result is in UTC. Leap seconds do not exist here.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length <= Seconds || text[10] is not ('T' or 't')
            || !DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !TimeOnly.TryParseExact(text[11..Seconds], "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        var rest = text[Seconds..];
        if (!TryFraction(ref rest, out var ticks) || !TryOffset(rest, out var offset))
            return false;
        var utc = day.ToDateTime(time).Ticks + ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
            return false;
        instant = new(utc, TimeSpan.Zero);
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (!rest.StartsWith('.'))
            return true;
        var end = rest[1..].IndexOfAnyExceptInRange('0', '9') + 1;
        if (end <= 1)
            return false;
        var unit = TimeSpan.TicksPerSecond;
        foreach (var digit in rest[1..end])
            ticks += (digit - '0') * (unit /= 10);
        rest = rest[end..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z")
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-')
            || !TimeOnly.TryParseExact(text[1..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        offset = text[0] == '-' ? -time.ToTimeSpan() : time.ToTimeSpan();
        return true;
    }
}
