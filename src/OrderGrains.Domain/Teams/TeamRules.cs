using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Decides on commands on a project team: one gate, then the step of the command.</summary>
public static class TeamRules
{
    /// <summary>Decides on a command: the events to record, or every reason for refusing it. Pure.</summary>
    public static Decision<TeamEvent> Decide(Team team, TeamCommand command, TeamContext context)
    {
        var step = TeamSteps.Table.Of(command);
        if (AccessRefusal(team, command, context.Actor) is { } refusal)
            return Decision<TeamEvent>.Reject(refusal);
        return step.IsPossible(team) ? step.Decide(team, command, context) : Decision<TeamEvent>.Reject(
            new Rejection.StateConflict(RejectionCode.StateConflict, "ACTIVE", step.Command, [.. TeamSteps.Table.PossibleIn(team)]));
    }

    /// <summary>Why the actor may not give the command to the team, or there is no such team; null where nothing stands against
    /// it.</summary>
    /// <remarks>Decided before anything is compared with the team.</remarks>
    public static Rejection? AccessRefusal(Team team, TeamCommand command, Actor actor)
    {
        var step = TeamSteps.Table.Of(command);
        if (step.IsPublic && !actor.IsAny(step.Roles))
            return new Rejection.NotAuthorised(RejectionCode.NotAuthorised, step.Roles, step.Clause);
        return step.IsPossible(team) || TeamSteps.Exists(team) ? null : new Rejection.RuleBroken(RejectionCode.NotFound, "teamId");
    }

    /// <summary>Applies an event. Never refuses.</summary>
    public static Team Evolve(Team team, TeamEvent @event) => TeamSteps.Table.Apply(team, @event);
}
