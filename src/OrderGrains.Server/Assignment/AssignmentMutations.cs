using GraphQL;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Assignment;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

public sealed partial class Mutation
{
    /// <summary>Submits the Assignment Form 《订单分配表》 for approval: the team, and its person-hours per calendar week and role (R3.2).
    /// The team's capacity is reserved.</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders)]
    public static Task<OrderPayload> AssignmentPropose(
        [Caller] Actor actor, [FromServices] AssignmentCommands assignments, AssignmentProposeInput input,
            CancellationToken cancellation) =>
        assignments.ProposeAsync(actor, input, cancellation);

    /// <summary>Approves the proposed assignment: the team has the order (R3.2).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders)]
    public static Task<OrderPayload> AssignmentApprove(
        [Caller] Actor actor, [FromServices] AssignmentCommands assignments, Input<AssignmentApprove> input,
            CancellationToken cancellation) =>
        assignments.ApproveAsync(actor, input, cancellation);
}

/// <summary>Input of assignmentPropose.</summary>
public sealed record AssignmentProposeInput : OrderCommandInput
{
    /// <summary>The team's id.</summary>
    [ApiId] public required string TeamId { get; init; }
    /// <summary>The person-hours per calendar week and role.</summary>
    [MaxItems(AssignmentRules.MaxWork, ByRule = true)] public required IReadOnlyList<WorkHoursForm> Work { get; init; }
    /// <summary>Why this team; needed where another is ranked above it (R3.1.2).</summary>
    public string? Reason { get; init; }
    /// <summary>Marks the proposal as one beyond the team's capacity, with the reason; the approver confirms it with a reason,
    /// too.</summary>
    public string? OverCommitReason { get; init; }
}
