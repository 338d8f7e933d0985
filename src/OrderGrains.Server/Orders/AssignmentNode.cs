using GraphQL;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Teams;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Orders;

/// <summary>The assignment of an order to a project team (R3.2).</summary>
[Name("OrderAssignment"), Access(OrderAccess.SeesEverything)]
public sealed class AssignmentNode(OrderAssignment assignment)
{
    /// <summary>The Assignment Form that waits for its approval, or was approved; null where there is none.</summary>
    public AssignmentFormNode? Form => assignment.Form is { } form ? new(form) : null;
    /// <summary>The proposer.</summary>
    public string? ProposedBy => assignment.ProposedBy;
    /// <summary>When.</summary>
    public DateTimeOffset? ProposedAt => assignment.ProposedAt;
    /// <summary>Its approval; null while it is waited for.</summary>
    public AssignmentApproval? Approval => assignment.Approval;
    /// <summary>The forms that were turned down.</summary>
    public IEnumerable<AssignmentRefusalNode> Refusals => assignment.Refusals.Select(refusal => new AssignmentRefusalNode(refusal));
}

/// <summary>The Assignment Form 《订单分配表》 (R3.2).</summary>
[Name("AssignmentForm"), Access(OrderAccess.SeesEverything)]
public sealed class AssignmentFormNode(AssignmentForm form)
{
    /// <summary>The team's global id.</summary>
    [ApiId] public string TeamId => GlobalId.Encode("Team", form.Team.Value);
    /// <summary>The team's name at that time.</summary>
    public string TeamName => form.TeamName;
    /// <summary>The person-hours per calendar week and role.</summary>
    public IEnumerable<WorkHoursNode> Work => form.Work.Select(work => new WorkHoursNode(work));
    /// <summary>The scores that the proposal rests on: of the best teams, and of the one proposed (R3.1).</summary>
    [Cost(Items = 11)]
    public IEnumerable<TeamScoreNode> Scores => form.Scores.Select(score => new TeamScoreNode(score));
    /// <summary>Why this team; null where nobody said, which is allowed for the first in the ranking.</summary>
    public string? Reason => form.Reason;
    /// <summary>Why the team takes it on beyond its capacity; null where it does not.</summary>
    public string? OverCommitReason => form.OverCommitReason;
}

/// <summary>Person-hours of a role in a calendar week.</summary>
[Name("WorkHours"), Access(OrderAccess.SeesEverything)]
public sealed class WorkHoursNode(WorkHours work)
{
    /// <summary>The calendar week, such as 2026-W32.</summary>
    public string Week => work.Week.ToString();
    /// <summary>The role.</summary>
    public TeamRole Role => work.Role;
    /// <summary>The person-hours.</summary>
    public decimal Hours => work.Hours;
}

/// <summary>That a proposed assignment was turned down.</summary>
[Name("AssignmentRefusal"), Access(OrderAccess.SeesEverything)]
public sealed class AssignmentRefusalNode(AssignmentRefusal refusal)
{
    /// <summary>The global id of the team that was proposed.</summary>
    [ApiId] public string TeamId => GlobalId.Encode("Team", refusal.Team.Value);
    /// <summary>Its name.</summary>
    public string TeamName => refusal.TeamName;
    /// <summary>The person who rejected it.</summary>
    public string By => refusal.By;
    /// <summary>The absent approver for whom the substitute acted; null where nobody was substituted.</summary>
    public string? OnBehalfOf => refusal.OnBehalfOf;
    /// <summary>When.</summary>
    public DateTimeOffset At => refusal.At;
    /// <summary>Why.</summary>
    public string Reason => refusal.Reason;
    /// <summary>The proposer.</summary>
    public string? ProposedBy => refusal.ProposedBy;
}

/// <summary>A team's score for an order, and its place among the teams (R3.1).</summary>
[Name("TeamScore"), Access(OrderAccess.SeesEverything)]
public sealed class TeamScoreNode(TeamScore score)
{
    /// <summary>The team's global id.</summary>
    [ApiId] public string TeamId => GlobalId.Encode("Team", score.Team.Value);
    /// <summary>The team's name.</summary>
    public string TeamName => score.Name;
    /// <summary>Its place, from 1.</summary>
    public int Rank => score.Rank;
    /// <summary>The sum of the factors' values, each by its weight.</summary>
    public decimal Total => score.Total;
    /// <summary>The person-hours that are reserved or booked in the weeks needed; decides between equal totals.</summary>
    public decimal Load => score.Load;
    /// <summary>Every factor, with its value and weight.</summary>
    [Cost(Items = 4)]
    public IEnumerable<FactorScore> Factors => score.Factors;
}

/// <summary>A team that an order might be assigned to (R3.1).</summary>
[Name("AssignmentCandidate"), Access(OrderAccess.SeesEverything)]
public sealed class CandidateNode(Candidate candidate)
{
    /// <summary>Its score and place.</summary>
    public TeamScoreNode Score => new(candidate.Score);
    /// <summary>Single changes each of which would put it first; empty for the first, and where none alone would do.</summary>
    [Cost(Items = 3)]
    public IEnumerable<RankingChangeNode> FirstIf => candidate.FirstIf.Select(change => new RankingChangeNode(change));
}

/// <summary>One change that would put a team first; what is not named stays as it is.</summary>
[Name("RankingChange"), Access(OrderAccess.SeesEverything)]
public sealed class RankingChangeNode(RankingChange change)
{
    /// <summary>The factor that changes.</summary>
    public ScoreFactor Factor => change.Factor;
    /// <summary>For the match: the skills that it would have to hold besides, at their level.</summary>
    [Cost(Items = 5)]
    public IEnumerable<Skill> Skills => change.Skills;
    /// <summary>For the experience: how many more accepted orders of the service type; null for another factor.</summary>
    public int? AcceptedOrders => change.AcceptedOrders == 0 ? null : change.AcceptedOrders;
    /// <summary>For the capacity: how many more person-hours would have to be free in which weeks.</summary>
    [Cost(Items = 12)]
    public IEnumerable<WeekHoursNode> FreeHours => change.FreeHours.Select(hours => new WeekHoursNode(hours));
}
