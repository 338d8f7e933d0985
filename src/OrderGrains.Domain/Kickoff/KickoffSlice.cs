using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Kickoff;

/// <summary>The kick-off meeting and its decisions (R4.2).</summary>
internal static class KickoffSlice
{
    /// <summary>The clause that it rests on.</summary>
    public const string Clause = "R4.2";

    /// <summary>The roles of those who may own a decision: the team, experts, order management, and members of departments.</summary>
    public const Roles Doers =
        Roles.ProjectManager | Roles.ServiceStaff | Roles.TechSupport | Roles.TechExpert | Roles.TeamQc | Roles.OrderManager
        | Roles.DepartmentHead | Roles.DepartmentMember;

    /// <summary>The steps and tasks.</summary>
    public static OrderSlice Slice => new(
        [OrderKickoffHold.Step, OrderKickoffDecisionComplete.Step],
        new OrderTask(TaskKind.Kickoff, Roles.ProjectManager, order => order.Status == OrderStatus.TeamReady)
        {
            WaitsForHold = true,
            TakenBy = order => order.Roster.ProjectManager is { } manager ? [manager] : [],
            Lead = Roles.DepartmentHead,
        },
        new OrderTask(
            TaskKind.KickoffDecision, Doers, order =>
                order.Status.Is(StatusFacets.Running | StatusFacets.KickedOff) && !Owners(order).IsEmpty)
        {
            WaitsForHold = true,
            TakenBy = Owners,
            AgreedDay = FirstDay,
            Lead = Roles.ProjectManager,
        });

    /// <summary>The owners of open decisions: the subjects of their tokens.</summary>
    public static ImmutableArray<string> Owners(Order order) => [.. Open(order).Select(decision => decision.Owner).Distinct()];

    private static DateOnly? FirstDay(Order order, Recipient owner) =>
        Open(order).Where(decision => Recipient.Of(decision.Owner) == owner).Min(decision => (DateOnly?)decision.DueOn);

    private static IEnumerable<KickoffDecision> Open(Order order) =>
        order.Kickoff?.Decisions.Where(decision => decision.Completion is null) ?? [];
}

/// <summary>How the events and commands of the kick-off meeting are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderKickoffHold)), JsonSerializable(typeof(KickoffHeld))]
[JsonSerializable(typeof(OrderKickoffDecisionComplete)), JsonSerializable(typeof(KickoffDecisionCompleted))]
internal sealed partial class KickoffJson : JsonSerializerContext;
