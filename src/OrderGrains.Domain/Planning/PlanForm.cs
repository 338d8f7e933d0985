using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Planning;

// What the project manager enters, as it is entered: any fault becomes a finding on its field instead of a broken request.
// PlanContent is what it becomes.

/// <summary>A project plan as entered, whole (R4.3).</summary>
[GenerateSerializer, Immutable, Alias("og.plan-form")]
public sealed record PlanForm
{
    /// <summary>The milestones, at least one.</summary>
    [Id(0), MaxItems(PlanReading.MaxEntries, ByRule = true)] public ImmutableArray<MilestoneForm>? Milestones { get; init; }
    /// <summary>The stages, each with its quality checks (R5.3.1); at least one.</summary>
    [Id(1), MaxItems(PlanReading.MaxEntries, ByRule = true)] public ImmutableArray<StageForm>? Stages { get; init; }
    /// <summary>The tasks, at least one.</summary>
    [Id(2), MaxItems(PlanReading.MaxTasks, ByRule = true)] public ImmutableArray<TaskForm>? Tasks { get; init; }
}

/// <summary>A milestone as entered.</summary>
/// <param name="Id">Its id in the plan, at most 64 characters.</param>
/// <param name="Name">Its name.</param>
/// <param name="DueOn">Its day, ISO 8601, within the service term.</param>
/// <param name="Key">Whether it is a key milestone, which no change moves without a senior leader (R6.3.2).</param>
[GenerateSerializer, Immutable, Alias("og.milestone-form")]
public sealed record MilestoneForm(
    [property: Id(0)] string? Id = null, [property: Id(1)] string? Name = null, [property: Id(2)] string? DueOn = null,
    [property: Id(3)] bool? Key = null);

/// <summary>A stage as entered, and what is checked before it is closed (R5.3.1).</summary>
/// <param name="Id">Its id in the plan, at most 64 characters.</param>
/// <param name="Name">Its name.</param>
/// <param name="Checks">The quality checks, at least one.</param>
[GenerateSerializer, Immutable, Alias("og.stage-form")]
public sealed record StageForm(
    [property: Id(0)] string? Id = null, [property: Id(1)] string? Name = null,
    [property: Id(2), MaxItems(PlanReading.MaxChecks, ByRule = true)] ImmutableArray<string?>? Checks = null);

/// <summary>A task as entered: one that has parts is a summary of them, the others are work.</summary>
[GenerateSerializer, Immutable, Alias("og.task-form")]
public sealed record TaskForm
{
    /// <summary>Its id in the plan, at most 64 characters.</summary>
    [Id(0)] public string? Id { get; init; }
    /// <summary>The task that it is a part of; missing at the top.</summary>
    [Id(1)] public string? Parent { get; init; }
    /// <summary>Its name.</summary>
    [Id(2)] public string? Name { get; init; }
    /// <summary>The owner: a member of the team.</summary>
    [Id(3)] public string? Owner { get; init; }
    /// <summary>The first day, ISO 8601, within the service term and its summary's days.</summary>
    [Id(4)] public string? StartsOn { get; init; }
    /// <summary>The last day, ISO 8601, within the service term and its summary's days.</summary>
    [Id(5)] public string? EndsOn { get; init; }
    /// <summary>The person-hours planned, with at most two decimals; missing for a summary, whose parts have them.</summary>
    [Id(6)] public string? Hours { get; init; }
    /// <summary>The cost planned, in the order's currency; may be missing, and is for a summary, whose parts have it.</summary>
    [Id(7)] public string? Cost { get; init; }
    /// <summary>The stage that it belongs to; may be missing.</summary>
    [Id(8)] public string? Stage { get; init; }
    /// <summary>The milestone that it has to be done by; may be missing.</summary>
    [Id(9)] public string? Milestone { get; init; }
    /// <summary>The tasks that it depends on; missing for a summary.</summary>
    [Id(10), MaxItems(PlanReading.MaxDependencies, ByRule = true)] public ImmutableArray<DependencyForm>? Dependencies { get; init; }
}

/// <summary>A dependency of a task as entered.</summary>
/// <param name="Task">The task depended on, which is no summary.</param>
/// <param name="Kind">FS, SS, FF or SF; FS where it is missing.</param>
/// <param name="Lag">How many working days lie between them at least, from -1,000 to 1,000; negative where they may overlap, 0 where it is
/// missing.</param>
[GenerateSerializer, Immutable, Alias("og.dependency-form")]
public sealed record DependencyForm([property: Id(0)] string? Task = null, [property: Id(1)] string? Kind = null,
    [property: Id(2)] int? Lag = null);
