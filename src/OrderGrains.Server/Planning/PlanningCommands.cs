using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Server.Orders;
using OrderGrains.Server.StaffRegister;

namespace OrderGrains.Server.Planning;

/// <summary>Asks the staff register who of those responsible in a plan has left, and whether whoever decides on one for somebody absent stands in for that person (R4.3); sends the
/// command on with the answer.</summary>
public sealed class PlanningCommands(OrderCommands orders, StaffReader staff)
{
    private const int MostAsked = 500; // The rules allow no more tasks.

    /// <summary>Submits a plan.</summary>
    public async Task<OrderPayload> SubmitAsync(Actor actor, PlanSubmitInput input, CancellationToken cancellation)
    {
        string[] owners = input.Plan.Tasks is { IsDefault: false } tasks
            ? [.. tasks.Take(MostAsked).Select(task => UnicodeText.Read(task?.Owner)).OfType<string>().Distinct()] : [];
        var presences = await staff.PresencesOfAsync(owners, cancellation);
        return await orders.ExecuteAsync(actor, input, new PlanningCommand.SubmitPlan(
            input.Plan, [.. owners.Zip(presences).Where(pair => pair.Second == StaffPresence.Left).Select(pair => pair.First)]));
    }

    /// <summary>Approves the plan.</summary>
    public async Task<OrderPayload> ApproveAsync(Actor actor, PlanApproveInput input, CancellationToken cancellation)
    {
        var (standsIn, acting) = await staff.ActingAsync(actor, input.OnBehalfOf, PlanningSteps.Reviewers, cancellation);
        return await orders.ExecuteAsync(acting, input, new PlanningCommand.ApprovePlan(input.Note, input.OnBehalfOf, standsIn));
    }

    /// <summary>Rejects the plan.</summary>
    public async Task<OrderPayload> RejectAsync(Actor actor, PlanRejectInput input, CancellationToken cancellation)
    {
        var (standsIn, acting) = await staff.ActingAsync(actor, input.OnBehalfOf, PlanningSteps.Reviewers, cancellation);
        return await orders.ExecuteAsync(acting, input, new PlanningCommand.RejectPlan(input.Reason, input.OnBehalfOf, standsIn));
    }
}
