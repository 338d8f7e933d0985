using System.Collections.Immutable;

namespace OrderGrains.Domain.Shared;

/// <summary>The decision of a rule: the events to record, or every reason for refusing. A refusal is a value, never an exception.</summary>
/// <typeparam name="TEvent">The events of the record that was decided about.</typeparam>
public abstract record Decision<TEvent>
{
    private Decision() { }

    /// <summary>The command is allowed; these events are to be recorded, all or none. Empty: already so, nothing to record.</summary>
    public sealed record Accepted(ImmutableArray<TEvent> Events) : Decision<TEvent>;

    /// <summary>The command is refused, for all of these reasons.</summary>
    public sealed record Rejected(ImmutableArray<Rejection> Reasons) : Decision<TEvent>;

    /// <summary>Allows the command and records the events.</summary>
    public static Decision<TEvent> Accept(params ReadOnlySpan<TEvent> events) => new Accepted([.. events]);

    /// <summary>Refuses the command.</summary>
    public static Decision<TEvent> Reject(params ReadOnlySpan<Rejection> reasons) => new Rejected([.. reasons]);
}
