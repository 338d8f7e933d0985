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
    public static Task<TeamPayload> TeamCreate([Caller] Actor actor, [FromServices] TeamCommands teams, TeamCreateInput input, CancellationToken cancellation) =>
        teams.CreateAsync(actor, input, cancellation);

    /// <summary>Replaces name, department, skills and experience of a team (R3.1).</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager | Roles.DepartmentHead)]
    public static Task<TeamPayload> TeamUpdate([Caller] Actor actor, [FromServices] TeamCommands teams, TeamUpdateInput input) =>
        teams.ExecuteAsync(actor, input, new TeamCommand.Update(input.Team));

    /// <summary>Gives somebody of the staff register these roles in a team; without any role the member leaves it (R4.1).</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager | Roles.DepartmentHead)]
    public static Task<TeamPayload> TeamMemberSet([Caller] Actor actor, [FromServices] TeamCommands teams, TeamMemberSetInput input, CancellationToken cancellation) =>
        teams.SetMemberAsync(actor, input, cancellation);

    /// <summary>Sets a team's person-hours per calendar week, and its absences (R3.1.1).</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager | Roles.DepartmentHead)]
    public static Task<TeamPayload> TeamCapacitySet([Caller] Actor actor, [FromServices] TeamCommands teams, TeamCapacitySetInput input) =>
        teams.ExecuteAsync(actor, input, new TeamCommand.SetCapacity(input.Capacity));
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

/// <summary>Input of teamUpdate.</summary>
public sealed record TeamUpdateInput : TeamCommandInput
{
    /// <summary>The team as it is from now on.</summary>
    public required TeamForm Team { get; init; }
}

/// <summary>Input of teamMemberSet.</summary>
public sealed record TeamMemberSetInput : TeamCommandInput
{
    /// <summary>Who: the subject of the token, as the staff register has it.</summary>
    public string? Subject { get; init; }
    /// <summary>The member's new roles in the team; empty: leaves it.</summary>
    public required IReadOnlyList<TeamRole> Roles { get; init; }
}

/// <summary>Input of teamCapacitySet.</summary>
public sealed record TeamCapacitySetInput : TeamCommandInput
{
    /// <summary>The capacity from now on.</summary>
    public required CapacityForm Capacity { get; init; }
}
