using GraphQL;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

public sealed partial class Mutation
{
    /// <summary>Records that the kick-off meeting was held (R4.2); the team is at work from here on.</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Record the kick-off", "记录项目启动会议")]
    public static Task<OrderPayload> OrderKickoffHold([Caller] Actor actor, [FromServices] OrderCommands orders, OrderKickoffHoldInput input) =>
        orders.ExecuteAsync(actor, input, new KickoffCommand.HoldKickoff(input.Kickoff));

    /// <summary>Records that what the kick-off meeting decided was done, by whoever it was given to or by the project manager (R4.2).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Complete the decision", "完成决议事项")]
    public static Task<OrderPayload> OrderKickoffDecisionComplete([Caller] Actor actor, [FromServices] OrderCommands orders, OrderKickoffDecisionCompleteInput input) =>
        orders.ExecuteAsync(actor, input, new KickoffCommand.CompleteDecision(input.Decision, input.Note));
}

/// <summary>Input of orderKickoffHold.</summary>
public sealed record OrderKickoffHoldInput : OrderCommandInput
{
    /// <summary>The meeting.</summary>
    public required KickoffForm Kickoff { get; init; }
}

/// <summary>Input of orderKickoffDecisionComplete.</summary>
public sealed record OrderKickoffDecisionCompleteInput : OrderCommandInput
{
    /// <summary>The number of the decision in the list of the meeting's decisions, from 1.</summary>
    public int? Decision { get; init; }
    /// <summary>What was done.</summary>
    public string? Note { get; init; }
}
