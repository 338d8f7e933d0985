using GraphQL;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Tasks;

/// <summary>Something that waits for the viewer to be done about an order, or about a customer.</summary>
[Name("Task"), Access(OrderAccess.SeesOrders)]
public sealed class TaskNode
{
    private readonly FoundTask _task;
    private readonly INode? _record;

    internal TaskNode(FoundTask task, INode? record) => (_task, _record) = (task, record);

    internal TaskPlace Place => _task.Place;
    internal bool IsKnown => _record is not null;

    /// <summary>The work to be done.</summary>
    public TaskKind Kind => EnumCode<TaskKind>.TryParse(Place.Kind, out var kind)
        ? kind : throw new InvalidDataException($"{Place.Kind} is no kind of task.");
    /// <summary>The order or the customer that it is about.</summary>
    public INode Record => _record!; // Only what is known is shown.
    /// <summary>The order; null where the task is about a customer.</summary>
    public OrderNode? Order => _record as OrderNode;
    /// <summary>Until when it is to be done; null where it has no deadline.</summary>
    public DateTimeOffset? DueAt => Place.DueAt < TaskRow.Never ? Place.DueAt : null;
    /// <summary>Whether the deadline has passed.</summary>
    // A day that was agreed has no clock that would record it.
    public bool Overdue([FromServices] TimeProvider clock) => _task.Overdue || DueAt <= clock.GetUtcNow();
    /// <summary>The level that it was escalated to: 0 not yet, 1 who leads the work, 2 the heads of departments, 3 the senior
    /// leaders.</summary>
    public int Level => _task.Level;

    /// <summary>The absent colleague in whose place the viewer has it (the subject of the token), to be named in the command; null where it
    /// is the viewer's own.</summary>
    public string? OnBehalfOf => _task.Absent?.Subject;

    /// <summary>Those of the order's next actions that do it, or a part of it; none where the task is about a customer, whose claims
    /// <c>customerClaimConfirm</c> and <c>customerClaimDecline</c> decide on.</summary>
    public async ValueTask<IEnumerable<OrderAction>> Actions([Caller] Actor viewer, [FromServices] OrderDecider decider,
        [FromServices] TimeProvider clock)
    {
        if (Order is null)
            return [];
        var commands = OrderTasks.Commands(Kind).ToHashSet();
        var acting = _task.Absent is { } absent ? viewer with { Roles = absent.Roles } : viewer;
        return (await Order.NextActions(acting, decider, clock)).Where(action => commands.Contains(action.Command));
    }
}
