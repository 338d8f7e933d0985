using GraphQL;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Customers;
using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server;

/// <summary>Everything that can be done.</summary>
public sealed partial class Mutation
{
    /// <summary>Refuses new orders of a customer from now on.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager | Roles.Finance), Label("Block the customer", "冻结客户")]
    public static Task<CustomerPayload> CustomerBlock([Caller] Actor actor, [FromServices] CustomerCommands customers, CustomerBlockInput input) =>
        customers.ExecuteAsync(actor, input, new CustomerCommand.BlockCustomer(input.Reason));

    /// <summary>Accepts new orders of a customer again.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.SeniorLeader), Label("Lift the block", "解除冻结")]
    public static Task<CustomerPayload> CustomerUnblock([Caller] Actor actor, [FromServices] CustomerCommands customers, CustomerUnblockInput input) =>
        customers.ExecuteAsync(actor, input, new CustomerCommand.UnblockCustomer(input.Reason));
}
