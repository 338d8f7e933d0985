using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Staff;

namespace OrderGrains.Server.Planning;

/// <summary>Asks the staff register whether whoever decides on a plan for somebody absent stands in for that person (R4.3), and sends the command on with the answer.</summary>
public sealed class PlanningCommands(OrderCommands orders, StaffReader staff)
{
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
