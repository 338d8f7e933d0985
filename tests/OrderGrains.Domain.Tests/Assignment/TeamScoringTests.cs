using System.Collections.Immutable;
using CsCheck;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Domain.Tests.Teams;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.TeamSamples;

namespace OrderGrains.Domain.Tests.Assignment;

public sealed class TeamScoringTests
{
    private static readonly AssignmentNeed Need = new("IT_OPERATIONS", [new(Week, 40), new(Week.Plus(1), 40)]);
    private static readonly ImmutableArray<Skill> Required = Policy.Assignment.SkillsFor("IT_OPERATIONS");

    [Fact]
    public void Every_factor_is_shown_with_its_value_and_weight()
    {
        var north = TeamSpecification.Fold(new TeamCreated("x", Now, Information),
            new TeamCapacityChanged("x", Now, new(60, [new(Week.Plus(1), Week.Plus(1), 30, null)])));

        var score = Rank((North, north))[0].Score;

        // Two of three skills; six of ten orders; 30 of 40 hours free in the second week; nothing known of outcomes.
        Assert.Equal(
            [
                new(ScoreFactor.Match, 40, 0.6666m), new(ScoreFactor.Experience, 25, 0.6m), new(ScoreFactor.Capacity, 20, 0.75m),
                new(ScoreFactor.Outcome, 15, 0.5m, HasData: false),
            ],
            score.Factors);
        Assert.Equal(40 * 0.6666m + 25 * 0.6m + 20 * 0.75m + 15 * 0.5m, score.Total);
    }

    [Fact]
    public void A_skill_counts_from_its_level_on()
    {
        Assert.Equal(0.3333m,
            Factor(Rank((North, Skilled(Required[0] with { Level = 5 }, Required[1] with { Level = 1 })))[0], ScoreFactor.Match));
        Assert.Equal(1, Factor(Rank((North, Skilled([.. Required])))[0], ScoreFactor.Match));
    }

    [Fact]
    public void Equal_teams_rank_by_load_then_by_id()
    {
        var free = Skilled([.. Required]) with { Capacity = new(200, []) };
        var busy = free with { Reservations = [new(BookingOf(Id, 20), null)] };
        var (first, second) = string.CompareOrdinal(North.ToString(), South.ToString()) < 0 ? (North, South) : (South, North);

        Assert.Equal([second, first], Rank((first, busy), (second, free)).Select(candidate => candidate.Score.Team));
        Assert.Equal([first, second], Rank((second, free), (first, free)).Select(candidate => candidate.Score.Team));
    }

    [Fact]
    public void A_team_learns_which_changes_would_rank_it_first()
    {
        var best = Skilled([.. Required]) with { Capacity = new(30, []) };
        var second = best with { Capacity = new(100, []), Reservations = [new(BookingOf(Id, 100), null)] };

        var candidates = Rank((North, best), (South, second));

        Assert.Empty(candidates[0].FirstIf);
        Assert.Equal(
            ["Experience 7", $"Capacity {Week} 31"],
            candidates[1].FirstIf.Select(change => change.AcceptedOrders > 0 ? $"{change.Factor} {change.AcceptedOrders}"
                : $"{change.Factor} {change.FreeHours[0].Week} {change.FreeHours[0].Hours}"));
    }

    [Fact]
    public void Each_suggested_change_ranks_the_team_first()
    {
        var team = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 12], Gen.Int[0, 120], Gen.Int[0, 60], (skills, orders, capacity, booked) =>
            Team(skills, orders, capacity, booked));
        var named = 0;
        team.Array[2, 6].Sample(teams =>
        {
            var entries = teams.Select((one, i) => (TeamId.OfKey("t", "x", $"{i}"), one)).ToArray();
            var ranking = Rank(entries);
            Assert.Equal(Enumerable.Range(1, teams.Length), ranking.Select(candidate => candidate.Score.Rank));
            foreach (var candidate in ranking)
                foreach (var change in candidate.FirstIf)
                {
                    named++;
                    var changed = entries.Select(entry =>
                        entry.Item1 == candidate.Score.Team ? (entry.Item1, Changed(entry.one, change)) : entry).ToArray();
                    Assert.Equal(candidate.Score.Team, Rank(changed)[0].Score.Team);
                }
        }, iter: 300, threads: 1);
        Assert.True(named > 300);
    }

    [Fact]
    public void An_order_needs_the_coming_weeks_of_its_term()
    {
        var order = Histories.Fold(Histories.Verified);
        var begin = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal((12, "2026-W14"),
            (TeamScoring.NeedOf(order, Now, Policy).Weeks.Length, TeamScoring.NeedOf(order, Now, Policy).Weeks[0].Week.ToString()));
        Assert.Equal("2027-W12 2027-W13",
            string.Join(' ', TeamScoring.NeedOf(order, begin.AddDays(356), Policy).Weeks.Select(hours => hours.Week)));
        Assert.Single(TeamScoring.NeedOf(order, begin.AddYears(2), Policy).Weeks);
    }

    private static ImmutableArray<Candidate> Rank(params (TeamId, Team)[] teams) => TeamScoring.Rank(Need, teams, Now, Policy);

    private static decimal Factor(Candidate candidate, ScoreFactor factor) =>
        candidate.Score.Factors.Single(score => score.Factor == factor).Value;

    private static Team Skilled(params ImmutableArray<Skill> skills) => new() { Information = new("t", "d", skills, []) };

    private static Team Team(int skills, int orders, int capacity, int booked) => new()
    {
        Information = new("t", "d", [.. Required.Where((_, i) => (skills & (1 << i)) != 0)], [new("IT_OPERATIONS", orders, "x")]),
        Capacity = new(capacity, []),
        Reservations = [new(BookingOf(Id, booked), null)],
    };

    // The change, applied to the team as it would be in life.
    private static Team Changed(Team team, RankingChange change) => team with
    {
        Information = team.Information! with // a team
        {
            Skills = [.. team.Information.Skills, .. change.Skills],
            Experience = [new("IT_OPERATIONS", team.Information.Experience[0].AcceptedOrders + change.AcceptedOrders, "x")],
        },
        Capacity = team.Capacity with
        {
            Absences = [.. change.FreeHours.Select(hours => new TeamAbsence(hours.Week, hours.Week, -hours.Hours, null))],
        },
    };
}
