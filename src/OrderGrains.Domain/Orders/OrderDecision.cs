using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>How steps write their decisions.</summary>
internal static class OrderDecision
{
    /// <summary>Allows the command and records the events.</summary>
    public static Decision<OrderEvent> Accept(params ReadOnlySpan<OrderEvent> events) => Decision<OrderEvent>.Accept(events);

    /// <summary>Refuses the command.</summary>
    public static Decision<OrderEvent> Refuse(Rejection reason) => Decision<OrderEvent>.Reject(reason);

    /// <summary>Refuses the command for all of these reasons.</summary>
    public static Decision<OrderEvent> Refuse(ImmutableArray<Rejection> reasons) => new Decision<OrderEvent>.Rejected(reasons);

    /// <summary>Decides on a command of which one text is all that can be wrong.</summary>
    /// <param name="value">The text as entered.</param>
    /// <param name="path">The field.</param>
    /// <param name="clause">The clause of the regulation.</param>
    /// <param name="accepted">The event, given the text as read.</param>
    public static Decision<OrderEvent> WithText(string? value, string path, string? clause, Func<string, OrderEvent> accepted) =>
        FieldDecisions.WithText(value, path, clause, accepted);

    /// <summary>Decides on a command of which one text, which may be missing, is all that can be wrong.</summary>
    public static Decision<OrderEvent> WithNote(string? value, string path, string? clause, Func<string?, OrderEvent> accepted)
    {
        var fields = new FieldReader();
        var text = fields.Text(value, path, TextLimit.Prose, clause, required: false);
        return fields.AnyFault ? Refuse(fields.Faults) : Accept(accepted(text));
    }
}
