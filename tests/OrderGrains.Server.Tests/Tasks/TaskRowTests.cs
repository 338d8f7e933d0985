using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server.Tests.Tasks;

/// <summary>The rows of an order's tasks, and which mark of a clock comes next. The clock began on a Monday, half past ten in Shanghai, and
/// ends on Tuesday.</summary>
public sealed class TaskRowTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 2, 30, 0, TimeSpan.Zero), Tuesday = Monday.AddDays(1);
    private static readonly DeadlinePolicy Policy = DeadlinePolicy.Default(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
    private static readonly Guid Id = OrderId.OfSubmission("app", "A-1").Value;

    private static readonly Order Received = Order.None with
    {
        Status = OrderStatus.Received,
        Entries = [new("li.sales", "orderSubmit")],
        Clocks = [new(TaskKind.Review, Monday, Monday, Tuesday, false, 0)],
    };

    [Fact]
    public void The_first_mark_of_a_clock_is_its_first_warning()
    {
        var row = Assert.Single(Rows(Received));
        Assert.Equal(
            ("ORDER_REVIEWER", "\nli.sales\n", DeadlineMark.None, Monday.AddHours(5)), (row.Recipient, row.Excluded, row.Mark, row.NextAt));
    }

    [Fact]
    public void A_mark_of_a_clock_is_not_notified_again_after_the_task_changes_hands()
    {
        var warned = Assert.Single(Rows(Received)).AfterNextMark(Policy);
        var claimed = Assert.Single(
            Rows(Received with { Status = OrderStatus.UnderReview, Review = ReviewState.None with { ClaimedBy = "zhao" } }, warned));
        Assert.Equal(("@zhao", DeadlineMark.FirstWarning, warned.NextAt), (claimed.Recipient, claimed.Mark, claimed.NextAt));
    }

    [Fact]
    public void A_restarted_clock_is_notified_again()
    {
        var warned = Assert.Single(Rows(Received)).AfterNextMark(Policy);
        var again = Received with { Clocks = [new(TaskKind.Review, Tuesday, Tuesday, Tuesday.AddDays(1), false, 0)] };
        Assert.Equal(DeadlineMark.None, Assert.Single(Rows(again, warned)).Mark);
    }

    [Fact]
    public void A_hold_suspends_the_next_mark_and_moves_it_afterwards()
    {
        var warned = Assert.Single(Rows(Received)).AfterNextMark(Policy);
        var held = Assert.Single(Rows(Received with { Hold = new(HoldKind.Internal, "x", new(2026, 3, 10), "wang", Monday) }, warned));
        Assert.Equal((true, DeadlineMark.FirstWarning, null), (held.Waits, held.Mark, held.NextAt));

        var resumed =
            Assert.Single(Rows(Received with { Clocks = [new(TaskKind.Review, Monday, Tuesday, Tuesday.AddDays(1), false, 0)] }, held));
        Assert.Equal((false, DeadlineMark.FirstWarning, warned.NextAt!.Value.AddDays(1)), (resumed.Waits, resumed.Mark, resumed.NextAt));
    }

    [Fact]
    public void While_a_cancellation_is_assessed_the_task_waits_and_its_clock_runs()
    {
        var rows = Rows(Received with { Cancellation = new("x", "wang", Monday) });
        Assert.Equal([(TaskKind.Review, true, Monday.AddHours(5)), (TaskKind.Cancellation, false, (DateTimeOffset?)null)],
            rows.Select(row => (row.Kind, row.Waits, row.NextAt)));
    }

    [Fact]
    public void Recorded_marks_of_an_order_go_before_notified_marks()
    {
        Order Late(int level) => Received with { Clocks = [new(TaskKind.Review, Monday, Monday, Tuesday, true, level)] };
        Assert.Equal((DeadlineMark.Overdue, Tuesday.AddDays(1)), Marks(Late(0)));
        Assert.Equal((DeadlineMark.DepartmentHead, Tuesday.AddDays(3)), Marks(Late(2)));
        Assert.Equal((DeadlineMark.SeniorLeader, null), Marks(Late(3)));

        (DeadlineMark, DateTimeOffset?) Marks(Order order)
        {
            var row = Assert.Single(Rows(order, [.. Rows(Received)]));
            return (row.Mark, row.NextAt);
        }
    }

    private static List<TaskRow> Rows(Order order, params TaskRow[] before) => [.. TaskRow.Of(Id, 0, order, Policy, before)];
}
