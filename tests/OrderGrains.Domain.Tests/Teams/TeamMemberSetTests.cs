using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Teams;

public sealed class TeamMemberSetTests : TeamSpecification
{
    [Fact]
    public void Members_come_from_the_staff_register_and_leave_without_roles()
    {
        var team = Fold(Created, new TeamMembershipChanged("x", Now, "wu.pm", [TeamRole.ProjectManager]));

        Assert.Equal(new Rejection.RuleBroken(NotFound, "subject", "R4.1"),
            Refused(team, new TeamMemberSet("nobody", [TeamRole.Other]), StaffPresence.Unknown));
        Assert.Equal(PersonLeft, Refused(team, new TeamMemberSet("gone", [TeamRole.Other]), StaffPresence.Left).Code);
        Assert.Empty(Accepted(team, new TeamMemberSet("wu.pm", [TeamRole.ProjectManager, TeamRole.ProjectManager]), StaffPresence.Present));
        Assert.Empty(Accepted(team, new TeamMemberSet("wu.pm", []), StaffPresence.Left).Aggregate(team, TeamRules.Evolve).Members);
        Assert.Equal(NotFound, Refused(team, new TeamMemberSet("nobody", []), StaffPresence.Present).Code);
        Assert.Equal((Required, "subject"), Fault(Refused(team, new TeamMemberSet(" ", []), StaffPresence.Present)));
    }

    private static (RejectionCode, string?) Fault(Rejection reason) => (reason.Code, reason.Path);
}
