using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Staff;

/// <summary>The mutation of a plain command on the staff register.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
[Access]
public static class StaffMutation<TCommand>
    where TCommand : StaffCommand
{
    /// <summary>Carries out the command.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="staff">Carries out commands on the staff register.</param>
    /// <param name="input">The command.</param>
    public static Task<StaffMemberPayload> Execute(
        [Caller] Actor actor, [FromServices] StaffCommands staff, Input<TCommand> input) =>
        staff.ExecuteAsync(actor, input, input.Command);
}

/// <summary>The input of a command on the staff register: the command's own fields beside those of every command.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
public sealed record Input<TCommand> : CommandInput
    where TCommand : StaffCommand
{
    /// <summary>The command.</summary>
    [Inlined] public required TCommand Command { get; init; }
}
