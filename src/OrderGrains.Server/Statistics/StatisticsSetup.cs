using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Statistics;

/// <summary>Registers the counting of orders (R11).</summary>
internal static class StatisticsSetup
{
    /// <summary>The consumers that count.</summary>
    public const string Kind = "statistics";

    /// <summary>Adds the consumers, and who reads what they have counted.</summary>
    public static ISiloBuilder AddStatistics(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<StatisticsReader>();
        silo.Services.AddGrainState(StatisticsStateJson.Default);
        return silo.AddJournalStream<IStatisticsGrain>(Kind, ConsumerPace.Prompt);
    }
}
