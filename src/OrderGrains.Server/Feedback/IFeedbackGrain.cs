using OrderGrains.Streams;

namespace OrderGrains.Server.Feedback;

/// <summary>Opens and closes what customer service has to ask of the customers of a partition's orders (R9.1), fed by the
/// journal.</summary>
[Alias("og.feedback")]
public interface IFeedbackGrain : IJournalConsumer;
