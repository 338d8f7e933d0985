using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CsCheck;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Planning;

/// <summary>The faults that a plan can have, and how they are reported (R4.3).</summary>
public sealed class PlanReadingTests : OrderSpecification
{
    private static ImmutableArray<TaskForm> Tasks => Plan.Tasks!.Value; // The sample has tasks.

    /// <summary>Must refuse 7.</summary>
    [Fact]
    public void Every_task_has_an_owner_on_the_team_and_dates() =>
        Submit(Plan with { Tasks = [new() { Id = "a", Name = "x", Hours = "1" }, Tasks[1] with { Parent = null, Owner = "stranger" }] })
            .Invalid(
            ("tasks[0].startsOn", Required), ("tasks[0].endsOn", Required), ("tasks[0].owner", Required), ("tasks[1].owner", NotOnRoster));

    [Fact]
    public void A_person_who_has_left_the_company_owns_no_task() =>
        Given(Histories.Planning).When(
            ProjectManager, new PlanSubmit(Plan),
            lookups: new() { Staff = ImmutableDictionary<string, StaffPresence>.Empty.Add(Tech.Subject, StaffPresence.Left) }).Invalid((
                "tasks[3].owner", PersonLeft));

    [Fact]
    public void Every_fault_rests_on_its_clause() =>
        Assert.All(Submit(new()).Refusals, fault => Assert.Equal(fault.Path == "stages" ? "R5.3.1" : "R4.3", fault.Clause));

    [Fact]
    public void A_plan_has_milestones_stages_and_tasks()
    {
        Submit(new()).Invalid(("milestones", Required), ("stages", Required), ("tasks", Required));
        Submit(Plan with
        {
            Stages = [new("S1", "x", []), new("S1", null, [" "])],
            Tasks = [Work("a", "x", Tech, "2026-04-01", "2026-04-01", "0", null)]
        })
            .Invalid(("stages[0].checks", Required), ("stages[1].name", Required), ("stages[1].checks[0]", Required),
                ("stages[1].id", Contradiction));
        Submit(Plan with
        {
            Milestones = [new(), new("M1", "x", "2026-04-31")],
            Tasks = [Work("a", "x", Tech, "2026-04-01", "2026-04-01", "0", null)]
        })
            .Invalid(("milestones[0].id", Required), ("milestones[0].name", Required), ("milestones[0].dueOn", Required),
                ("milestones[1].dueOn", NotADate));
    }

    [Theory]
    [InlineData("startsOn", "2026-03-31", OutOfRange)]
    [InlineData("endsOn", "2027-04-01", OutOfRange)]
    [InlineData("endsOn", "2026-04-30", DateOrder)]
    [InlineData("endsOn", "2199-02-30", NotADate)]
    [InlineData("hours", "-1", OutOfRange)]
    [InlineData("hours", "1e3", NotANumber)]
    [InlineData("hours", "1000000", OutOfRange)]
    [InlineData("hours", "1.255", TooManyDecimals)]
    [InlineData("hours", null, Required)]
    [InlineData("cost", "-0.01", OutOfRange)]
    [InlineData("cost", "0.001", TooManyDecimals)]
    [InlineData("cost", "a lot", NotANumber)]
    [InlineData("id", null, Required)]
    [InlineData("id", "1.1", Contradiction)]
    [InlineData("name", "a\u0000b", InvalidCharacters)]
    [InlineData("stage", "S9", UnknownCode)]
    [InlineData("milestone", "M9", UnknownCode)]
    [InlineData("parent", "9", UnknownCode)]
    public void A_bad_field_is_named(string member, string? value, RejectionCode code)
    {
        var task = Work("4", "x", Tech, "2026-05-11", "2026-05-20", "1", "1");
        task = member switch
        {
            "startsOn" => task with { StartsOn = value },
            "endsOn" => task with { EndsOn = value },
            "hours" => task with { Hours = value },
            "cost" => task with { Cost = value },
            "id" => task with { Id = value },
            "name" => task with { Name = value },
            "stage" => task with { Stage = value },
            "milestone" => task with { Milestone = value },
            _ => task with { Parent = value },
        };
        Submit(Plan with { Tasks = Tasks.Add(task) }).Invalid(("tasks[5]." + member, code));
    }

    [Fact]
    public void A_name_has_at_most_200_characters_and_an_id_64() =>
        Submit(Plan with { Tasks = [.. Tasks, Work(new('i', 65), new('n', 201), Tech, "2026-05-11", "2026-05-20", "1", "1")] })
            .Invalid(("tasks[5].id", TooLong), ("tasks[5].name", TooLong));

    [Fact]
    public void Costs_have_the_decimals_of_the_orders_currency()
    {
        var yen = Histories.Submitted with { Information = Histories.Submitted.Information with { Fee = new(100, "JPY") } };
        var order = Histories.Fold([yen, .. Histories.Planning.Skip(1)]);
        new Given(order).When(ProjectManager, new PlanSubmit(Plan)).Invalid(("tasks[2].cost", TooManyDecimals));
    }

    [Fact]
    public void A_task_depends_at_most_once_on_another_task_that_is_no_summary() =>
        Submit(Plan with
        {
            Tasks = Tasks.SetItem(4,
                Tasks[4] with
                {
                    Dependencies =
                        [new("3"), new("1"), new("nowhere"), new(null, "XX"), new("2", "FF", 1_001), new("1.1"), new("1.1", "SS")]
                }),
        }).Invalid(
            ("tasks[4].dependencies[0].task", Contradiction), ("tasks[4].dependencies[1].task", Contradiction),
            ("tasks[4].dependencies[2].task", UnknownCode), ("tasks[4].dependencies[3].task", Required),
            ("tasks[4].dependencies[3].kind", UnknownCode), ("tasks[4].dependencies[4].lag", OutOfRange),
            ("tasks[4].dependencies[6].task", Contradiction));

    [Fact]
    public void A_summary_has_its_parts_hours_cost_and_dependencies() =>
        Submit(Plan with { Tasks = Tasks.SetItem(0, Tasks[0] with { Hours = "1", Cost = "1", Dependencies = [new("2")] }) })
            .Invalid(("tasks[0].hours", Contradiction), ("tasks[0].cost", Contradiction), ("tasks[0].dependencies", Contradiction),
                ("tasks[0].dependencies[0]", DependencyBroken));

    [Fact]
    public void Parts_lie_within_their_summarys_days_and_milestones_are_kept() =>
        Submit(Plan with
        {
            Tasks = Tasks.SetItem(0, Tasks[0] with { StartsOn = "2026-04-02", EndsOn = "2026-05-07" }),
            Milestones = [new("M1", "x", "2026-05-01"), new("M2", "x", "2026-07-01")]
        })
            .Invalid(("tasks[2].endsOn", DateOrder), ("tasks[1].startsOn", DateOrder));

    [Fact]
    public void A_part_does_not_end_after_its_summary() =>
        Submit(Plan with { Tasks = Tasks.SetItem(0, Tasks[0] with { EndsOn = "2026-05-07" }) })
            .Refused(new Rejection.Invalid(DateOrder, "tasks[2].endsOn", "not after its summary", "R4.3"));

    [Fact]
    public void A_task_may_end_on_its_milestones_day_and_not_after_it()
    {
        Assert.NotEmpty(Submit(Plan with { Milestones = [new("M1", "x", "2026-05-08"), new("M2", "x", "2026-07-01")] }).Events);
        Submit(Plan with { Milestones = [new("M1", "x", "2026-05-07"), new("M2", "x", "2026-07-01")] })
            .Refused(new Rejection.Invalid(DateOrder, "tasks[2].endsOn", "not after its milestone", "R4.3"));
    }

    [Theory]
    [InlineData("FS", 0), InlineData("SS", 20), InlineData("FF", 37), InlineData("SF", 57)]
    public void Dates_respect_the_dependencies_of_a_task(string kind, int most)
    {
        // The longest lag, in working days, that 2 (May 11 to June 30) allows after 1.2 (April 13 to May 8), and one day more.
        ImmutableArray<TaskForm> With(int lag) => Tasks.SetItem(3, Tasks[3] with { Dependencies = [new("1.2", kind, lag)] });
        Assert.NotEmpty(Submit(Plan with { Tasks = With(most) }).Events);
        Submit(Plan with { Tasks = With(most + 1) }).Refused(
            new Rejection.Invalid(DependencyBroken, "tasks[3].dependencies[0]",
                string.Create(CultureInfo.InvariantCulture, $"{kind} 1.2 +{most + 1}"), "R4.3"));
    }

    [Theory]
    [InlineData("FS", 6, 6, 5, 5, 0, true), InlineData("FS", 0, 6, 5, 5, 0, true), InlineData("FS", 5, 5, 6, 6, 0, false)]
    [InlineData("FS", 0, 4, 5, 5, 0, false)]
    [InlineData("SS", 6, 8, 5, 8, 0, true), InlineData("SS", 6, 8, 6, 8, 0, false), InlineData("FF", 0, 6, 0, 5, 0, true)]
    [InlineData("FF", 0, 6, 0, 6, 0, false)]
    [InlineData("SF", 6, 8, 0, 4, 0, true), InlineData("SF", 6, 8, 0, 5, 0, false)]
    [InlineData("FS", 6, 6, 5, 5, -1, false), InlineData("FS", 6, 6, 7, 7, 1, true), InlineData("FS", 6, 6, 8, 8, 1, false)]
    public void Days_of_one_weekend_respect_the_dependencies_of_a_task(string kind, int from, int to, int start, int end, int lag,
        bool broken)
    {
        // Days after Monday, May 11; 5 and 6 are a Saturday and a Sunday.
        static string On(int day) => new DateOnly(2026, 5, 11).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var tried = Submit(Plan with
        {
            Tasks = [Work("a", "x", Tech, On(from), On(to), "1", null),
                Work("b", "x", Tech, On(start), On(end), "1", null) with { Dependencies = [new("a", kind, lag)] }],
        });
        if (broken)
            tried.Invalid(("tasks[1].dependencies[0]", DependencyBroken));
        else
            Assert.Single(tried.Events);
    }

    [Fact]
    public void Cycles_are_refused_and_shown()
    {
        var task = (string id, string on, string kind) =>
            Work(id, "x", Tech, "2026-05-11", "2026-05-11", "1", null) with { Dependencies = [new(on, kind, -5)] };
        var cycle = Assert.IsType<Rejection.Cycle>(
            Assert.Single(
                Submit(Plan with
                {
                    Tasks = [.. Tasks, task("a", "c", "SS"), task("b", "a", "FS"), task("c", "b", "SF"), task("d", "a", "SS")]
                }).Refusals));
        Assert.Equal((TaskCycle, "tasks[5].dependencies", "R4.3"), (cycle.Code, cycle.Path, cycle.Clause));
        Assert.Equal(["a", "b", "c"], cycle.Tasks);
    }

    [Fact]
    public void No_task_is_a_part_of_itself()
    {
        var summary = Tasks[0] with { Parent = "1.1" };
        var refusals =
            Submit(Plan with
            {
                Tasks = Tasks.SetItem(0, summary)
                .SetItem(1, Tasks[1] with { Hours = null, Cost = null, EndsOn = "2026-05-15", StartsOn = "2026-04-01" })
            }).Refusals;
        Assert.Equal(["1", "1.1"], Assert.Single(refusals.OfType<Rejection.Cycle>()).Tasks.Order());
    }

    [Fact]
    public void A_cycle_of_any_length_is_found_and_shown_in_order() => Gen.Int[2, 500].Select(Gen.Int[0, 1_000_000])
        .Sample((length, seed) =>
    {
        var shuffled = Enumerable.Range(0, 500).ToArray();
        new Random(seed).Shuffle(shuffled);
        // The first `length` make the circle, the others hang on it or stand alone.
        string Needs(int place) =>
            shuffled[place < length ? (place + length - 1) % length : place - 1].ToString(CultureInfo.InvariantCulture);
        var needs = Enumerable.Range(0, 500).ToDictionary(place => shuffled[place].ToString(CultureInfo.InvariantCulture), Needs);
        ImmutableArray<TaskForm> tasks =
            [.. needs.Select(pair =>
                Work(pair.Key, "x", Tech, "2026-05-11", "2026-05-11", "1", null) with { Dependencies = [new(pair.Value, "SS")] })];

        var cycle = Assert.IsType<Rejection.Cycle>(Assert.Single(Submit(Plan with { Tasks = tasks }).Refusals));

        Assert.Equal(length, cycle.Tasks.Length);
        Assert.All(cycle.Tasks.Index(), task => Assert.Equal(cycle.Tasks[(task.Index + length - 1) % length], needs[task.Item]));
    }, iter: 30, threads: 1);

    [Fact]
    public void Five_hundred_tasks_are_taken_and_no_more()
    {
        Assert.Equal(500, Assert.IsType<PlanSubmitted>(Assert.Single(Submit(Large(500)).Events)).Plan.Tasks.Length);
        Submit(Large(501)).Refused(new Rejection.Invalid(TooMany, "tasks", "max 500", "R4.3"));
        Submit(Large(10_000)).Refused(TooMany);
    }

    [Fact]
    public void The_number_of_reported_faults_is_limited() =>
        Assert.Equal(FieldReader.MaxFaults, Submit(Plan with { Tasks = [.. Enumerable.Repeat(new TaskForm(), 500)] }).Refusals.Count);

    [Fact]
    public void A_plan_that_the_journal_could_not_take_is_refused()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 200));
        Submit(Plan with { Tasks = [.. Large(500).Tasks!.Value.Select(task => task with { Name = emoji })] })
            .Refused(new Rejection.Invalid(TooLong, "tasks", "max 768 KiB in all", "R4.3"));
    }

    [Fact]
    public void A_plan_of_five_hundred_tasks_is_one_event_of_less_than_128_KB() =>
        Assert.InRange(
            JsonScratch.Write(Submit(Large(500)).Events[0], static (writer, e) =>
                JsonSerializer.Serialize(writer, e, EventJson.ContractOf(e).Json)).Length,
            50 * 1024, 128 * 1024);

    [Fact]
    public void Other_spellings_of_a_number_give_a_plan_the_same_fingerprint()
    {
        var other = Plan with { Tasks = Tasks.SetItem(1, Tasks[1] with { Hours = "080.00", Cost = "8000.0" }) };
        Assert.Equal(OrderFingerprint.Of(new PlanSubmit(Plan)), OrderFingerprint.Of(new PlanSubmit(other)));
        Assert.NotEqual(OrderFingerprint.Of(new PlanSubmit(Plan)),
            OrderFingerprint.Of(new PlanSubmit(Plan with { Tasks = Tasks.SetItem(1, Tasks[1] with { Hours = "81" }) })));
        Assert.NotEmpty(OrderFingerprint.Of(new PlanSubmit(new() { Tasks = [null!] })));
    }

    /// <summary>A plan with so many tasks: phases of ten, each task after the one before.</summary>
    internal static PlanForm Large(int tasks) => Plan with
    {
        Tasks =
        [
            .. Enumerable.Range(0, tasks).Select(i => (i % 10 == 0)
                ? new TaskForm { Id = $"T{i}", Name = $"阶段 {i} 的全部工作", Owner = ProjectManager.Subject, StartsOn = "2026-04-01",
                    EndsOn = "2027-03-31" }
                : Work($"T{i}", $"第 {i} 项任务：现场实施与核查", Tech, Day(i % 10), Day(i % 10), "7.5", "1250.00") with
                {
                    Parent = $"T{i / 10 * 10}",
                    Stage = "S2",
                    Dependencies = i % 10 == 1 ? null : [new($"T{i - 1}", "FS", 0)],
                }),
        ],
    };

    private static string Day(int day) => new DateOnly(2026, 5, 10).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Then Submit(PlanForm plan) => Given(Histories.Planning).When(ProjectManager, new PlanSubmit(plan));
}
