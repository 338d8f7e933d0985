using System.Collections.Immutable;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Assignment;

/// <summary>Ranks teams for an order (R3.1), and says what would change the ranking.</summary>
public static class TeamScoring
{
    private const int FullExperience = 10, PlannedWeeks = 12;
    private const decimal NoData = 0.5m;

    /// <summary>The need of an order while no person-hours are planned: the weeks of its term that lie ahead, the next twelve
    /// at most.</summary>
    public static AssignmentNeed NeedOf(Order order, DateTimeOffset now, OrderPolicy policy)
    {
        var information = order.Information ?? throw new InvalidOperationException("Nothing is known of the order's service.");
        var (first, last) = (IsoWeek.Of(policy.DayOf(now)), IsoWeek.Of(information.Term.To));
        if (IsoWeek.Of(information.Term.From) is var begin && begin > first)
            first = begin;
        var weeks = Enumerable.Range(0, PlannedWeeks).Select(first.Plus).Where(week => week == first || week <= last);
        return new(information.ServiceType, [.. weeks.Select(week => new WeekHours(week, 0))]);
    }

    /// <summary>Ranks the teams: the highest total first, then the least load, then by id.</summary>
    public static ImmutableArray<Candidate> Rank(AssignmentNeed need, IEnumerable<(TeamId Id, Team Team)> teams, DateTimeOffset now,
        OrderPolicy policy)
    {
        var ranked = teams.Where(entry => entry.Team.Information is not null)
            .Select(entry => (entry.Team, Score: Score(entry.Id, entry.Team, need, now, policy)))
            .Order(Comparer<(Team Team, TeamScore Score)>.Create((x, y) => Compare(x.Score, y.Score)))
            .Select((entry, index) => (entry.Team, Score: entry.Score with { Rank = index + 1 })).ToList();
        return [.. ranked.Select(entry => new Candidate(
            entry.Score, entry.Score.Rank == 1 ? [] : [.. Changes(entry.Team, entry.Score, ranked[0].Score, need, now, policy)]))];
    }

    private static int Compare(TeamScore x, TeamScore y) =>
        (-x.Total, x.Load).CompareTo((-y.Total, y.Load)) is not 0 and var order
            ? order : string.CompareOrdinal(x.Team.ToString(), y.Team.ToString());

    private static TeamScore Score(TeamId id, Team team, AssignmentNeed need, DateTimeOffset now, OrderPolicy policy)
    {
        var weights = policy.Assignment.Weights;
        ImmutableArray<FactorScore> factors =
        [
            new(ScoreFactor.Match, weights.Match, Match(team, policy.Assignment.SkillsFor(need.ServiceType))),
            new(ScoreFactor.Experience, weights.Experience, Share(AcceptedOrders(team, need.ServiceType), FullExperience)),
            new(ScoreFactor.Capacity, weights.Capacity, need.Weeks.Min(hours => FreeShare(team, hours, now))),
            // No order has been accepted yet by what is recorded here, so nothing is known of any team's outcomes.
            new(ScoreFactor.Outcome, weights.Outcome, NoData, HasData: false),
        ];
        var (total, load) = (factors.Sum(factor => factor.Weight * factor.Value), need.Weeks.Sum(hours => team.BookedIn(hours.Week, now)));
        return new(id, team.Information?.Name ?? "", 0, total, load, factors);
    }

    private static decimal Match(Team team, ImmutableArray<Skill> required) =>
        Share(required.Length - Lacking(team, required).Count(), required.Length);

    private static IEnumerable<Skill> Lacking(Team team, ImmutableArray<Skill> required) =>
        required.Where(skill => team.Information?.Skills.Any(held => held.Code == skill.Code && held.Level >= skill.Level) != true);

    private static int AcceptedOrders(Team team, string serviceType) =>
        team.Information?.Experience.FirstOrDefault(known => known.ServiceType == serviceType)?.AcceptedOrders ?? 0;

    private static decimal FreeShare(Team team, WeekHours hours, DateTimeOffset now) =>
        Share(Free(team, hours.Week, now), Needed(team, hours));

    private static decimal Free(Team team, IsoWeek week, DateTimeOffset now) => team.CeilingIn(week) - team.BookedIn(week, now);

    private static decimal Needed(Team team, WeekHours hours) => hours.Hours > 0 ? hours.Hours : team.Capacity.HoursPerWeek;

    // Between 0 and 1, to four decimals.
    private static decimal Share(decimal part, decimal whole) =>
        whole <= 0 ? 0 : decimal.Round(Math.Clamp(part / whole, 0, 1), 4, MidpointRounding.ToZero);

    /// <summary>Found by trying: each is a team that differs in one factor, scored as the others are, and compared with the
    /// first.</summary>
    private static IEnumerable<RankingChange> Changes(Team team, TeamScore score, TeamScore first, AssignmentNeed need, DateTimeOffset now,
        OrderPolicy policy)
    {
        ImmutableArray<Skill> lacking = [.. Lacking(team, policy.Assignment.SkillsFor(need.ServiceType))];
        for (var count = 1; count <= lacking.Length; count++)
        {
            if (!IsFirst(WithSkills(team, lacking[..count])))
                continue;
            yield return new(ScoreFactor.Match, lacking[..count], 0, []);
            break;
        }
        for (var more = 1; more <= FullExperience - AcceptedOrders(team, need.ServiceType); more++)
        {
            if (!IsFirst(WithExperience(team, need.ServiceType, more)))
                continue;
            yield return new(ScoreFactor.Experience, [], more, []);
            break;
        }
        if (FreeHours(team, score, first, need, now) is { IsEmpty: false } hours && IsFirst(WithFree(team, hours)))
            yield return new(ScoreFactor.Capacity, [], 0, hours);

        bool IsFirst(Team changed) => Compare(Score(score.Team, changed, need, now, policy), first) < 0;
    }

    // The share that would do, and in each week what it is short of it: whole hours, since people are not freed by the minute.
    private static ImmutableArray<WeekHours> FreeHours(Team team, TeamScore score, TeamScore first, AssignmentNeed need, DateTimeOffset now)
    {
        var capacity = score.Factors.Single(factor => factor.Factor == ScoreFactor.Capacity);
        if (capacity.Weight == 0)
            return [];
        var share = capacity.Value + (first.Total - score.Total) / capacity.Weight;
        if (share > 1 || share < 0)
            return [];
        // A little more than equal, as far as there is more: equal totals are decided by load.
        share = Math.Min(1, share + 0.0001m);
        return [.. from hours in need.Weeks
                   let lacking = Math.Ceiling(share * Needed(team, hours) - Free(team, hours.Week, now))
                   where FreeShare(team, hours, now) < share && lacking > 0
                   select new WeekHours(hours.Week, lacking)];
    }

    private static Team WithSkills(Team team, ImmutableArray<Skill> skills) =>
        Change(team, information => information with
        {
            Skills = [.. information.Skills.Where(held => skills.All(
            skill => skill.Code != held.Code)), .. skills]
        });

    private static Team WithExperience(Team team, string serviceType, int more) =>
        Change(team, information => information with
        {
            Experience = [.. information.Experience.Where(known => known.ServiceType != serviceType),
                new(serviceType, AcceptedOrders(team, serviceType) + more, "")],
        });

    private static Team WithFree(Team team, ImmutableArray<WeekHours> more) => team with
    {
        Capacity = team.Capacity with
        {
            Absences = [.. team.Capacity.Absences,
            .. more.Select(hours => new TeamAbsence(hours.Week, hours.Week, -hours.Hours, null))]
        },
    };

    private static Team Change(Team team, Func<TeamInformation, TeamInformation> change) =>
        team.Information is { } information ? team with { Information = change(information) } : team;
}
