using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

/// <summary>One of everything about teams and assignment: teams, commands, events.</summary>
internal static class TeamSamples
{
    public static readonly IsoWeek Week = IsoWeek.Of(Policy.DayOf(Now));
    public static readonly TeamId North = TeamId.OfKey("teamCreate", Manager.Subject, "north");
    public static readonly TeamId South = TeamId.OfKey("teamCreate", Manager.Subject, "south");
    public static readonly OrderId Ordered = OrderId.OfSubmission("web", "W-1");
    public static readonly AssignmentId Id = AssignmentId.Of(Ordered, Manager.Subject, "k1", [1]);
    public static readonly AssignmentId OtherId = AssignmentId.Of(Ordered, Manager.Subject, "k2", [1]);

    public static readonly TeamPolicy Company = new(Policy.ServiceTypes, Policy.ReservationExpiry);

    public static readonly TeamForm TeamForm = new(
        "北方运维一组", "项目一部", [new("SYSTEMS", 4), new("NETWORKS", 2)], [new("IT_OPERATIONS", 6, "six acceptance forms of 2025")]);
    public static readonly CapacityForm Capacity =
        new(100, [new((string?)Week.Plus(1).ToString(), Week.Plus(2).ToString(), 40, "training")]);
    public static readonly TeamInformation Information =
        new("北方运维一组", "项目一部", [new("SYSTEMS", 4), new("NETWORKS", 2)], [new("IT_OPERATIONS", 6, "six acceptance forms of 2025")]);
    public static readonly ImmutableArray<WorkHoursForm> Work = WorkAt(Week);

    public static readonly TeamScore NorthScore = new(North, Information.Name, 1, 61.5m, 20,
    [
        new(ScoreFactor.Match, 40, 0.6666m), new(ScoreFactor.Experience, 25, 0.6m), new(ScoreFactor.Capacity, 20, 0.8m),
        new(ScoreFactor.Outcome, 15, 0.5m, false),
    ]);
    public static readonly TeamScore SouthScore = NorthScore with { Team = South, Name = "南方运维组", Rank = 2, Total = 40 };
    public static readonly ImmutableArray<TeamScore> Scores = [NorthScore, SouthScore];

    public static AssignmentPropose Propose => new(North, Work, null, null);

    public static AssignmentProposed Proposed => new(Manager.Subject, Now, new()
    {
        Id = Id,
        Team = North,
        TeamName = Information.Name,
        Work = [new(Week, TeamRole.ProjectManager, 10), new(Week.Plus(1), TeamRole.ServiceStaff, 37.5m)],
        Scores = Scores,
    });

    public static AssignmentProposed ProposedBeyond =>
        Proposed with { Form = Proposed.Form with { OverCommitReason = "the customer pays for overtime" } };

    public static AssignmentApproved Approved =>
        new(Approver.Subject, Now, North, Id, [new(Week, 10), new(Week.Plus(1), 37.5m)], DueAt: new(2026, 3, 5, 2, 30, 0, TimeSpan.Zero),
            Members: ["wu.pm"]);

    public static AssignmentRejected Rejected => new(Approver.Subject, Now, North, Id, "the team is needed elsewhere");

    public static Booking Booked => BookingOf(Id, 20);

    public static readonly ImmutableArray<TeamCommand> TeamCommands =
    [
        new TeamCreate(TeamForm), new TeamUpdate(TeamForm with { Department = "项目二部" }),
        new TeamMemberSet("wu.pm", [TeamRole.ProjectManager]), new TeamCapacitySet(Capacity),
        new CapacityReserve(Booked), new ReservationRenew(Booked), new CapacityCommit(Booked), new CapacityRelease(Id),
    ];

    public static ImmutableArray<TeamEvent> Events =>
    [
        new TeamCreated(Manager.Subject, Now, Information), new TeamUpdated(Manager.Subject, Now, Information with { Department = "项目二部" }),
        new TeamMembershipChanged(Manager.Subject, Now, "wu.pm", [TeamRole.ProjectManager, TeamRole.TechExpert]),
        new TeamCapacityChanged(Manager.Subject, Now, new(100, [new(Week.Plus(1), Week.Plus(2), 40, "training")])),
        new CapacityReserved(Manager.Subject, Now, Booked, Now.AddDays(14)),
        new ReservationRenewed(Approver.Subject, Now, Id, Now.AddDays(14)),
        new ReservationExpired(Manager.Subject, Now, Id), new CapacityCommitted(Approver.Subject, Now, Booked),
        new CapacityReleased(Approver.Subject, Now, Id),
    ];

    public static Booking BookingOf(AssignmentId id, decimal hours, bool overCommit = false) =>
        new(id, Ordered, [new(Week, hours)], overCommit);

    /// <summary>The work, in the weeks that lie ahead at an instant.</summary>
    public static AssignmentPropose ProposeAt(DateTimeOffset now, AssignmentPropose propose, int variant)
    {
        var week = IsoWeek.Of(Policy.DayOf(now));
        return propose with
        {
            Work = WorkAt(variant < 7 ? week : week.Plus(-3)),
            Team = variant is 2 or 9 ? South : North,
            Reason = variant == 2 ? "knows the customer" : null,
            OverCommitReason = variant == 3 ? "the customer pays for overtime" : null,
        };
    }

    private static ImmutableArray<WorkHoursForm> WorkAt(IsoWeek week) =>
        [new(week.ToString(), TeamRole.ProjectManager, 10), new(week.Plus(1).ToString(), TeamRole.ServiceStaff, 37.5m)];
}
