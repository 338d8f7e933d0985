using System.Text.Json.Serialization;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Planning;

/// <summary>The project plan (R4.3): submitted by the project manager, approved by order management and a leader.</summary>
internal static class PlanningSlice
{
    /// <summary>The clause that it rests on.</summary>
    public const string Clause = "R4.3";

    /// <summary>The leaders of whom one approves.</summary>
    public const Roles Leaders = Roles.DepartmentHead | Roles.SeniorLeader;

    /// <summary>The roles that decide on a plan: order management and leaders.</summary>
    public const Roles Reviewers = Roles.OrderManager | Leaders;

    /// <summary>The steps and tasks.</summary>
    public static OrderSlice Slice => new(
        [PlanSubmit.Step, PlanApprove.Step, PlanReject.Step],
        new OrderTask(TaskKind.Planning, Roles.ProjectManager, order => order.Status == OrderStatus.Planning)
        {
            WaitsForHold = true,
            TakenBy = order => order.Roster.ProjectManager is { } manager ? [manager] : [],
            Lead = Roles.DepartmentHead,
        },
        new OrderTask(TaskKind.PlanReview, Reviewers, order => order.Status == OrderStatus.PlanReview)
        {
            WaitsForHold = true,
            ForAbsent = true,
            Limit = TimeLimit.OfWorkingDays(2),
        });

    /// <summary>Those who submitted a version of the plan, since what is judged goes on from it, and those who belong or belonged to the
    /// team.</summary>
    public static IEnumerable<Involvement> Participants(Order order) =>
    [
        .. (order.Plan?.Versions ?? []).Select(version => new Involvement(version.SubmittedBy, PlanSubmit.Step.Command)),
        .. order.Roster.Members.Select(member => new Involvement(member.Person, OrderTeamConfirm.Step.Command)),
    ];
}

/// <summary>How the events and commands of the project plan are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanSubmit)), JsonSerializable(typeof(PlanSubmitted))]
[JsonSerializable(typeof(PlanApprove)), JsonSerializable(typeof(PlanApproved))]
[JsonSerializable(typeof(PlanReject)), JsonSerializable(typeof(PlanRejected))]
internal sealed partial class PlanningJson : JsonSerializerContext;
