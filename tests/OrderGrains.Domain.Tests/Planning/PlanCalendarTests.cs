using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Planning;

/// <summary>Plans and the company's calendar: days count if they are worked.</summary>
public sealed class PlanCalendarTests
{
    private static readonly DateOnly First = new(2026, 4, 1); // the first day of the sample's service term

    [Fact]
    public void The_float_of_a_chain_of_tasks_is_the_working_days_between_them_and_its_value_adds_up() =>
        Gen.Select(Calendars, Chains).Sample((calendar, chain) =>
        {
            var tasks = Submitted(calendar, chain);
            var plan = tasks.Tasks;

            var between = 0;
            for (var i = plan.Length - 1; i >= 0; i--)
            {
                Assert.Equal(between, plan[i].TotalFloat);
                if (i > 0)
                    between += Worked(calendar, plan[i - 1].EndsOn.AddDays(1), plan[i].StartsOn.AddDays(-1));
            }
            Assert.Equal((plan.Sum(task => task.Hours), plan.Sum(task => task.Cost)),
                (tasks.Weeks.Sum(week => week.Hours), tasks.Weeks.Sum(week => week.Cost)));
            foreach (var week in tasks.Weeks.Where(week => Worked(calendar, week.Monday, week.Monday.AddDays(6)) == 0))
                Assert.True(week.Hours == 0
                    || plan.Any(task => Worked(calendar, task.StartsOn, task.EndsOn) == 0), $"{week} is not worked.");
        }, iter: 200, threads: 1);

    private static PlanContent Submitted(BusinessCalendar calendar, Stretch[] chain)
    {
        var (tasks, day) = (ImmutableArray.CreateBuilder<TaskForm>(), First);
        foreach (var (i, stretch) in chain.Index())
        {
            var (from, to) = (day.AddDays(stretch.Before), day.AddDays(stretch.Before + stretch.Days - 1));
            tasks.Add(Work($"T{i}", "step", Tech, Text(from), Text(to), stretch.Hours.ToString(CultureInfo.InvariantCulture),
                stretch.Cost.ToString(CultureInfo.InvariantCulture)) with
            {
                Dependencies = i == 0 ? null : [new($"T{i - 1}")],
            });
            day = to.AddDays(1);
        }
        var policy = Policy with { Deadlines = Policy.Deadlines with { Calendar = calendar } };
        var decision = Decide(
            Histories.Fold(Histories.Planning), new PlanSubmit(Plan with { Tasks = tasks.ToImmutable() }), ProjectManager, Now, policy);
        return Assert.IsType<PlanSubmitted>(Assert.Single(Assert.IsType<Decision<OrderEvent>.Accepted>(decision).Events)).Plan;
    }

    private static Gen<BusinessCalendar> Calendars =>
        from week in Gen.Enum<DayOfWeek>().HashSet[1, 7]
        from holidays in Gen.Int[0, 120].HashSet[0, 40]
        from makeUps in Gen.Int[0, 120].HashSet[0, 10]
        select new BusinessCalendar(
            Policy.Deadlines.Calendar.TimeZone, Policy.Deadlines.Calendar.Hours, week, holidays.Select(day => First.AddDays(day)),
            makeUps.Select(day => First.AddDays(day)));

    private static Gen<Stretch[]> Chains =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[1, 20], Gen.Int[1, 99_999], Gen.Int[0, 9_999_999], (before, days, hours, cost) =>
            new Stretch(before, days, hours / 100m, cost / 100m)).Array[1, 8];

    private static int Worked(BusinessCalendar calendar, DateOnly from, DateOnly to)
    {
        var days = 0;
        for (var day = from; day <= to; day = day.AddDays(1))
            days += calendar.IsWorkingDay(day) ? 1 : 0;
        return days;
    }

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private sealed record Stretch(int Before, int Days, decimal Hours, decimal Cost);
}
