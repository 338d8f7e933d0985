using GraphQL;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Formation;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

public sealed partial class Mutation
{
    /// <summary>Forms the project team: who belongs to it, in which role, with which duties (R4.1).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Form the team", "组建项目团队")]
    public static Task<OrderPayload> OrderTeamConfirm(
        [Caller] Actor actor, [FromServices] FormationCommands formation, OrderTeamConfirmInput input, CancellationToken cancellation) =>
        formation.ConfirmAsync(actor, input, cancellation);

    /// <summary>Lets a member of the project team join (member alone), leave (person alone) or take over from another (both). Who joins by the project manager's word waits
    /// for the head of the department (R4.1).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Change the team", "调整团队成员")]
    public static Task<OrderPayload> OrderTeamMemberChange(
        [Caller] Actor actor, [FromServices] FormationCommands formation, OrderTeamMemberChangeInput input, CancellationToken cancellation) =>
        formation.ChangeAsync(actor, input, cancellation);

    /// <summary>Confirms a member whom the project manager proposed (R4.1).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Confirm the member", "确认团队成员")]
    public static Task<OrderPayload> OrderTeamMemberConfirm(
        [Caller] Actor actor, [FromServices] FormationCommands formation, OrderTeamMemberConfirmInput input, CancellationToken cancellation) =>
        formation.ConfirmMemberAsync(actor, input, cancellation);
}

/// <summary>Input of orderTeamConfirm.</summary>
public sealed record OrderTeamConfirmInput : OrderCommandInput
{
    /// <summary>The members: one project manager, and service staff and technical support at least (R4.1).</summary>
    [MaxItems(FormationRules.MaxMembers, ByRule = true)] public required IReadOnlyList<MemberForm> Members { get; init; }
}

/// <summary>Input of orderTeamMemberChange.</summary>
public sealed record OrderTeamMemberChangeInput : OrderCommandInput
{
    /// <summary>Who leaves.</summary>
    public string? Person { get; init; }
    /// <summary>Who joins.</summary>
    public MemberForm? Member { get; init; }
    /// <summary>What is handed over; needed of whoever is at work.</summary>
    public string? HandoverNote { get; init; }
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Input of orderTeamMemberConfirm.</summary>
public sealed record OrderTeamMemberConfirmInput : OrderCommandInput
{
    /// <summary>Who was proposed.</summary>
    public string? Person { get; init; }
    /// <summary>The absent head of the department whose substitute acts: the subject of the token.</summary>
    public string? OnBehalfOf { get; init; }
}
