using System.Globalization;
using System.Text.Json.Nodes;

namespace OrderGrains.Testing;

/// <summary>What tests of the start of a project begin with: assigned orders, and the forms that are filled in.</summary>
public sealed class ProjectDesk(Site site)
{
    private readonly AssignmentDesk assignment = new(site);

    public Task<ApiClient> ManagerAsync() => site.AsAsync("manager", "ORDER_MANAGER");

    public Task<ApiClient> ProjectManagerAsync() => site.AsAsync("he.pm", "PROJECT_MANAGER");

    public Task<ApiClient> HeadAsync() => site.AsAsync("luo.head", "DEPARTMENT_HEAD");

    public Task<ApiClient> LeaderAsync() => site.AsAsync("tang.leader", "SENIOR_LEADER");

    /// <summary>An order that is assigned to a team.</summary>
    public async Task<string> AssignedAsync(string reference)
    {
        var (team, order) = (await assignment.TeamAsync(reference, 40), await assignment.VerifiedAsync(reference));
        var week = (string)(await assignment.WeekAsync(team))["week"]!;
        await (await ManagerAsync()).AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 10, "has time"));
        await (await assignment.ApproverAsync()).AcceptedAsync("assignmentApprove", On(order));
        return order;
    }

    /// <summary>Enters those who are to join teams in the staff register.</summary>
    public async Task RegisterAsync()
    {
        foreach (var person in new[] { "he.pm", "xu.service", "gao.tech", "shen.qc" })
            await SetAsync(person, new());
    }

    /// <summary>Sets an entry of the staff register.</summary>
    public async Task SetAsync(string person, JsonObject more)
    {
        more["name"] = "Somebody";
        more["departments"] = new JsonArray("Project department 1");
        await AssignmentDesk.AcceptedAsync(
            await HeadAsync(), "staffMemberSet", "staffMember", new() { ["subject"] = person, ["member"] = more });
    }

    /// <summary>An order whose team is formed.</summary>
    public async Task<string> TeamReadyAsync(string reference)
    {
        var order = await AssignedAsync(reference);
        await RegisterAsync();
        await (await HeadAsync()).AcceptedAsync("orderTeamConfirm", On(order, ("members", Members())));
        return order;
    }

    /// <summary>An order whose plan is being worked out.</summary>
    public async Task<string> PlanningAsync(string reference)
    {
        var order = await TeamReadyAsync(reference);
        await (await ProjectManagerAsync()).AcceptedAsync("orderKickoffHold", On(order, ("kickoff", Kickoff())));
        return order;
    }

    /// <summary>An order whose plan waits for its approvals.</summary>
    public async Task<string> PlanReviewAsync(string reference)
    {
        var order = await PlanningAsync(reference);
        await (await ProjectManagerAsync()).AcceptedAsync("planSubmit", On(order, ("plan", Plan())));
        return order;
    }

    /// <summary>The input of a command on an order.</summary>
    public static JsonObject On(string order, params (string Name, JsonNode? Value)[] more)
    {
        JsonObject input = new() { ["orderId"] = order };
        foreach (var (name, value) in more)
            input[name] = value;
        return input;
    }

    public static JsonArray Members() =>
        [Member("he.pm", "PROJECT_MANAGER"), Member("xu.service", "SERVICE_STAFF"), Member("gao.tech", "TECH_SUPPORT")];

    public static JsonObject Member(string person, string role) =>
        new() { ["person"] = person, ["role"] = role, ["duties"] = new JsonArray("Does the work.") };

    public static JsonObject Kickoff() => new()
    {
        ["heldAt"] = "2026-02-02T02:00:00Z",
        ["participants"] = new JsonArray(
            new JsonObject { ["person"] = "he.pm", ["group"] = "TEAM" },
            new JsonObject { ["person"] = "manager", ["group"] = "ORDER_MANAGEMENT" },
            new JsonObject { ["person"] = "ren.expert", ["group"] = "EXPERT" }),
        ["agenda"] = new JsonObject
        {
            ["background"] = "A new site.",
            ["goals"] = "It runs.",
            ["schedule"] = "By spring.",
            ["duties"] = "As on the roster.",
            ["communication"] = "Every Monday.",
        },
        ["minutes"] = "All five items were discussed.",
        ["decisions"] =
            new JsonArray(new JsonObject { ["text"] = "Ask for the keys.", ["owner"] = "xu.service", ["dueOn"] = "2026-02-09" }),
    };

    /// <summary>A plan within the term of the sample orders.</summary>
    public static JsonObject Plan(string end = "2026-05-29") => new()
    {
        ["milestones"] = new JsonArray(new JsonObject { ["id"] = "M1", ["name"] = "It runs", ["dueOn"] = "2026-06-01", ["key"] = true }),
        ["stages"] =
            new JsonArray(new JsonObject { ["id"] = "S1", ["name"] = "Installation", ["checks"] = new JsonArray("Everything answers") }),
        ["tasks"] = new JsonArray(
            Task("1", "xu.service", "2026-03-02", "2026-03-20", "80", ("cost", "8000.50")),
            Task("2", "gao.tech", "2026-03-23", end, "160", ("milestone", "M1"), ("stage", "S1"),
                ("dependencies", new JsonArray(new JsonObject { ["task"] = "1", ["kind"] = "FS" })))),
    };

    public static JsonObject Task(
        string id, string owner, string from, string to, string hours, params (string Name, JsonNode Value)[] more)
    {
        JsonObject task =
            new() { ["id"] = id, ["name"] = "Task " + id, ["owner"] = owner, ["startsOn"] = from, ["endsOn"] = to, ["hours"] = hours };
        foreach (var (name, value) in more)
            task[name] = value;
        return task;
    }

    /// <summary>A plan of so many tasks, each after the one before as far as there are days.</summary>
    public static JsonObject LargePlan(int tasks)
    {
        var plan = Plan();
        var first = new DateOnly(2026, 3, 2);
        plan["tasks"] = new JsonArray([.. Enumerable.Range(0, tasks).Select(i =>
        {
            var day = first.AddDays(i % 300).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var task = Task($"T{i}", "gao.tech", day, day, "7.5", ("cost", "1250.00"), ("stage", "S1"));
            task["name"] = $"第 {i} 项任务：现场实施与核查";
            if (i % 300 != 0)
                task["dependencies"] = new JsonArray(new JsonObject { ["task"] = $"T{i - 1}" });
            return task;
        })]);
        return plan;
    }
}
