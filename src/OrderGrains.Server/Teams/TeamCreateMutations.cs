using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server;

public sealed partial class Mutation
{
    /// <summary>Enters a project team (R3.1).</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager | Roles.DepartmentHead)]
    public static Task<TeamPayload> TeamCreate([Caller] Actor actor, [FromServices] TeamCommands teams, TeamCreateInput input,
        CancellationToken cancellation) =>
        teams.CreateAsync(actor, input, cancellation);
}

/// <summary>Input of teamCreate.</summary>
public sealed record TeamCreateInput
{
    /// <summary>The team.</summary>
    public required TeamForm Team { get; init; }
    /// <summary>One key per intent: the same key with the same content answers the first team again.</summary>
    public string? IdempotencyKey { get; init; }
    /// <summary>Decide and answer, write nothing.</summary>
    public bool? DryRun { get; init; }
}
