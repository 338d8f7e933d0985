using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>Where the rules' decisions meet the journal, which does not know the rules.</summary>
public static class Decisions
{
    /// <summary>The decision as the journal takes it.</summary>
    public static Decided<TEvent, Rejection> ToDecided<TEvent>(this Decision<TEvent> decision) => decision switch
    {
        Decision<TEvent>.Accepted accepted => new(accepted.Events, []),
        Decision<TEvent>.Rejected rejected => new([], rejected.Reasons),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
