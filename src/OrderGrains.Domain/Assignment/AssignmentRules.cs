using System.Collections.Immutable;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Assignment;

/// <summary>Rules that the steps of assignment (R3) share with the server's ranking and reservation.</summary>
public static class AssignmentRules
{
    /// <summary>The most entries of planned work.</summary>
    public const int MaxWork = 500;

    private const int WeeksAhead = 260, ShownScores = 10;
    private const decimal MaxHours = 10_000;
    private static readonly WorkHoursForm NoWork = new();

    /// <summary>Whether an order's assignment holds capacity of its team: it waits for approval or is approved, and the order goes
    /// on.</summary>
    public static bool HoldsCapacity(Order order, AssignmentId assignment) =>
        order.Status != OrderStatus.Cancelled && order.Assignment.Form?.Id == assignment;

    /// <summary>The planned person-hours, read; null where something is wrong with them, which the decision then says.</summary>
    public static ImmutableArray<WorkHours>? ReadWork(ImmutableArray<WorkHoursForm> form, DateTimeOffset now, OrderPolicy policy) =>
        ReadWork(form, now, policy, new FieldReader());

    /// <summary>The scores that a form keeps: of the best teams, and of the one proposed.</summary>
    public static ImmutableArray<TeamScore> ScoresToKeep(ImmutableArray<Candidate> ranking, TeamId team) =>
        [.. ranking.Select(candidate => candidate.Score).Where(score => score.Rank <= ShownScores || score.Team == team)];

    /// <summary>Reads the planned person-hours; what is wrong goes to <paramref name="fields"/>. Null where there is a fault.</summary>
    internal static ImmutableArray<WorkHours>? ReadWork(ImmutableArray<WorkHoursForm> form, DateTimeOffset now, OrderPolicy policy,
        FieldReader fields)
    {
        const string clause = "R3.2";
        var first = IsoWeek.Of(policy.DayOf(now));
        var entries = fields.List<WorkHoursForm>(form, "work", MaxWork, clause);
        var work = ImmutableArray.CreateBuilder<WorkHours>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoWork;
            var week = TeamForms.Week(entry.Week, new("work", i, "week"), clause, fields);
            if (week < first || week > first.Plus(WeeksAhead))
                fields.Fault(OutOfRange, new("work", i, "week"), clause, $"{first}..{first.Plus(WeeksAhead)}");
            if (entry.Role is null or TeamRole.None)
                fields.Fault(Required, new("work", i, "role"), clause);
            var hours = TeamForms.Hours(entry.Hours, new("work", i, "hours"), 0.01m, MaxHours, clause, fields);
            if (week is null || entry.Role is not { } role || hours is null)
                continue;
            if (work.Any(known => known.Week == week && known.Role == role))
                fields.Fault(Contradiction, new("work", i, "week"), clause, "once for each role");
            work.Add(new(week.Value, role, hours.Value));
        }
        return fields.AnyFault ? null : work.ToImmutable();
    }
}
