using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Formation;

/// <summary>The project team (R4.1): formed, and changed with a handover.</summary>
internal static class FormationSlice
{
    /// <summary>The clause that it rests on.</summary>
    public const string Clause = "R4.1";

    /// <summary>The most members of a team.</summary>
    public const int MaxMembers = 100;

    /// <summary>The roles that form and change teams.</summary>
    public const Roles Formers = Roles.ProjectManager | Roles.DepartmentHead;

    /// <summary>The steps and tasks.</summary>
    public static OrderSlice Slice => new(
        [OrderTeamConfirm.Step, OrderTeamMemberChange.Step, OrderTeamMemberConfirm.Step],
        new OrderTask(TaskKind.TeamFormation, Formers, order => order.Status == OrderStatus.Assigned)
        {
            WaitsForHold = true,
            Lead = Roles.DepartmentHead,
            Limit = TimeLimit.OfWorkingDays(3),
        },
        new OrderTask(TaskKind.MemberApproval, Roles.DepartmentHead, order =>
            order.Status.Is(StatusFacets.Running | StatusFacets.Formed) && HasProposal(order))
        {
            WaitsForHold = true,
            ForAbsent = true,
            Lead = Roles.SeniorLeader,
        });

    /// <summary>The statuses in which the team may change.</summary>
    public static ImmutableArray<OrderStatus> Formed { get; } = OrderStatuses.With(StatusFacets.Running | StatusFacets.Formed);

    /// <summary>Whether a proposed member awaits the head of the department.</summary>
    public static bool HasProposal(Order order) => Proposals(order).Any();

    /// <summary>The members who await the head of the department.</summary>
    public static IEnumerable<Member> Proposals(Order order) =>
        order.Roster.Members.Where(member => member.Status == MemberStatus.Proposed);

    /// <summary>The guard of what only the order's own project manager does.</summary>
    public static StepGuard OwnManager(string clause) => (order, actor) =>
        order.Roster.ProjectManager == actor.Subject ? null : new Rejection.RuleBroken(RejectionCode.NotTheProjectManager, Clause: clause);
}

/// <summary>How the events and commands of the project team are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderTeamConfirm)), JsonSerializable(typeof(TeamConfirmed))]
[JsonSerializable(typeof(OrderTeamMemberChange)), JsonSerializable(typeof(TeamMemberChanged))]
[JsonSerializable(typeof(OrderTeamMemberConfirm)), JsonSerializable(typeof(TeamMemberConfirmed))]
internal sealed partial class FormationJson : JsonSerializerContext;
