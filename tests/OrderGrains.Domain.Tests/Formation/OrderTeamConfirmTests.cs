using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Formation;

public sealed class OrderTeamConfirmTests : OrderSpecification
{
    private static readonly MemberForm Newcomer = new("shen.tech", "TECH_SUPPORT", ["系统部署"]);

    private static OrderTeamMemberChange Change(string? person, MemberForm? member, string? note, string? reason) =>
        new(person, member, note, reason);

    [Fact]
    public void Only_present_staff_join_a_team()
    {
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members), lookups: new()
        {
            Staff = new Dictionary<string, StaffPresence>
            {
                [ProjectManager.Subject] = StaffPresence.Present,
                [Service.Subject] = StaffPresence.Left
            }.ToImmutableDictionary(),
        })
            .Invalid(("members[1].person", PersonLeft), ("members[2].person", UnknownCode));
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members), lookups: DecisionLookups.None)
            .Invalid(Members.Select((_, i) => ((string?)$"members[{i}].person", UnknownCode)));
        Given(Histories.Planning).When(DeptHead, Change(null, Newcomer, null, "x"), lookups: new()
        {
            Staff = ImmutableDictionary<string, StaffPresence>.Empty.Add(Newcomer.Person!, StaffPresence.Left), // The newcomer has a name.
        }).Invalid(("member.person", PersonLeft));
    }

    [Fact]
    public void A_team_is_formed_with_everybodys_duties()
    {
        var order = Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members)).Happens(Histories.TeamFormed);
        Assert.Equal((OrderStatus.TeamReady, ProjectManager.Subject), (order.Status, order.Roster.ProjectManager));
        Assert.All(order.Roster.Members, member => Assert.Equal((MemberStatus.Confirmed, Now), (member.Status, member.Since)));
    }

    /// <summary>Must refuse 5.</summary>
    [Theory]
    [InlineData(0, "PROJECT_MANAGER"), InlineData(1, "SERVICE_STAFF"), InlineData(2, "TECH_SUPPORT")]
    public void A_team_is_not_formed_without_project_manager_service_staff_and_technical_support(int without, string missing) =>
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members.RemoveAt(without)))
            .Refused(new Rejection.Invalid(RoleMissing, "members", missing, "R4.1"));

    [Fact]
    public void A_team_has_one_project_manager() =>
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members.Add(new("second.pm", "PROJECT_MANAGER", ["x"]))))
            .Invalid(("members", Contradiction));

    [Fact]
    public void Everybody_on_the_team_has_a_role_and_duties_and_is_named_once() =>
        Given(Histories.Assigned)
            .When(DeptHead, new OrderTeamConfirm([.. Members, new(Tech.Subject, "COOK", []), new(" ", null, ["", null]), null!])).Invalid(
            ("members[3].role", UnknownCode), ("members[3].duties", Required), ("members[4].person", Required),
            ("members[4].role", Required), ("members[4].duties[0]", Required), ("members[4].duties[1]", Required),
            ("members[5].person", Required),
            ("members[5].role", Required), ("members[5].duties", Required));

    [Fact]
    public void Nobody_is_on_the_team_twice() =>
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members.Add(new(Tech.Subject, "TEAM_QC", ["x"]))))
            .Invalid(("members[3].person", Contradiction));

    [Fact]
    public void A_project_manager_forms_only_their_own_team()
    {
        Assert.NotEmpty(Given(Histories.Assigned).When(ProjectManager, new OrderTeamConfirm(Members)).Events);
        Given(Histories.Assigned).When(ProjectManager with { Subject = "other.pm" }, new OrderTeamConfirm(Members))
            .Refused(NotTheProjectManager);
        Given(Histories.Assigned).When(Manager, new OrderTeamConfirm(Members)).Refused(NotAuthorised);
    }

    [Fact]
    public void The_clock_that_the_assignment_started_stops_when_the_team_is_formed()
    {
        Assert.NotNull(Histories.Fold(Histories.Assigned).DueAt(TaskKind.TeamFormation));
        Assert.Null(Histories.Fold(Histories.TeamReady).DueAt(TaskKind.TeamFormation));
    }

    [Fact]
    public void A_team_that_is_not_formed_in_time_is_overdue_and_escalated_level_by_level()
    {
        var order = Histories.Fold(Histories.Assigned);
        var late = Assert.IsType<Decision<OrderEvent>.Accepted>(
            Decide(order, new OrderDeadlinesCheck(), Actor.System, Now.AddDays(14), Policy)).Events;

        var overdue = Assert.IsType<TaskOverdue>(late[0]);
        Assert.Equal((TaskKind.TeamFormation, order.DueAt(TaskKind.TeamFormation)), (overdue.Task, (DateTimeOffset?)overdue.DueAt));
        Assert.Equal([1, 2, 3], late.Skip(1).Select(@event => Assert.IsType<TaskEscalated>(@event).Level));
        Assert.Empty(new Given(late.Aggregate(order, OrderRules.Evolve)).When(DeptHead, new OrderTeamConfirm(Members)).After.Clocks);
    }

    /// <summary>Must refuse 4.</summary>
    [Fact]
    public void A_team_does_not_start_before_the_assignment_is_approved()
    {
        foreach (var history in new[] { Histories.Verified, Histories.AssignmentPending })
            Given(history).When(DeptHead, new OrderTeamConfirm(Members)).Refused(StateConflict);
    }

    [Fact]
    public void Technical_administration_forms_no_team() =>
        Given(Histories.Assigned).When(new("root", Roles.Admin), new OrderTeamConfirm(Members)).Refused(NotAuthorised);
}
