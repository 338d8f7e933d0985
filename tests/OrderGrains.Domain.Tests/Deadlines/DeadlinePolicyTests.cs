using System.Collections.Frozen;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Deadlines;

public sealed class DeadlinePolicyTests : OrderSpecification
{
    private static readonly DateTimeOffset Tuesday = Now.AddDays(1), Wednesday = Now.AddDays(2);
    private static readonly Order Running = Histories.Fold(Histories.Submitted with { DueAt = Tuesday });

    [Fact]
    public void The_marks_of_a_clock_of_calendar_days_are_parts_of_all_its_time()
    {
        var friday = Now.AddDays(4).AddHours(8); // half past six in the evening: until Monday nothing is worked
        var clock = new Clock(TaskKind.Review, friday, friday, friday.AddDays(2), false, 0, TimeUnit.CalendarTime);
        Assert.Equal(
            [friday.AddDays(1), friday.AddDays(1.6), friday.AddDays(2)],
            // All three are.
            ((DeadlineMark[])[DeadlineMark.FirstWarning, DeadlineMark.SecondWarning, DeadlineMark.Overdue])
                .Select(mark => Policy.Deadlines.At(clock, mark)!.Value));
    }

    [Fact]
    public void The_marks_of_a_clock_are_half_and_four_fifths_of_its_working_time_then_the_deadline_then_a_working_day_each()
    {
        var clock = Running.Clocks[0];
        Assert.Equal(
            [Now.AddHours(5), Now.AddHours(7).AddMinutes(24), Tuesday, Tuesday.AddDays(1), Tuesday.AddDays(2), Tuesday.AddDays(3), null],
            Enumerable.Range(1, 7).Select(mark => Policy.Deadlines.At(clock, (DeadlineMark)mark)));
    }

    [Fact]
    public void Limits_differ_by_service_type_and_priority()
    {
        var policy = Policy.Deadlines with
        {
            Exceptions = new Dictionary<(TaskKind, string?, Priority?), TimeLimit>
            {
                [(TaskKind.Review, "IT_OPERATIONS", null)] = TimeLimit.OfWorkingTime(TimeSpan.FromHours(4)),
                [(TaskKind.Review, null, Priority.High)] = TimeLimit.OfWorkingTime(TimeSpan.FromHours(2)),
                [(TaskKind.Review, "IT_OPERATIONS", Priority.Urgent)] = TimeLimit.OfWorkingTime(TimeSpan.FromHours(1)),
            }.ToFrozenDictionary(),
        };
        var order = Histories.Submitted.Information;
        Assert.Equal(Now.AddHours(1), policy.DueAt(TaskKind.Review, order with { Priority = Priority.Urgent }, Now));
        // Four hours and the break; the type goes before the priority.
        Assert.Equal(Now.AddHours(5), policy.DueAt(TaskKind.Review, order, Now));
        Assert.Equal(Now.AddHours(3), policy.DueAt(TaskKind.Review, order with { ServiceType = "TAX_AGENCY" }, Now));
        Assert.Equal(Tuesday, policy.DueAt(TaskKind.Review, order with { ServiceType = "TAX_AGENCY", Priority = Priority.Normal }, Now));
        Assert.Equal(Wednesday, policy.DueAt(TaskKind.Correction, order, Now));
        Assert.Null(policy.DueAt(TaskKind.Cancellation, order, Now));
    }
}
