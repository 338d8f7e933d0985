using OrderGrains.Streams;

namespace OrderGrains.Server.Feedback;

/// <summary>Registers who opens and closes what customer service has to ask of customers (R9.1).</summary>
internal static class FeedbackSetup
{
    /// <summary>The consumers that write feedback items.</summary>
    public const string Kind = "feedback";

    /// <summary>Adds the consumers, and who reads the items that they write.</summary>
    public static ISiloBuilder AddFeedback(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<FeedbackItems>();
        return silo.AddJournalStream<IFeedbackGrain>(Kind, ConsumerPace.Yielding);
    }
}
