using GraphQL;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Orders;

/// <summary>The project plan of an order: its newest version, and how it came to be (R4.3).</summary>
[Name("Plan"), Access(OrderAccess.SeesEverything)]
public sealed class OrderPlan(Order order, ProjectPlan plan)
{
    private const int UsualTasks = 100, UsualWeeks = 53, Readings = 50;

    /// <summary>The number of the newest version, which is the one shown here.</summary>
    public int Version => plan.Current.Number;
    /// <summary>Every version that was submitted, and what became of it.</summary>
    public IEnumerable<PlanVersion> Versions => plan.Versions;
    /// <summary>The version that execution is measured against; null before one was approved.</summary>
    public Baseline? Baseline => plan.Baseline;
    /// <summary>The milestones.</summary>
    public IEnumerable<Milestone> Milestones => plan.Content.Milestones;
    /// <summary>The stages, each with its quality checks (R5.3.1).</summary>
    public IEnumerable<Stage> Stages => plan.Content.Stages;
    /// <summary>The tasks, as they were entered.</summary>
    [Cost(Items = UsualTasks)]
    public IEnumerable<PlanTask> Tasks => plan.Content.Tasks.Select(task => new PlanTask(task, plan.Content.Currency));
    /// <summary>The tasks of which any slip moves the end of the plan, by their first days.</summary>
    [Cost(Items = UsualTasks)]
    public IEnumerable<PlanTask> CriticalPath =>
        plan.Content.Tasks.Where(task => task.IsCritical).OrderBy(task => task.StartsOn)
            .Select(task => new PlanTask(task, plan.Content.Currency));

    /// <summary>The conflicts of the plan now: absences of those responsible, and weeks in which the team has too little time left. Also of
    /// a plan that is only tried (<c>dryRun</c>).</summary>
    [Cost(Readings)]
    public async ValueTask<IEnumerable<PlanConflict>> Conflicts([FromServices] PlanObstacles obstacles, CancellationToken cancellation) =>
        await obstacles.OfAsync(order, plan.Content, cancellation);

    /// <summary>The planned value of each week with any, alone and cumulated.</summary>
    [Cost(Items = UsualWeeks)]
    public IEnumerable<PlanWeek> PlannedValue()
    {
        var (hours, cost) = (0m, 0m);
        foreach (var week in plan.Content.Weeks)
        {
            (hours, cost) = (hours + week.Hours, cost + week.Cost);
            yield return new(week.Monday, week.Hours, new(week.Cost, plan.Content.Currency), hours, new(cost, plan.Content.Currency));
        }
    }
}

/// <summary>A task of a plan (R4.3).</summary>
[Access(OrderAccess.SeesEverything)]
public sealed class PlanTask(PlannedTask task, string currency)
{
    /// <summary>Its id in the plan.</summary>
    public string Id => task.Id;
    /// <summary>The task that it is a part of; null at the top.</summary>
    public string? Parent => task.Parent;
    /// <summary>Its name.</summary>
    public string Name => task.Name;
    /// <summary>The owner: the subject of the token.</summary>
    public string Owner => task.Owner;
    /// <summary>The first day.</summary>
    public DateOnly StartsOn => task.StartsOn;
    /// <summary>The last day.</summary>
    public DateOnly EndsOn => task.EndsOn;
    /// <summary>The person-hours planned; null for a summary.</summary>
    public decimal? Hours => task.Hours;
    /// <summary>The cost planned; null where there is none.</summary>
    public Money? Cost => task.Cost is { } amount ? new Money(amount, currency) : null;
    /// <summary>The stage that it belongs to; null where it belongs to none.</summary>
    public string? Stage => task.Stage;
    /// <summary>The milestone that it has to be done by; null where there is none.</summary>
    public string? Milestone => task.Milestone;
    /// <summary>The task that it depends on.</summary>
    public IEnumerable<Dependency> Dependencies => task.Dependencies ?? [];
    /// <summary>By how many working days it may slip without moving the end of the plan; null for a summary.</summary>
    public int? TotalFloat => task.TotalFloat;
    /// <summary>Whether any slip of it moves the end of the plan.</summary>
    public bool Critical => task.IsCritical;
}

/// <summary>The planned value of a week, alone and cumulated (R4.3).</summary>
/// <param name="Monday">The week's first day.</param>
/// <param name="Hours">The person-hours planned in it.</param>
/// <param name="Cost">The cost planned in it.</param>
/// <param name="HoursSoFar">The person-hours planned up to its end.</param>
/// <param name="CostSoFar">The cost planned up to its end.</param>
[Access(OrderAccess.SeesEverything)]
public sealed record PlanWeek(DateOnly Monday, decimal Hours, Money Cost, decimal HoursSoFar, Money CostSoFar);
