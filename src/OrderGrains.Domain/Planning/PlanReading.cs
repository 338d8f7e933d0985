using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Planning;

/// <summary>Makes a plan of what was entered, or names every fault at once (R4.3).</summary>
internal sealed class PlanReading
{
    private const string Clause = PlanningSlice.Clause;
    internal const int MaxTasks = 500, MaxEntries = 50, MaxChecks = 20, MaxDependencies = 20;
    private const int MaxLag = 1_000, MaxYears = 10, MaxBytes = 768 * 1024;
    private const int HoursDigits = 6, CostDigits = 15;
    private static readonly TaskForm NoTask = new();
    private static readonly MilestoneForm NoMilestone = new();
    private static readonly StageForm NoStage = new();
    private static readonly DependencyForm NoDependency = new();

    private readonly Roster _roster;
    private readonly DecisionLookups _lookups;
    private readonly ServiceTerm _term;
    private readonly WorkingDays _days;
    private readonly Currency _currency;
    private readonly FieldReader _fields;
    private readonly ImmutableArray<TaskForm> _forms;
    private readonly ImmutableArray<Milestone> _milestones;
    private readonly ImmutableArray<Stage> _stages;
    private readonly Dictionary<string, int> _index = [];
    private readonly bool[] _isSummary;

    private PlanReading(PlanForm form, Order order, OrderInformation information, DecisionLookups lookups, BusinessCalendar calendar,
        FieldReader fields)
    {
        (_roster, _term, _fields, _lookups) = (order.Roster, information.Term, fields, lookups);
        _days = new(calendar, _term.From, _term.To);
        Currencies.TryFind(information.Fee.Currency, out _currency);
        _milestones = ReadMilestones(form);
        _stages = ReadStages(form);
        _forms = fields.List(form.Tasks, "tasks", MaxTasks, Clause);
        _isSummary = new bool[_forms.Length];
    }

    /// <summary>Reads a plan for an order; what is wrong goes to <paramref name="fields"/>. Null where there is a fault.</summary>
    public static PlanContent? Read(PlanForm form, Order order, DecisionLookups lookups, BusinessCalendar calendar, FieldReader fields) =>
        order.Information is not { } information ? null : new PlanReading(form, order, information, lookups, calendar, fields).Read();

    private PlanContent? Read()
    {
        for (var i = 0; i < _forms.Length; i++)
            if (ReadId((_forms[i] ?? NoTask).Id, "tasks", i) is { } id && !_index.TryAdd(id, i))
                _fields.Fault(Contradiction, new("tasks", i, "id"), Clause, "once");
        foreach (var form in _forms)
            if (UnicodeText.Read(form?.Parent) is { } parent && _index.TryGetValue(parent, out var summary))
                _isSummary[summary] = true;
        var tasks = _forms.Select((form, i) => ReadTask(form ?? NoTask, i)).ToArray();
        var (links, places) = Links(tasks);
        CheckTree(tasks);
        CheckNetwork(tasks, links, places);
        return _fields.AnyFault ? null : Compute(tasks, links);
    }

    private ImmutableArray<Milestone> ReadMilestones(PlanForm form)
    {
        var entries = _fields.List(form.Milestones, "milestones", MaxEntries, Clause);
        var milestones = ImmutableArray.CreateBuilder<Milestone>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoMilestone;
            var id = ReadId(entry.Id, "milestones", i);
            var name = _fields.Text(entry.Name, new("milestones", i, "name"), TextLimit.Name, Clause);
            var dueOn = ReadDay(entry.DueOn, "milestones", i, "dueOn");
            if (id is not null && milestones.Any(other => other.Id == id))
                _fields.Fault(Contradiction, new("milestones", i, "id"), Clause, "once");
            if (id is not null)
                milestones.Add(new(id, name ?? "", dueOn ?? _term.To, entry.Key ?? false)); // A fault is noted where something is missing.
        }
        return milestones.DrainToImmutable();
    }

    private ImmutableArray<Stage> ReadStages(PlanForm form)
    {
        const string clause = "R5.3.1";
        var entries = _fields.List(form.Stages, "stages", MaxEntries, clause);
        var stages = ImmutableArray.CreateBuilder<Stage>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoStage;
            var id = ReadId(entry.Id, "stages", i);
            var name = _fields.Text(entry.Name, new("stages", i, "name"), TextLimit.Name, clause);
            var root = new FieldPath("stages", i, "checks").ToString();
            var texts = _fields.List(entry.Checks, root, MaxChecks, clause);
            var checks = texts.Select((text, j) => _fields.Text(text, new(root, j), TextLimit.Name, clause) ?? "").ToImmutableArray();
            if (id is not null && stages.Any(other => other.Id == id))
                _fields.Fault(Contradiction, new("stages", i, "id"), Clause, "once");
            if (id is not null)
                stages.Add(new(id, name ?? "", checks));
        }
        return stages.DrainToImmutable();
    }

    // What is missing reads as nothing: the plan is made only where no fault was noted.
    private PlannedTask ReadTask(TaskForm form, int i)
    {
        var (startsOn, endsOn) = (ReadDay(form.StartsOn, "tasks", i, "startsOn"), ReadDay(form.EndsOn, "tasks", i, "endsOn"));
        if (endsOn < startsOn)
            _fields.Fault(DateOrder, new("tasks", i, "endsOn"), Clause, "not before startsOn");
        var owner = _fields.Text(form.Owner, new("tasks", i, "owner"), TextLimit.Name, Clause);
        if (owner is not null && !_roster.Has(owner))
            _fields.Fault(NotOnRoster, new("tasks", i, "owner"), Clause);
        else if (owner is not null && _lookups.PresenceOf(owner) == StaffPresence.Left)
            _fields.Fault(PersonLeft, new("tasks", i, "owner"), Clause);
        var milestone = ReadReference(form.Milestone, i, "milestone", _milestones.Select(milestone => milestone.Id));
        if (milestone is not null && endsOn > _milestones.First(other => other.Id == milestone).DueOn)
            _fields.Fault(DateOrder, new("tasks", i, "endsOn"), Clause, "not after its milestone");
        return new()
        {
            Id = UnicodeText.Read(form.Id) ?? "",
            Parent = ReadReference(form.Parent, i, "parent", _index.Keys),
            Name = _fields.Text(form.Name, new("tasks", i, "name"), TextLimit.Name, Clause) ?? "",
            Owner = owner ?? "",
            StartsOn = startsOn ?? default,
            EndsOn = endsOn ?? default,
            Hours = ReadOfWork(form.Hours, i, "hours", HoursDigits, decimals: 2, required: true),
            Cost = ReadOfWork(form.Cost, i, "cost", CostDigits, _currency.MinorUnits, required: false),
            Stage = ReadReference(form.Stage, i, "stage", _stages.Select(stage => stage.Id)),
            Milestone = milestone,
            Dependencies = ReadDependencies(form, i),
        };
    }

    private ImmutableArray<Dependency>? ReadDependencies(TaskForm form, int i)
    {
        if (form.Dependencies is not { IsDefaultOrEmpty: false })
            return null;
        var entries = _fields.List(form.Dependencies, new("tasks", i, "dependencies"), MaxDependencies, Clause);
        if (_isSummary[i])
            _fields.Fault(Contradiction, new("tasks", i, "dependencies"), Clause, "not of a summary");
        var dependencies = ImmutableArray.CreateBuilder<Dependency>(entries.Length);
        for (var j = 0; j < entries.Length; j++)
        {
            var entry = entries[j] ?? NoDependency;
            var place = Place(j);
            var task = _fields.Text(entry.Task, new("tasks", i, place + ".task"), TextLimit.Reference, Clause);
            if (task is not null && !_index.ContainsKey(task))
                _fields.Fault(UnknownCode, new("tasks", i, place + ".task"), Clause, "a task of the plan");
            else if (task is not null && (_index[task] == i || _isSummary[_index[task]] || dependencies.Any(other => other.Task == task)))
                _fields.Fault(Contradiction, new("tasks", i, place + ".task"), Clause, "another task, once, no summary");
            var kind = _fields.Code<DependencyKind>(entry.Kind, new("tasks", i, place + ".kind"), Clause, required: false)
                ?? DependencyKind.FS;
            if (entry.Lag is < -MaxLag or > MaxLag)
                _fields.Fault(OutOfRange, new("tasks", i, place + ".lag"), Clause, "-1000..1000");
            else if (task is not null)
                dependencies.Add(new(task, kind, entry.Lag ?? 0));
        }
        return dependencies.DrainToImmutable();
    }

    private string? ReadId(string? value, string root, int i) => _fields.Text(value, new(root, i, "id"), TextLimit.Reference, Clause);

    private DateOnly? ReadDay(string? value, string root, int i, string member)
    {
        var day = _fields.Date(value, new(root, i, member), Clause);
        if (day < _term.From || day > _term.To)
            _fields.Fault(OutOfRange, new(root, i, member), Clause,
                string.Create(CultureInfo.InvariantCulture, $"{_term.From:yyyy-MM-dd}..{_term.To:yyyy-MM-dd}"));
        return day;
    }

    private string? ReadReference(string? value, int i, string member, IEnumerable<string> ids)
    {
        var text = _fields.Text(value, new("tasks", i, member), TextLimit.Reference, Clause, required: false);
        if (text is null || ids.Contains(text))
            return text;
        _fields.Fault(UnknownCode, new("tasks", i, member), Clause);
        return null;
    }

    private decimal? ReadOfWork(string? value, int i, string member, int digits, int decimals, bool required)
    {
        if (!_isSummary[i])
            return _fields.Quantity(value, new("tasks", i, member), digits, decimals, Clause, required);
        if (UnicodeText.Read(value) is not null)
            _fields.Fault(Contradiction, new("tasks", i, member), Clause, "not of a summary");
        return null;
    }

    private (List<Link> Links, List<string> Places) Links(PlannedTask[] tasks)
    {
        var (links, places) = (new List<Link>(), new List<string>());
        for (var i = 0; i < tasks.Length; i++)
            foreach (var (j, dependency) in (tasks[i].Dependencies ?? []).Index())
                if (_index.TryGetValue(dependency.Task, out var from) && from != i)
                {
                    links.Add(new(from, i, dependency.Kind, dependency.Lag));
                    places.Add(Place(j));
                }
        return (links, places);
    }

    // Parts lie within their summary's days, and nothing is a part of itself.
    private void CheckTree(PlannedTask[] tasks)
    {
        var parents = tasks.Select(task => task.Parent is { } parent ? _index[parent] : -1).ToArray();
        var (_, cycles) = Network.Sort([.. parents.Select(parent => (IReadOnlyList<int>)(parent < 0 ? [] : [parent]))]);
        foreach (var cycle in cycles)
            Fault(cycle, tasks, "parent");
        for (var i = 0; i < tasks.Length; i++)
        {
            if (parents[i] < 0 || !HasDays(tasks[i]) || !HasDays(tasks[parents[i]]))
                continue;
            if (tasks[i].StartsOn < tasks[parents[i]].StartsOn)
                _fields.Fault(DateOrder, new("tasks", i, "startsOn"), Clause, "not before its summary");
            if (tasks[i].EndsOn > tasks[parents[i]].EndsOn)
                _fields.Fault(DateOrder, new("tasks", i, "endsOn"), Clause, "not after its summary");
        }
    }

    // Nothing waits for itself, and the days keep to what each task waits for.
    private void CheckNetwork(PlannedTask[] tasks, List<Link> links, List<string> places)
    {
        var needs = tasks.Select(_ => new List<int>()).ToArray();
        foreach (var link in links)
            needs[link.To].Add(link.From);
        foreach (var cycle in Network.Sort(needs).Cycles)
            Fault(cycle, tasks, "dependencies");
        foreach (var (link, place) in links.Zip(places))
        {
            if (!HasDays(tasks[link.From]) || !HasDays(tasks[link.To]))
                continue;
            if (!_days.Keep(tasks[link.From], tasks[link.To], link.Kind, link.Lag))
                _fields.Fault(DependencyBroken, new("tasks", link.To, place), Clause,
                    string.Create(CultureInfo.InvariantCulture,
                        $"{EnumCode<DependencyKind>.Of(link.Kind)} {tasks[link.From].Id} {link.Lag:+0;-0;+0}"));
        }
    }

    private void Fault(ImmutableArray<int> cycle, PlannedTask[] tasks, string member) =>
        _fields.Fault(new Rejection.Cycle(TaskCycle, new FieldPath("tasks", cycle[0], member).ToString(),
            [.. cycle.Select(i => tasks[i].Id)], Clause));

    private PlanContent? Compute(PlannedTask[] tasks, List<Link> links)
    {
        if (tasks.Max(task => task.EndsOn) > tasks.Min(task => task.StartsOn).AddYears(MaxYears))
            _fields.Fault(OutOfRange, "tasks", Clause, "max 10 years");
        else
        {
            // Summaries take no part: without a duration at the beginning of time they hold nothing up.
            var timing = Schedule.Of([.. tasks.Select((task, i) => _isSummary[i] ? new(0, 0) : _days.Of(task))], links);
            ImmutableArray<PlannedTask> timed = [.. tasks.Select((task, i) => _isSummary[i] ? task
                : task with { TotalFloat = timing[i].TotalFloat })];
            var plan = new PlanContent
            {
                Currency = _currency.Code,
                Milestones = _milestones,
                Stages = _stages,
                Tasks = timed,
                Weeks = PlannedValue.Of(timed, _days, _currency.MinorUnits),
            };
            if (JsonScratch.Write(plan, static (writer, value) =>
                JsonSerializer.Serialize(writer, value, PlanningJson.Default.PlanContent)).Length <= MaxBytes)
                return plan;
            _fields.Fault(TooLong, "tasks", Clause, "max 768 KiB in all");
        }
        return null;
    }

    private static bool HasDays(PlannedTask task) => task.StartsOn != default && task.EndsOn >= task.StartsOn;

    private static string Place(int dependency) => string.Create(CultureInfo.InvariantCulture, $"dependencies[{dependency}]");
}
