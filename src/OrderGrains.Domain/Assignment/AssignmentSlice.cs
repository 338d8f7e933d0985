using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Assignment;

/// <summary>Assignment to a project team (R3): proposed on the Assignment Form, and approved by somebody else.</summary>
internal static class AssignmentSlice
{
    /// <summary>The clause that it rests on.</summary>
    public const string Clause = "R3.2";

    /// <summary>The steps and tasks.</summary>
    public static OrderSlice Slice => new(
        [AssignmentPropose.Step, AssignmentApprove.Step, AssignmentReject.Step],
        new OrderTask(TaskKind.Assignment, Roles.OrderManager, order => order.Status == OrderStatus.Verified) { WaitsForHold = true },
        new OrderTask(TaskKind.AssignmentApproval, Roles.AssignmentApprover, order => order.Status == OrderStatus.AssignmentPending)
        {
            WaitsForHold = true,
            ForAbsent = true,
        });

    /// <summary>Those who proposed a team for the order, or entered or corrected it, do not approve.</summary>
    public static Independence NotByProposerOrEnterer { get; } = new(RejectionCode.SodSelfApproval, order =>
    [
        .. order.Assignment.Proposers.Select(proposer => new Involvement(proposer, AssignmentPropose.Step.Command)),
        .. order.Entries.Select(entry => new Involvement(entry.By, entry.Step)),
    ]);

    /// <summary>The form that awaits approval.</summary>
    public static AssignmentForm FormOf(Order order) =>
        order.Assignment.Form ?? throw new InvalidOperationException("An assignment awaits approval without its form.");
}

/// <summary>How the events and commands of assignment are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AssignmentPropose)), JsonSerializable(typeof(AssignmentProposed))]
[JsonSerializable(typeof(AssignmentApprove)), JsonSerializable(typeof(AssignmentApproved))]
[JsonSerializable(typeof(AssignmentReject)), JsonSerializable(typeof(AssignmentRejected))]
internal sealed partial class AssignmentJson : JsonSerializerContext;
