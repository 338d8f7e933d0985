using GraphQL;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Admission;

namespace OrderGrains.Server.Orders;

/// <summary>The mutations that the steps of orders make up: field, input, description and access come from the step and its
/// command.</summary>
internal static class OrderMutations
{
    /// <summary>A mutation for each step that somebody can take.</summary>
    public static IEnumerable<DerivedMutation> All =>
        from step in OrderSteps.All
        where !step.IsSystemOnly
        select new DerivedMutation(step.Command, typeof(OrderMutation<>).MakeGenericType(step.Json.Type), step.Json.Type, AccessTo(step),
            UrgencyOf(step));

    // Many callers see an order whose step they may not take, and learn which roles may; only those who enter drafts see them.
    private static Roles AccessTo(OrderStep step) => step.From.All(OrderScope.IsDraft) ? step.Roles : OrderAccess.SeesOrders;

    private static Urgency UrgencyOf(OrderStep step) => step.EndsOrder ? Urgency.Finish : Urgency.Transition;
}

/// <summary>The mutation of a command.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
[Access]
public static class OrderMutation<TCommand>
    where TCommand : OrderCommand
{
    /// <summary>Carries out the command.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="orders">Carries out commands on orders.</param>
    /// <param name="input">The command.</param>
    /// <param name="cancellation">Ends the waiting for what is looked up.</param>
    public static Task<OrderPayload> Execute(
        [Caller] Actor actor, [FromServices] OrderCommands orders, Input<TCommand> input, CancellationToken cancellation) =>
        orders.ExecuteAsync(actor, input, input.Command, cancellation);
}
