using OrderGrains.Journal;

namespace OrderGrains.Server.Tasks;

/// <summary>A change of what waits for the viewer about an order.</summary>
[Access(OrderAccess.SeesOrders)]
public sealed class TaskEvent : IResumable
{
    private readonly RecordedEvent _recorded;

    internal TaskEvent(RecordedEvent recorded, IReadOnlyList<TaskNode> tasks, string cursor) =>
        (_recorded, Tasks, Cursor) = (recorded, tasks, cursor);

    /// <summary>Where the reading has come to with the event, opaque: good for <c>after</c> of the same field.</summary>
    public string Cursor { get; }
    /// <summary>When it changed.</summary>
    public DateTimeOffset OccurredAt => _recorded.Event.RecordedAt;
    /// <summary>The order's global id.</summary>
    [ApiId] public string OrderId => GlobalId.Encode("Order", _recorded.Stream.Value);
    /// <summary>The order's revision that the event made.</summary>
    public int OrderRevision => _recorded.Version;
    /// <summary>All that waits for the viewer about the order after the event; nothing where it was done, or is another's now.</summary>
    public IReadOnlyList<TaskNode> Tasks { get; }
}
