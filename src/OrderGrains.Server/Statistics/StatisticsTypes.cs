using System.Globalization;
using GraphQL;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Statistics;

namespace OrderGrains.Server.Statistics;

/// <summary>A month of the calendar, such as <c>2026-03</c>.</summary>
public readonly record struct Month(int Year, int Number)
{
    /// <summary>Reads a month.</summary>
    /// <exception cref="ApiException">The text is none.</exception>
    public static Month Parse(string text, string argument) =>
        DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? new(day.Year, day.Month)
        : throw new ApiException(ErrorCodes.BadUserInput, $"{argument}: a month is written like 2026-03.");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Number:00}");
}

/// <summary>The statistics of orders (R11.1): number and amount, by month and currency. A draft is not counted.</summary>
/// <param name="Months">The months that have orders, each currency apart, in their order.</param>
/// <param name="Lag">How many recorded events were not counted yet when this was asked for.</param>
/// <param name="Parked">How many records are left out since an event of theirs could not be read; 0 unless an administrator has to
/// act.</param>
[Name("Statistics"), Access(OrderStatistics.Readers)]
public sealed record OrderStatistics(IReadOnlyList<MonthStatistics> Months, int Lag, int Parked)
{
    /// <summary>The roles that may see statistics (R11): order management, finance, leaders and oversight.</summary>
    public const Roles Readers =
        Roles.OrderManager | Roles.Finance | Roles.SeniorLeader | Roles.DepartmentHead | Roles.CustomerServiceLead | Roles.Auditor;
}

/// <summary>A month's orders in one currency.</summary>
/// <param name="Month">The month of the orders' days in the company's time zone, such as <c>2026-03</c>.</param>
/// <param name="Currency">The currency, ISO 4217.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="Amount">Their fees together.</param>
/// <param name="LapsedOrders">How many of them were rejected at the review or cancelled.</param>
/// <param name="LapsedAmount">The fees of those, contained in the amount: the turnover is what is left without them.</param>
/// <param name="ByStatus">By where they stand and the service type.</param>
/// <param name="ByPlatform">By the platform that they came from (R2.1).</param>
/// <param name="ByRegion">By where the customers are.</param>
[Access(OrderStatistics.Readers)]
public sealed record MonthStatistics(
    string Month, string Currency, int Orders, decimal Amount, int LapsedOrders, decimal LapsedAmount,
        IReadOnlyList<StatusStatistics> ByStatus,
    IReadOnlyList<PlatformStatistics> ByPlatform, IReadOnlyList<RegionStatistics> ByRegion)
{
    internal static MonthStatistics Of(string month, string currency, MonthTables tables) => new(
        month, currency, (int)tables.ByPlatform.Values.Sum(x => x.Orders), tables.ByPlatform.Values.Sum(x => x.Amount),
        (int)tables.ByPlatform.Values.Sum(x => x.Lapsed), tables.ByPlatform.Values.Sum(x => x.LapsedAmount),
        [.. from status in tables.ByStatus
            from type in status.Value
            where type.Value.Orders != 0
            orderby status.Key, type.Key
            select new StatusStatistics(Status(status.Key), type.Key, (int)type.Value.Orders, type.Value.Amount)],
        [.. from platform in tables.ByPlatform
            where platform.Value.Orders != 0
            orderby platform.Key
            let tally = platform.Value
            select new PlatformStatistics(NullIfNone(platform.Key), (int)tally.Orders, tally.Amount, (int)tally.Lapsed,
                tally.LapsedAmount)],
        [.. from country in tables.ByRegion
            from province in country.Value
            where province.Value.Orders != 0
            orderby country.Key, province.Key
            let tally = province.Value
            select new RegionStatistics(NullIfNone(country.Key), NullIfNone(province.Key), (int)tally.Orders, tally.Amount,
                (int)tally.Lapsed, tally.LapsedAmount)]);

    private static OrderStatus Status(string code) =>
        EnumCode<OrderStatus>.TryParse(code, out var status) ? status : throw new InvalidOperationException($"There is no status {code}.");

    private static string? NullIfNone(string key) => key.Length == 0 ? null : key;
}

/// <summary>The orders of a status and service type.</summary>
/// <param name="Status">Where they stand.</param>
/// <param name="ServiceType">The service type.</param>
/// <param name="Orders">How many.</param>
/// <param name="Amount">Their fees together.</param>
[Access(OrderStatistics.Readers)]
public sealed record StatusStatistics(OrderStatus Status, string ServiceType, int Orders, decimal Amount);

/// <summary>The orders of a platform.</summary>
/// <param name="Platform">The platform; null for the sales channel.</param>
/// <param name="Orders">How many.</param>
/// <param name="Amount">Their fees together.</param>
/// <param name="LapsedOrders">How many of them were rejected at the review or cancelled.</param>
/// <param name="LapsedAmount">The fees of those, contained in the amount: the turnover is what is left without them.</param>
[Access(OrderStatistics.Readers)]
public sealed record PlatformStatistics(string? Platform, int Orders, decimal Amount, int LapsedOrders, decimal LapsedAmount);

/// <summary>The orders of a region.</summary>
/// <param name="Country">The country, ISO 3166.</param>
/// <param name="Province">The province or state; null where the address has none.</param>
/// <param name="Orders">How many.</param>
/// <param name="Amount">Their fees together.</param>
/// <param name="LapsedOrders">How many of them were rejected at the review or cancelled.</param>
/// <param name="LapsedAmount">The fees of those, contained in the amount: the turnover is what is left without them.</param>
[Access(OrderStatistics.Readers)]
public sealed record RegionStatistics(string? Country, string? Province, int Orders, decimal Amount, int LapsedOrders,
    decimal LapsedAmount);
