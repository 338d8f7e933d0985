using OrderGrains.Domain.Communication;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Communication;

public sealed class CommunicationRecordTests : OrderSpecification
{
    private static readonly CommunicationRecord Call =
        new(CommunicationKind.Call, CommunicationPartner.Finance, "The customer pays in two instalments.");
    private static readonly CommunicationRecord Visit =
        new(
            CommunicationKind.ServiceVisit, CommunicationPartner.Customer, "The pump was replaced.", "2026-03-02T01:00:00Z",
            Hours: 2.50m, ConfirmedBy: "陈志远");

    private static readonly CommunicationRecorded Called = new(Service.Subject, Now)
    {
        Kind = CommunicationKind.Call,
        With = CommunicationPartner.Finance,
        OccurredAt = Now,
        CustomerVisible = false,
        Summary = "The customer pays in two instalments.",
    };

    [Fact]
    public void The_team_records_a_call_with_a_department_which_is_notified()
    {
        var before = Histories.Fold(Histories.Planning);
        var after = Given(Histories.Planning).When(Service, Call).Happens(Called);
        Assert.Equal(before.Status, after.Status);
        var told = Assert.Single(OrderEvents.NotificationsOf(Called, after));
        Assert.Equal((Recipient.Of(Roles.Finance), NotificationKind.CommunicationRecorded), (told.Recipient, told.Kind));
    }

    [Fact]
    public void Nobody_is_notified_of_a_communication_with_the_customer_or_an_unnamed_department() => Assert.Empty(
        ((CommunicationPartner[])[CommunicationPartner.Customer, CommunicationPartner.OtherDepartment])
            .SelectMany(partner => OrderEvents.NotificationsOf(Called with { With = partner }, Histories.Fold(Histories.Planning))));

    [Fact]
    public void A_service_visit_has_its_hours_and_the_customers_confirmation()
    {
        var visited = Assert.IsType<CommunicationRecorded>(Assert.Single(Given(Histories.Planning).When(Tech, Visit).Events));
        Assert.Equal(
            (2.5m, "陈志远", true, Now.AddMinutes(-90)), (visited.Hours, visited.ConfirmedBy, visited.CustomerVisible, visited.OccurredAt));
        Given(Histories.Planning).When(Tech, Visit with { Hours = null }).Invalid(("hours", Required));
    }

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var wrong = Call with { Summary = " ", OccurredAt = "2026-03-02T02:30:01Z", Hours = 24.5m, ConfirmedBy = "x" };
        Given(Histories.Planning).When(Manager, wrong).Invalid(
            ("summary", Required), ("occurredAt", OutOfRange), ("hours", OutOfRange), ("confirmedBy", Contradiction));
        Given(Histories.Planning).When(Manager, Visit with { CustomerVisible = false, Hours = 0 }).Invalid(
            ("hours", OutOfRange), ("customerVisible", Contradiction));
    }

    [Fact]
    public void A_communication_is_recorded_from_the_kickoff_on_and_also_during_a_hold()
    {
        Given(Histories.TeamReady).When(Service, Call).Refused(StateConflict);
        Assert.Single(Given(Histories.OnHold(Histories.Planning)).When(Manager, Call).Events);
    }

    [Fact]
    public void An_auditor_and_the_customer_record_nothing()
    {
        Given(Histories.Planning).When(Auditor, Call).Refused(NotAuthorised);
        Given(Histories.Planning).When(Buyer, Call).Refused(NotAuthorised);
    }

    /// <summary>For the tests of all commands.</summary>
    public sealed class Sample : CommandSample
    {
        public override OrderCommand Command => Call;
        public override OrderCommand Bad => Call with { Summary = null };
        public override IEnumerable<OrderEvent> Events =>
        [
            Called with
            {
                Kind = CommunicationKind.ServiceVisit,
                With = CommunicationPartner.Customer,
                CustomerVisible = true,
                Hours = 2.5m,
                ConfirmedBy = "陈志远",
            },
        ];
        public override IEnumerable<(OrderStatus From, OrderStatus To)> Transitions =>
            from status in (OrderStatus[])[OrderStatus.Planning, OrderStatus.PlanReview, OrderStatus.InExecution] select (status, status);
        public override bool WaitsForHold => false;
    }
}
