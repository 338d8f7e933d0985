using System.Globalization;
using System.Text.RegularExpressions;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;

namespace OrderGrains.Server.Tasks;

/// <summary>The sentences of notifications, made of their kind and details where they are read.</summary>
internal static partial class NotificationTexts
{
    /// <summary>The text of a notification.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="details">The values in the text.</param>
    /// <param name="number">The order's number; null where the reader may not know of it.</param>
    /// <param name="zone">The time zone of times.</param>
    /// <param name="language">The language.</param>
    public static string Of(NotificationKind kind, NotificationDetails? details, string? number, TimeZoneInfo zone, Language language)
    {
        var due = details?.DueAt is { } at
            ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";
        var text = Choices().Replace(Texts.OfNotification(kind, language), choice => choice.Groups[due.Length > 0 ? 1 : 2].Value);
        return Places().Replace(text, place => place.Groups[1].Value switch
        {
            "number" => number ?? (language == Language.Chinese ? "？" : "?"),
            "due" => due,
            "task" => details?.Task is { } task ? Texts.OfTask(task, language) : "",
            "percent" => details?.Percent?.ToString(CultureInfo.InvariantCulture) ?? "",
            "level" => details?.Level?.ToString(CultureInfo.InvariantCulture) ?? "",
            var other => throw new KeyNotFoundException($"The text of {kind} has a place {other}."),
        });
    }

    // [with a deadline|without one]
    [GeneratedRegex(@"\[([^|\]]*)\|([^\]]*)\]")]
    private static partial Regex Choices();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Places();
}
