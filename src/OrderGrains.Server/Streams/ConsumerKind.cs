namespace OrderGrains.Server.Streams;

/// <summary>
/// The kinds of consumers that follow the journal. Each has a stream provider of its own, so that none waits for another; the name is that of its provider, of its
/// streams' namespace and of its stored positions, and never changes.
/// </summary>
internal static class ConsumerKind
{
    /// <summary>Counts orders (R11).</summary>
    public const string Statistics = "statistics";

    /// <summary>Keeps the register of customers (R2.2.1), and puts what slipped in while a block spread on hold.</summary>
    public const string Customers = "customers";

    /// <summary>Opens and closes what customer service has to ask of customers (R9.1).</summary>
    public const string Feedback = "feedback";
    /// <summary>Writes the words that records are searched by.</summary>
    public const string Search = "search";

    /// <summary>Keeps open tasks, watches deadlines, and tells who is to be told (R2.1.2, R2.3).</summary>
    public const string Deadlines = "deadlines";

    /// <summary>Tells teams what became of their reservations (R3.2).</summary>
    public const string Teams = "teams";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Statistics, Customers, Deadlines, Feedback, Search, Teams];
}
