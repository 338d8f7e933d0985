using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using static OrderGrains.Domain.Tests.Staff.StaffSamples;

namespace OrderGrains.Domain.Tests.Staff;

public sealed class StaffRulesTests
{
    private static readonly StaffMember Absent = StaffRules.Evolve(StaffMember.None, Set);
    private static readonly StaffMember Deputy =
        StaffRules.Evolve(StaffMember.None, Set with { Subject = "deng.deputy", Roles = [], Absences = [], LeavesOn = null });
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Fact]
    public void A_substitute_stands_in_on_the_days_of_the_absence_in_the_roles_of_the_absent_person()
    {
        Assert.True(StaffRules.StandsIn(Absent, Deputy, Roles.AssignmentApprover, Today));
        foreach (var absence in Absent.Absences.Where(absence => absence.Substitute == Deputy.Subject))
        {
            Assert.Equal(
                [false, true, true, false],
                ((DateOnly[])[absence.From.AddDays(-1), absence.From, absence.To, absence.To.AddDays(1)])
                    .Select(day => StaffRules.StandsIn(Absent, Deputy, Roles.AssignmentApprover, day)));
        }
        Assert.False(StaffRules.StandsIn(Absent, Deputy, Roles.Finance, Today));
        Assert.False(StaffRules.StandsIn(Absent, Deputy, Roles.AssignmentApprover, new(2026, 3, 7)));
        Assert.False(StaffRules.StandsIn(Absent, Deputy with { Subject = "somebody" }, Roles.AssignmentApprover, Today));
        Assert.False(StaffRules.StandsIn(Absent, Deputy with { LeavesOn = Today.AddDays(-1) }, Roles.AssignmentApprover, Today));
        Assert.False(StaffRules.StandsIn(Absent with { LeavesOn = Today.AddDays(-1) }, Deputy, Roles.AssignmentApprover, Today));
        Assert.False(StaffRules.StandsIn(StaffMember.None, Deputy, Roles.AssignmentApprover, Today));
        Assert.False(StaffRules.StandsIn(Absent, StaffMember.None, Roles.AssignmentApprover, Today));
        Assert.Equal(Roles.AssignmentApprover,
            StaffRules.SubstitutedRoles(Absent, Deputy, Roles.AssignmentApprover | Roles.Finance, Today));
        Assert.Equal(Roles.None, StaffRules.SubstitutedRoles(Absent, Deputy, Roles.Finance, Today));
    }
}
