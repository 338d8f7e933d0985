using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.TeamSamples;

namespace OrderGrains.Domain.Tests.Teams;

public sealed class TeamTests : TeamSpecification
{
    [Fact]
    public void All_faults_of_a_team_are_reported_at_once()
    {
        TeamForm bad = new(
            " ", new string('d', 201), [new("A", 0), new("A", 6), new(null, 3), null!],
            [new("HAIRCUT", -1, null), new("TAX_AGENCY", 100_001, "x"), new("TAX_AGENCY", 1, "x")]);
        Assert.Equal(
            [
                (Required, "team.name"), (TooLong, "team.department"), (OutOfRange, "team.skills[0].level"),
                (OutOfRange, "team.skills[1].level"),
                (Required, "team.skills[2].code"), (Required, "team.skills[3].code"), (Required, "team.skills[3].level"),
                (UnknownCode, "team.experience[0].serviceType"), (OutOfRange, "team.experience[0].acceptedOrders"),
                (Required, "team.experience[0].evidence"),
                (OutOfRange, "team.experience[1].acceptedOrders"),
            ],
            Reasons(Team.None, new TeamCreate(bad)).Select(Fault));
        CapacityForm worse = new(-1, [new("2026-W10", "2026-W09", 0, null), new("2026-10", null, 1.001m, "x")]);
        Assert.Equal(
            [
                (OutOfRange, "capacity.hoursPerWeek"), (DateOrder, "capacity.absences[0].to"),
                (OutOfRange, "capacity.absences[0].hoursPerWeek"),
                (NotADate, "capacity.absences[1].from"), (Required, "capacity.absences[1].to"),
                (TooManyDecimals, "capacity.absences[1].hoursPerWeek"),
            ],
            Reasons(Fold(Created), new TeamCapacitySet(worse)).Select(Fault));
    }

    [Fact]
    public void Order_management_and_heads_of_departments_keep_the_teams() =>
        Assert.All(TeamCommands.Take(4), command => Assert.Equal(NotAuthorised, Refused(Fold(Created), command, actor: Sales).Code));

    private static (RejectionCode, string?) Fault(Rejection reason) => (reason.Code, reason.Path);
}
