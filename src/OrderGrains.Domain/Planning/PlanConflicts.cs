using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Planning;

/// <summary>A conflict of a plan with something outside of it. It does not make the plan wrong: people come back, and teams get
/// help.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Task">The task that it is about; null where it is about the team.</param>
/// <param name="Person">The absent person: the subject of the token; null where it is about the team.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Hours">The person-hours that the plan needs; null where it is about a person.</param>
/// <param name="Free">The person-hours that the team has left for it; null where it is about a person.</param>
public sealed record PlanConflict(PlanConflictKind Kind, string? Task, string? Person, DateOnly From, DateOnly To, decimal? Hours = null,
    decimal? Free = null);

/// <summary>The kinds of conflicts with a plan.</summary>
[JsonConverter(typeof(EnumCodeJson<PlanConflictKind>))]
public enum PlanConflictKind
{
    /// <summary>The owner is absent on days of the task, or has left.</summary>
    OwnerAbsent,
    /// <summary>The team has less time left in a week than the plan needs.</summary>
    TeamOverloaded,
}

/// <summary>Compares a plan with what is known of people and teams (R4.3).</summary>
public static class PlanConflicts
{
    /// <summary>Everything that stands against a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="owners">The staff entries of the owners, by subject.</param>
    /// <param name="team">The team that the order is assigned to.</param>
    /// <param name="assignment">The order's own assignment, whose hours are the plan's own.</param>
    /// <param name="calendar">The company's: an owner is needed on those days of a task that are worked, or on all where none is.</param>
    /// <param name="now">The time at which the team's reservations are looked at.</param>
    public static ImmutableArray<PlanConflict> Of(
        PlanContent plan, IReadOnlyDictionary<string, StaffMember> owners, Team team, AssignmentId? assignment, BusinessCalendar calendar,
        DateTimeOffset now) =>
    [
        .. from task in plan.Tasks
           where task.Hours is not null && owners.ContainsKey(task.Owner)
           from absence in AbsencesOf(owners[task.Owner])
           let overlap = (From: Later(task.StartsOn, absence.From), To: Earlier(task.EndsOn, absence.To))
           where overlap.From <= overlap.To
               && (AnyWorked(calendar, overlap.From, overlap.To) || !AnyWorked(calendar, task.StartsOn, task.EndsOn))
           select new PlanConflict(PlanConflictKind.OwnerAbsent, task.Id, task.Owner, overlap.From, overlap.To),
        .. from week in plan.Weeks
           let iso = IsoWeek.Of(week.Monday)
           let free = Math.Max(0, team.CeilingIn(iso) - team.BookedIn(iso, now, assignment))
           where week.Hours > free
           select new PlanConflict(PlanConflictKind.TeamOverloaded, null, null, week.Monday, week.Monday.AddDays(6), week.Hours, free),
    ];

    private static IEnumerable<(DateOnly From, DateOnly To)> AbsencesOf(StaffMember member)
    {
        foreach (var absence in member.Absences)
            yield return (absence.From, absence.To);
        if (member.LeavesOn is { } last)
            yield return (last.AddDays(1), DateOnly.MaxValue);
    }

    private static bool AnyWorked(BusinessCalendar calendar, DateOnly from, DateOnly to)
    {
        for (var day = from; day < to; day = day.AddDays(1))
            if (calendar.IsWorkingDay(day))
                return true;
        return calendar.IsWorkingDay(to);
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}
