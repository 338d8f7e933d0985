using System.Collections.Frozen;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>The company's policy for orders: configuration, and the customers who are blocked now.
/// Replaced as a whole when one of them changes.</summary>
public sealed record OrderPolicy
{
    /// <summary>The codes of the service types offered (R2.2.2).</summary>
    public required FrozenSet<string> ServiceTypes { get; init; }
    /// <summary>The codes of the payment methods (R8.2.1).</summary>
    public required FrozenSet<string> PaymentMethods { get; init; }
    /// <summary>The codes of the delivery methods (R7.2.2).</summary>
    public required FrozenSet<string> DeliveryMethods { get; init; }
    /// <summary>The online platforms that orders come from (R2.1.2).</summary>
    public required FrozenSet<string> Platforms { get; init; }
    /// <summary>The company's time zone, which decides what day it is.</summary>
    public required TimeZoneInfo TimeZone { get; init; }
    /// <summary>How far a submission's own time may be ahead of the company's: clocks differ.</summary>
    public TimeSpan SubmissionSkew { get; init; } = DefaultSubmissionSkew;
    /// <summary>How orders are assigned to teams (R3.1).</summary>
    public AssignmentPolicy Assignment { get; init; } = new();
    /// <summary>Until when tasks are to be done.</summary>
    public required DeadlinePolicy Deadlines { get; init; }
    /// <summary>The customers whose new orders are refused.</summary>
    public FrozenSet<CustomerId> BlockedCustomers { get; init; } = FrozenSet<CustomerId>.Empty;

    /// <summary>How far clocks may differ where nothing is configured: 5 minutes.</summary>
    public static readonly TimeSpan DefaultSubmissionSkew = TimeSpan.FromMinutes(5);

    /// <summary>The policy before anything is configured.</summary>
    /// <param name="timeZone">The company's time zone, by default Asia/Shanghai; looked up by the caller.</param>
    public static OrderPolicy Default(TimeZoneInfo timeZone) => new()
    {
        ServiceTypes = Codes("IT_OPERATIONS", "STAFF_TRAINING", "MANAGEMENT_CONSULTING", "FACILITY_SERVICE", "TAX_AGENCY", "BRAND_DESIGN"),
        PaymentMethods = Codes("BANK_TRANSFER", "ALIPAY", "WECHAT_PAY", "CARD"),
        DeliveryMethods = Codes("WRITTEN_REPORT", "DEMONSTRATION", "DEPLOYMENT"),
        Platforms = Codes("web", "app", "wechat-mini", "partner-api"),
        TimeZone = timeZone,
        Deadlines = DeadlinePolicy.Default(timeZone),
    };

    /// <summary>The company's day at an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZone).DateTime);

    /// <summary>Until when capacity that is reserved now is held.</summary>
    public DateTimeOffset ReservationExpiry(DateTimeOffset now) =>
        Deadlines.Calendar.Deadline(now, TimeLimit.OfWorkingDays(Assignment.ReservationDays));

    /// <summary>A list of codes, compared to the letter.</summary>
    public static FrozenSet<string> Codes(params IEnumerable<string> codes) => codes.ToFrozenSet(StringComparer.Ordinal);
}
