using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Server.Teams;

/// <summary>The mutation of a plain command on a team.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
[Access]
public static class TeamMutation<TCommand>
    where TCommand : TeamCommand
{
    /// <summary>Carries out the command.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="teams">Carries out commands on a team.</param>
    /// <param name="input">The command.</param>
    /// <param name="cancellation">Ends the waiting for what is looked up.</param>
    public static Task<TeamPayload> Execute(
        [Caller] Actor actor, [FromServices] TeamCommands teams, Input<TCommand> input, CancellationToken cancellation) =>
        teams.ExecuteAsync(actor, input, input.Command, cancellation);
}

/// <summary>The input of a command on a team: the command's own fields beside those of every command.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
public sealed record Input<TCommand> : TeamCommandInput
    where TCommand : TeamCommand
{
    /// <summary>The command.</summary>
    [Inlined] public required TCommand Command { get; init; }
}
