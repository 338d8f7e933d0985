using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Planning;

// What crosses wire and disk: append only. Commands first, then events.

/// <summary>Commands on the project plan (R4.3).</summary>
[GenerateSerializer, Immutable, Alias("og.planning.command")]
public abstract record PlanningCommand : OrderCommand
{
    private PlanningCommand() { }

    /// <summary>Submits a plan, whole, for approval (R4.3).</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="Left">Those responsible who have left the company; asked of the staff register by the system.</param>
    [GenerateSerializer, Immutable, Alias("og.planning.submit")]
    public sealed record SubmitPlan([property: Id(0)] PlanForm Plan, [property: Id(1), JsonIgnore] ImmutableArray<string> Left = default) : PlanningCommand;

    /// <summary>Approves the submitted plan (R4.3).</summary>
    /// <param name="Note">A note.</param>
    /// <param name="OnBehalfOf">The absent approver for whom a substitute acts.</param>
    /// <param name="StandsIn">Whether the actor is that person's substitute now; asked of the staff register by the system.</param>
    [GenerateSerializer, Immutable, Alias("og.planning.approve")]
    public sealed record ApprovePlan(
        [property: Id(0)] string? Note, [property: Id(1)] string? OnBehalfOf = null, [property: Id(2), JsonIgnore] bool StandsIn = false) : PlanningCommand;

    /// <summary>Rejects the submitted plan (R4.3).</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="OnBehalfOf">The absent approver for whom a substitute acts.</param>
    /// <param name="StandsIn">Whether the actor is that person's substitute now; asked of the staff register by the system.</param>
    [GenerateSerializer, Immutable, Alias("og.planning.reject")]
    public sealed record RejectPlan(
        [property: Id(0)] string? Reason, [property: Id(1)] string? OnBehalfOf = null, [property: Id(2), JsonIgnore] bool StandsIn = false) : PlanningCommand;
}

/// <summary>Events of the project plan (R4.3).</summary>
public abstract record PlanningEvent(string By, DateTimeOffset At) : OrderEvent(By, At);

/// <summary>A version of the plan was submitted (R4.3).</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Plan">The plan, with floats and planned value as computed then.</param>
public sealed record PlanSubmitted(string By, DateTimeOffset At, int Version, PlanContent Plan) : PlanningEvent(By, At)
{
    /// <summary>When the review is due; null as long as no clock runs.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>What the review's clock counts; null as long as no clock runs, and before that was recorded.</summary>
    public TimeUnit? DueUnit { get; init; }
}

/// <summary>The submitted plan was approved by one of the two sides; with the second it becomes the baseline (R4.3).</summary>
/// <param name="Version">The version.</param>
/// <param name="OrderManagement">Whether it counts as order management's approval.</param>
/// <param name="Leader">Whether it counts as a leader's.</param>
/// <param name="Note">A note.</param>
/// <param name="Baseline">The number of the baseline that the plan becomes; null as long as an approval is missing.</param>
/// <param name="OnBehalfOf">The absent approver for whom a substitute approved.</param>
public sealed record PlanApproved(
    string By, DateTimeOffset At, int Version, bool OrderManagement, bool Leader, string? Note, int? Baseline, string? OnBehalfOf = null) : PlanningEvent(By, At);

/// <summary>The submitted plan was rejected (R4.3).</summary>
public sealed record PlanRejected(string By, DateTimeOffset At, int Version, string Reason, string? OnBehalfOf = null) : PlanningEvent(By, At);

/// <summary>The stored events of the project plan (R4.3), as the journal names them.</summary>
public static class PlanningCatalog
{
    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("order.plan-submitted", "R4.3", PlanningJson.Default.PlanSubmitted),
        EventContract.Of("order.plan-approved", "R4.3", PlanningJson.Default.PlanApproved),
        EventContract.Of("order.plan-rejected", "R4.3", PlanningJson.Default.PlanRejected),
    ];
}

/// <summary>How this slice's events (for the journal) and commands (for their fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanSubmitted)), JsonSerializable(typeof(PlanApproved)), JsonSerializable(typeof(PlanRejected))]
[JsonSerializable(typeof(PlanningCommand.SubmitPlan)), JsonSerializable(typeof(PlanningCommand.ApprovePlan)), JsonSerializable(typeof(PlanningCommand.RejectPlan))]
public sealed partial class PlanningJson : JsonSerializerContext;
