using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Orders;
using OrderGrains.Server.StaffRegister;

namespace OrderGrains.Server.Formation;

/// <summary>Asks the staff register about those who are to join a project team, and whether whoever confirms a member for somebody absent stands in for that person (R4.1); sends the
/// command on with the answer.</summary>
public sealed class FormationCommands(OrderCommands orders, StaffReader staff)
{
    private const int MostAsked = 100; // The rules allow no more members.

    /// <summary>Forms the team.</summary>
    public async Task<OrderPayload> ConfirmAsync(Actor actor, OrderTeamConfirmInput input, CancellationToken cancellation) =>
        await orders.ExecuteAsync(actor, input, new FormationCommand.ConfirmTeam(
            [.. input.Members], [.. await staff.PresencesOfAsync([.. input.Members.Take(MostAsked).Select(member => member.Person)], cancellation)]));

    /// <summary>Changes a member.</summary>
    public async Task<OrderPayload> ChangeAsync(Actor actor, OrderTeamMemberChangeInput input, CancellationToken cancellation) =>
        await orders.ExecuteAsync(actor, input, new FormationCommand.ChangeTeamMember(
            input.Person, input.Member, input.HandoverNote, input.Reason, await staff.PresenceOfAsync(input.Member?.Person, cancellation)));

    /// <summary>Confirms a proposed member.</summary>
    public async Task<OrderPayload> ConfirmMemberAsync(Actor actor, OrderTeamMemberConfirmInput input, CancellationToken cancellation)
    {
        var (standsIn, acting) = await staff.ActingAsync(actor, input.OnBehalfOf, FormationSteps.Confirmers, cancellation);
        return await orders.ExecuteAsync(acting, input, new FormationCommand.ConfirmTeamMember(input.Person, input.OnBehalfOf, standsIn));
    }
}
