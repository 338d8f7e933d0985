using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Customers;

namespace OrderGrains.Server.Customers;

/// <summary>The mutation of a plain command on a customer.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
[Access]
public static class CustomerMutation<TCommand>
    where TCommand : CustomerCommand
{
    /// <summary>Carries out the command.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="customers">Carries out commands on a customer.</param>
    /// <param name="input">The command.</param>
    /// <param name="cancellation">Ends the waiting for what is looked up.</param>
    public static Task<CustomerPayload> Execute(
        [Caller] Actor actor, [FromServices] CustomerCommands customers, Input<TCommand> input, CancellationToken cancellation) =>
        customers.ExecuteAsync(actor, input, input.Command, cancellation);
}

/// <summary>The input of a command on a customer: the command's own fields beside those of every command.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
public sealed record Input<TCommand> : CustomerCommandInput
    where TCommand : CustomerCommand
{
    /// <summary>The command.</summary>
    [Inlined] public required TCommand Command { get; init; }
}
