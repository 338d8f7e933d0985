using OrderGrains.Domain.Orders;

namespace OrderGrains.Server.Orders;

/// <summary>The input of a command on an existing order: the command's own fields beside those of every command.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
public sealed record Input<TCommand> : OrderCommandInput
    where TCommand : OrderCommand
{
    /// <summary>The command.</summary>
    [Inlined] public required TCommand Command { get; init; }
}
