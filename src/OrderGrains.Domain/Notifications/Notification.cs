using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Notifications;

/// <summary>Something that somebody is told about an order. Its text is made where it is read, in the reader's language.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="Kind">The subject.</param>
/// <param name="Details">The values in its text beside the order; null if there are none.</param>
public sealed record Notification(Recipient Recipient, NotificationKind Kind, NotificationDetails? Details = null);

/// <summary>The values in a notification's text. Stored as JSON: append only. No personal data.</summary>
/// <param name="Task">The task that it is about.</param>
/// <param name="DueAt">When that is due.</param>
/// <param name="Percent">How much of its time has passed.</param>
/// <param name="Level">The level that it was escalated to.</param>
public sealed record NotificationDetails(TaskKind? Task = null, DateTimeOffset? DueAt = null, int? Percent = null, int? Level = null);

/// <summary>How details are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NotificationDetails))]
public sealed partial class NotificationJson : JsonSerializerContext;
