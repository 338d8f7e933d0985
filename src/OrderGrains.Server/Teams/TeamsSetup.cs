using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Teams;
using OrderGrains.Server.Records;

namespace OrderGrains.Server.Teams;

/// <summary>Registers project teams as a kind of record.</summary>
internal static class TeamsSetup
{
    /// <summary>The registration of project teams.</summary>
    public static RecordRegistration Registration { get; } =
        new RecordRegistration<Team, TeamEvent>(new TeamAggregate(), TeamAggregate.Events, new TeamRowTable())
        {
            AddServices = services => services
                .AddSingleton(provider => PolicyOf(provider.GetRequiredService<OrderPolicy>()))
                .AddSingleton<TeamRows>()
                .AddSingleton<TeamReader>()
                .AddSingleton<TeamCommands>()
                .AddNode<TeamReader>("Team", async (teams, ids, viewer, cancellation) =>
                    viewer.IsAny(OrderAccess.SeesEverything) ? await teams.FindAsync(ids, cancellation) : new INode?[ids.Count]),
            Describe = api => api
                .WithMutations(StepMutations.Of(TeamSteps.Table, typeof(TeamMutation<>)))
                .With(typeof(TeamNode))
                .Grant(OrderAccess.SeesEverything, typeof(Skill), typeof(TeamExperience), typeof(TeamMember)),
        };

    private static TeamPolicy PolicyOf(OrderPolicy company) => new(company.ServiceTypes, company.ReservationExpiry);
}
