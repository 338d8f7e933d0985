using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Planning;

public sealed class PlanSubmitTests : OrderSpecification
{
    private static readonly PlanApprove Approve = new((string?)null);

    [Fact]
    public void The_project_manager_submits_a_plan_for_review()
    {
        var order = Given(Histories.Planning).When(ProjectManager, new PlanSubmit(Plan))
            .Happens(Histories.Submittal with { DueUnit = TimeUnit.WorkingTime });
        Assert.Equal((OrderStatus.PlanReview, 1, 5), (order.Status, order.Plan?.Current.Number, order.Plan?.Current.Tasks));
        Given(Histories.Planning).When(ProjectManager with { Subject = "other.pm" }, new PlanSubmit(Plan)).Refused(NotTheProjectManager);
        Given(Histories.Planning).When(Manager, new PlanSubmit(Plan)).Refused(NotAuthorised);
    }

    [Fact]
    public void A_plan_shows_the_float_of_each_task() =>
        // In working days, until the end on Friday, July 10: the training is the end, the deployment ends on June 30 and has to five days
        // before it, and so on backwards.
        Assert.Equal(
            [("1", null, false), ("1.1", 3, false), ("1.2", 3, false), ("2", 3, false), ("3", 0, true)],
            Histories.Submittal.Plan.Tasks.Select(task => (task.Id, task.TotalFloat, task.IsCritical)));

    [Fact]
    public void The_planned_value_by_week_adds_up_to_the_whole()
    {
        var weeks = Histories.Submittal.Plan.Weeks;
        // 80 hours over eight working days from Wednesday on: three of them in the first week.
        Assert.Equal(new(new(2026, 3, 30), 30m, 3_000m), weeks[0]);
        Assert.Equal((380.5m, 15_000.50m), (weeks.Sum(week => week.Hours), weeks.Sum(week => week.Cost)));
        Assert.All(weeks, week => Assert.Equal(DayOfWeek.Monday, week.Monday.DayOfWeek));
    }

    [Fact]
    public void The_review_of_a_plan_is_due_after_two_working_days()
    {
        var order = Given(Histories.Planning).When(ProjectManager, new PlanSubmit(Plan)).After;
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 2, 30, 0, TimeSpan.Zero), order.DueAt(TaskKind.PlanReview));
        Assert.Null(Histories.Fold(Histories.InExecution).DueAt(TaskKind.PlanReview));
    }

    [Fact]
    public void No_plan_is_submitted_before_the_kickoff_and_none_approved_before_it_is_submitted()
    {
        Given(Histories.TeamReady).When(ProjectManager, new PlanSubmit(Plan)).Refused(StateConflict);
        Given(Histories.Planning).When(Manager, Approve).Refused(StateConflict);
        Given(Histories.InExecution).When(ProjectManager, new PlanSubmit(Plan)).Refused(StateConflict);
    }
}
