using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Kickoff;

public sealed class OrderKickoffHoldTests : OrderSpecification
{
    [Fact]
    public void The_project_manager_holds_the_kickoff_and_the_team_is_at_work()
    {
        var order = Given(Histories.TeamReady).When(ProjectManager, new OrderKickoffHold(Meeting)).After;
        Assert.Equal(OrderStatus.Planning, order.Status);
        Assert.All(order.Roster.Members, member => Assert.Equal(MemberStatus.Active, member.Status));
        Assert.Equal([new("申请机房门禁", Service.Subject, new(2026, 3, 9))], order.Kickoff?.Decisions ?? []);
        Assert.Equal(ParticipantGroup.OrderManagement, order.Kickoff?.Participants[2].Group);
    }

    [Theory]
    [InlineData("background"), InlineData("goals"), InlineData("schedule"), InlineData("duties"), InlineData("communication")]
    public void A_kickoff_has_all_five_items_on_its_agenda(string item)
    {
        string? Text(string name) => name == item ? " " : "said";
        var agenda = new AgendaForm(Text("background"), Text("goals"), Text("schedule"), Text("duties"), Text("communication"));
        Given(Histories.TeamReady).When(ProjectManager, new OrderKickoffHold(Meeting with { Agenda = agenda }))
            .Refused(new Rejection.Invalid(Required, "agenda." + item, null, "R4.2.2"));
    }

    [Fact]
    public void A_kickoff_is_not_held_without_order_management_and_the_project_manager()
    {
        Given(Histories.TeamReady)
            .When(ProjectManager, new OrderKickoffHold(Meeting with { Participants = Meeting.Participants?.RemoveAt(2) }))
            .Refused(new Rejection.Invalid(RoleMissing, "participants", "ORDER_MANAGEMENT", "R4.2.1"));
        Given(Histories.TeamReady)
            .When(ProjectManager, new OrderKickoffHold(Meeting with { Participants = [new(Service.Subject, "TEAM")] }))
            .Refused(new Rejection.Invalid(RoleMissing, "participants", "PROJECT_MANAGER,ORDER_MANAGEMENT", "R4.2.1"));
    }

    [Fact]
    public void All_faults_of_a_kickoff_are_reported_at_once() =>
        Given(Histories.TeamReady).When(ProjectManager, new OrderKickoffHold(new()
        {
            HeldAt = "2026-03-03T01:00:00Z",
            Participants = [new("stranger", "TEAM"), new(Tech.Subject, "EXPERT"), new(Tech.Subject, "TEAM"), new(null, "x"), null!],
            Decisions = [new(null, "somebody", "2026-03-02"), new("x", Tech.Subject, "soon"), null!],
        })).Invalid(
            ("heldAt", OutOfRange), ("participants[0].group", NotOnRoster), ("participants[1].group", Contradiction),
            ("participants[2].person", Contradiction), ("participants[3].person", Required), ("participants[3].group", UnknownCode),
            ("participants[4].person", Required), ("participants[4].group", Required), ("agenda.background", Required),
            ("agenda.goals", Required), ("agenda.schedule", Required), ("agenda.duties", Required), ("agenda.communication", Required),
            ("minutes", Required), ("decisions[0].text", Required), ("decisions[0].dueOn", DateOrder), ("decisions[1].dueOn", NotADate),
            ("decisions[2].text", Required), ("decisions[2].owner", Required), ("decisions[2].dueOn", Required));

    [Fact]
    public void A_decision_is_owned_by_a_participant_or_a_member_and_due_after_the_meeting() =>
        Given(Histories.TeamReady)
            .When(ProjectManager, new OrderKickoffHold(
                Meeting with { Decisions = [new("x", "stranger", "2026-03-01"), new("x", Tech.Subject, "2026-03-02")] }))
            .Invalid(("decisions[0].owner", NotOnRoster), ("decisions[0].dueOn", DateOrder));

    [Fact]
    public void Another_orders_project_manager_does_not_hold_the_kickoff() =>
        Given(Histories.TeamReady).When(ProjectManager with { Subject = "other.pm" }, new OrderKickoffHold(Meeting))
            .Refused(new Rejection.RuleBroken(NotTheProjectManager, Clause: "R4.2.1"));

    [Fact]
    public void There_is_no_kickoff_before_the_team_is_formed() =>
        Given(Histories.Assigned).When(ProjectManager, new OrderKickoffHold(Meeting)).Refused(StateConflict);
}
