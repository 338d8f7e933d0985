using OrderGrains.Streams;

namespace OrderGrains.Server.Assignment;

/// <summary>Registers who tells teams what became of their reservations (R3.2).</summary>
internal static class AssignmentSetup
{
    /// <summary>The consumers that tell teams.</summary>
    public const string Kind = "teams";

    /// <summary>Adds the consumers.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="pace">How they follow.</param>
    public static ISiloBuilder AddAssignment(this ISiloBuilder silo, ConsumerPace pace)
    {
        return silo.AddJournalStream<IAssignmentRelay>(Kind, pace);
    }
}
