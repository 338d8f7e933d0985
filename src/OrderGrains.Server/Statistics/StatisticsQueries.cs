using GraphQL;
using OrderGrains.Server.Statistics;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>Number and amount of the orders by month, currency, status, service type, platform and region (R11.1).</summary>
    /// <param name="statistics">The statistics.</param>
    /// <param name="from">The first month, such as <c>2026-01</c>.</param>
    /// <param name="to">The last month, such as <c>2026-03</c>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderStatistics.Readers)]
    public static Task<OrderStatistics> Statistics([FromServices] StatisticsReader statistics, string from, string to,
        CancellationToken cancellation) =>
        statistics.ReadAsync(Month.Parse(from, "from"), Month.Parse(to, "to"), cancellation);
}
