using GraphQL;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Planning;

namespace OrderGrains.Server;

public sealed partial class Mutation
{
    /// <summary>Submits a project plan, whole, for the approval of order management and a leader (R4.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Submit the plan", "提交项目计划")]
    public static Task<OrderPayload> PlanSubmit([Caller] Actor actor, [FromServices] PlanningCommands planning, PlanSubmitInput input, CancellationToken cancellation) =>
        planning.SubmitAsync(actor, input, cancellation);

    /// <summary>Approves the submitted plan for order management, or as a leader; with both approvals it is the baseline and the order in execution (R4.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Approve the plan", "批准项目计划")]
    public static Task<OrderPayload> PlanApprove([Caller] Actor actor, [FromServices] PlanningCommands planning, PlanApproveInput input, CancellationToken cancellation) =>
        planning.ApproveAsync(actor, input, cancellation);

    /// <summary>Rejects the submitted plan, which is then worked out anew (R4.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Reject the plan", "退回项目计划")]
    public static Task<OrderPayload> PlanReject([Caller] Actor actor, [FromServices] PlanningCommands planning, PlanRejectInput input, CancellationToken cancellation) =>
        planning.RejectAsync(actor, input, cancellation);
}

/// <summary>Input of planSubmit.</summary>
public sealed record PlanSubmitInput : OrderCommandInput
{
    /// <summary>The plan, whole.</summary>
    public required PlanForm Plan { get; init; }
}

/// <summary>Input of planApprove.</summary>
public sealed record PlanApproveInput : OrderCommandInput
{
    /// <summary>A note.</summary>
    public string? Note { get; init; }
    /// <summary>The absent approver whose substitute acts: the subject of the token.</summary>
    public string? OnBehalfOf { get; init; }
}

/// <summary>Input of planReject.</summary>
public sealed record PlanRejectInput : OrderCommandInput
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
    /// <summary>The absent approver whose substitute acts: the subject of the token.</summary>
    public string? OnBehalfOf { get; init; }
}
