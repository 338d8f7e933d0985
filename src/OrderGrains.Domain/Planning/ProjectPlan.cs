using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Planning;

/// <summary>The plan of an order: what stands now, and how it came to be (R4.3).</summary>
/// <param name="Versions">Every version that was submitted, numbered from 1.</param>
/// <param name="Content">The content of the newest version; older ones are in the order's events.</param>
/// <param name="Baseline">The baseline, frozen; null before a version was approved.</param>
[GenerateSerializer, Immutable, Alias("og.project-plan")]
public sealed record ProjectPlan([property: Id(0)] ImmutableArray<PlanVersion> Versions, [property: Id(1)] PlanContent Content,
    [property: Id(2)] Baseline? Baseline)
{
    /// <summary>The newest version.</summary>
    [JsonIgnore] public PlanVersion Current => Versions[^1];

    /// <summary>The plan after its newest version was approved.</summary>
    internal ProjectPlan With(PlanApproved e) =>
        With(Current with { Approvals = Current.Approvals.Add(new(e.By, e.At, e.OrderManagement, e.Leader, e.Note, e.OnBehalfOf)) }) with
        {
            Baseline = e.Baseline is { } number ? new(number, e.Version, e.At) : Baseline,
        };

    /// <summary>The plan after its newest version was rejected.</summary>
    internal ProjectPlan With(PlanRejected e) => With(Current with { Rejection = new(e.By, e.At, e.Reason, e.OnBehalfOf) });

    private ProjectPlan With(PlanVersion current) => this with { Versions = Versions.SetItem(Versions.Length - 1, current) };
}

/// <summary>The version of a plan that execution is measured against (R4.3).</summary>
/// <param name="Number">The number of the baseline, from 1.</param>
/// <param name="Version">The version of the plan that it froze.</param>
/// <param name="At">Since when.</param>
[GenerateSerializer, Immutable, Alias("og.baseline")]
public sealed record Baseline([property: Id(0)] int Number, [property: Id(1)] int Version, [property: Id(2)] DateTimeOffset At);

/// <summary>A version of a plan, and what became of it (R4.3).</summary>
[GenerateSerializer, Immutable, Alias("og.plan-version")]
public sealed record PlanVersion
{
    /// <summary>Its number, from 1.</summary>
    [Id(0)] public required int Number { get; init; }
    /// <summary>The submitter: the subject of the token.</summary>
    [Id(1)] public required string SubmittedBy { get; init; }
    /// <summary>When.</summary>
    [Id(2)] public required DateTimeOffset SubmittedAt { get; init; }
    /// <summary>How many tasks it has.</summary>
    [Id(3)] public required int Tasks { get; init; }
    /// <summary>The approvals so far: order management's and a leader's, of two persons.</summary>
    [Id(4)] public ImmutableArray<PlanApproval> Approvals { get; init; } = [];
    /// <summary>Why it was rejected; null where it was not.</summary>
    [Id(5)] public PlanRejection? Rejection { get; init; }
}

/// <summary>An approval of a plan (R4.3).</summary>
/// <param name="By">The approver: the subject of the token.</param>
/// <param name="At">When.</param>
/// <param name="OrderManagement">Whether it counts as order management's.</param>
/// <param name="Leader">Whether it counts as a leader's.</param>
/// <param name="Note">A note.</param>
/// <param name="OnBehalfOf">The absent approver for whom the substitute approved; null where nobody was substituted.</param>
[GenerateSerializer, Immutable, Alias("og.plan-approval")]
public sealed record PlanApproval(
    [property: Id(0)] string By, [property: Id(1)] DateTimeOffset At, [property: Id(2)] bool OrderManagement, [property: Id(3)] bool Leader,
    [property: Id(4)] string? Note,
    [property: Id(5)] string? OnBehalfOf = null);

/// <summary>The rejection of a plan (R4.3).</summary>
/// <param name="By">The person who rejected it: the subject of the token.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="OnBehalfOf">The absent approver for whom the substitute acted; null where nobody was substituted.</param>
[GenerateSerializer, Immutable, Alias("og.plan-rejection")]
public sealed record PlanRejection(
    [property: Id(0)] string By, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Reason,
    [property: Id(3)] string? OnBehalfOf = null);

/// <summary>The valid content of a version of a plan (R4.3).</summary>
[GenerateSerializer, Immutable, Alias("og.plan-content")]
public sealed record PlanContent
{
    /// <summary>The currency of all costs: the order's.</summary>
    [Id(0)] public required string Currency { get; init; }
    /// <summary>The milestones.</summary>
    [Id(1)] public required ImmutableArray<Milestone> Milestones { get; init; }
    /// <summary>The stages.</summary>
    [Id(2)] public required ImmutableArray<Stage> Stages { get; init; }
    /// <summary>The tasks, as they were entered.</summary>
    [Id(3)] public required ImmutableArray<PlannedTask> Tasks { get; init; }
    /// <summary>The planned value: what the plan spends in each week that it spends anything in.</summary>
    [Id(4)] public required ImmutableArray<PlannedWeek> Weeks { get; init; }
}

/// <summary>A milestone of a plan.</summary>
/// <param name="Id">Its id in the plan.</param>
/// <param name="Name">Its name.</param>
/// <param name="DueOn">Its day.</param>
/// <param name="Key">Whether it is a key milestone, which no change moves without a senior leader (R6.3.2).</param>
[GenerateSerializer, Immutable, Alias("og.milestone")]
public sealed record Milestone([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] DateOnly DueOn,
    [property: Id(3)] bool Key);

/// <summary>A stage of a plan, which is closed only after its quality checks (R5.3.1).</summary>
/// <param name="Id">Its id in the plan.</param>
/// <param name="Name">Its name.</param>
/// <param name="Checks">The quality checks, at least one.</param>
[GenerateSerializer, Immutable, Alias("og.stage")]
public sealed record Stage([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] ImmutableArray<string> Checks);

/// <summary>A task of a plan. Stored by the hundred, so what it lacks is left out.</summary>
[GenerateSerializer, Immutable, Alias("og.planned-task")]
public sealed record PlannedTask
{
    /// <summary>Its id in the plan.</summary>
    [Id(0)] public required string Id { get; init; }
    /// <summary>The task that it is a part of; null at the top.</summary>
    [Id(1)] public string? Parent { get; init; }
    /// <summary>Its name.</summary>
    [Id(2)] public required string Name { get; init; }
    /// <summary>The owner: the subject of the token.</summary>
    [Id(3)] public required string Owner { get; init; }
    /// <summary>The first day.</summary>
    [Id(4)] public required DateOnly StartsOn { get; init; }
    /// <summary>The last day.</summary>
    [Id(5)] public required DateOnly EndsOn { get; init; }
    /// <summary>The person-hours planned; null for a summary.</summary>
    [Id(6),
        JsonNumberHandling(
        JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public decimal? Hours { get; init; }
    /// <summary>The cost planned; null where there is none.</summary>
    [Id(7),
        JsonNumberHandling(
        JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public decimal? Cost { get; init; }
    /// <summary>The stage that it belongs to; null where it belongs to none.</summary>
    [Id(8)] public string? Stage { get; init; }
    /// <summary>The milestone that it has to be done by; null where there is none.</summary>
    [Id(9)] public string? Milestone { get; init; }
    /// <summary>The tasks that it depends on; null where it depends on nothing.</summary>
    [Id(10)] public ImmutableArray<Dependency>? Dependencies { get; init; }
    /// <summary>By how many working days it may slip without moving the end of the plan; null for a summary.</summary>
    [Id(11)] public int? TotalFloat { get; init; }

    /// <summary>Whether any slip of it moves the end of the plan.</summary>
    [JsonIgnore] public bool IsCritical => TotalFloat == 0;
}

/// <summary>That a task depends on another.</summary>
/// <param name="Task">The task depended on.</param>
/// <param name="Kind">Which end waits for which.</param>
/// <param name="Lag">How many working days lie between them at least; negative where they may overlap.</param>
[GenerateSerializer, Immutable, Alias("og.dependency")]
public sealed record Dependency([property: Id(0)] string Task, [property: Id(1)] DependencyKind Kind, [property: Id(2)] int Lag);

/// <summary>Which end of a task waits for which end of the task that it depends on.</summary>
[JsonConverter(typeof(EnumCodeJson<DependencyKind>))]
public enum DependencyKind
{
    /// <summary>Finish to start: it begins after the other has ended.</summary>
    FS,
    /// <summary>Start to start: it begins after the other has begun.</summary>
    SS,
    /// <summary>Finish to finish: it ends after the other has ended.</summary>
    FF,
    /// <summary>Start to finish: it ends after the other has begun.</summary>
    SF,
}

/// <summary>The planned value of a week.</summary>
/// <param name="Monday">The week's first day.</param>
/// <param name="Hours">The person-hours planned in it.</param>
/// <param name="Cost">The cost planned in it.</param>
[GenerateSerializer, Immutable, Alias("og.planned-week")]
public sealed record PlannedWeek(
    [property: Id(0)] DateOnly Monday,
    [property: Id(1), JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Hours,
    [property: Id(2), JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Cost);
