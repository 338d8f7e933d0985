using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Testing.ProjectDesk;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The permitted people start a project: they form the team, hold the kick-off and approve the plan (R4).</summary>
public abstract class ProjectScenarios(Site site)
{
    private readonly ProjectDesk desk = new(site);

    [Fact]
    public async Task A_project_is_started_and_read_back()
    {
        const string Read = """
            query Q($id: ID!) { order(id: $id) {
              status
              roster { person role status present }
              kickoff { heldAt participants { person group } agenda { communication } decisions { owner dueOn } }
              plan { version versions { number submittedBy approvals { by orderManagement leader } } baseline { number version } milestones
                { id key dueOn } stages { checks }
                tasks { id totalFloat critical hours cost { amount currency } dependencies { task kind lag } } criticalPath { id }
                  plannedValue { monday hours cost { amount } hoursSoFar } }
              timeline(first: 50) { nodes { type actor clause } }
            } }
            """;
        var order = await desk.PlanReviewAsync("project-life");
        await (await desk.ManagerAsync()).AcceptedAsync("planApprove", On(order));
        var done = await (await desk.LeaderAsync()).AcceptedAsync("planApprove", On(order, ("note", "In order.")));
        Assert.Equal("IN_EXECUTION", (string?)done["status"]);

        var read = (await (await site.AsAsync("auditor", "AUDITOR")).QueryAsync(Read, new() { ["id"] = order }))["order"]!;

        Assert.Equal(["he.pm PROJECT_MANAGER ACTIVE", "xu.service SERVICE_STAFF ACTIVE", "gao.tech TECH_SUPPORT ACTIVE"],
            read["roster"]!.AsArray().Select(x => $"{x!["person"]} {x["role"]} {x["status"]}"));
        Assert.Equal(("2026-02-02T02:00:00Z", "Every Monday."),
            ((string?)read["kickoff"]!["heldAt"], (string?)read["kickoff"]!["agenda"]!["communication"]));
        var plan = read["plan"]!;
        Assert.Equal("""{"number":1,"version":1}""", plan["baseline"]!.ToJsonString());
        Assert.Equal(["manager", "tang.leader"], plan["versions"]![0]!["approvals"]!.AsArray().Select(x => (string)x!["by"]!));
        Assert.Equal([("1", 0, true), ("2", 0, true)],
            plan["tasks"]!.AsArray().Select(x => ((string)x!["id"]!, (int)x["totalFloat"]!, (bool)x["critical"]!)));
        Assert.Equal("""[{"task":"1","kind":"FS","lag":0}]""", plan["tasks"]![1]!["dependencies"]!.ToJsonString());
        Assert.Equal("240.00", (string?)plan["plannedValue"]!.AsArray()[^1]!["hoursSoFar"]);
        Assert.Equal(
            ["order.team-confirmed luo.head R4.1", "order.kickoff-held he.pm R4.2", "order.plan-submitted he.pm R4.3",
                "order.plan-approved manager R4.3", "order.plan-approved tang.leader R4.3"],
            read["timeline"]!["nodes"]!.AsArray().Select(x => $"{x!["type"]} {x["actor"]} {x["clause"]}")
                .Where(x => x.Contains("R4.", StringComparison.Ordinal)));
        // A platform sees the order, but nothing of how the company works on it.
        Assert.Equal("FORBIDDEN",
            (await (await site.AsPlatformAsync("app"))
                .SendAsync($$"""{"query":"{ order(id: \"{{order}}\") { plan { version } } }"}""")).Code);
    }

    [Fact]
    public async Task A_team_is_formed_of_people_in_the_register_by_its_project_manager_or_the_head_of_the_department()
    {
        var (order, head) = (await desk.AssignedAsync("project-people"), await desk.HeadAsync());
        await desk.RegisterAsync();
        Assert.Equal(["UNKNOWN_CODE members.3.person R4.1"],
            Faults(await head.OrderAsync("orderTeamConfirm",
                On(order, ("members", new JsonArray([.. Members().Select(x => x!.DeepClone()), Member("ghost", "TEAM_QC")]))))));
        Assert.Equal(["NOT_THE_PROJECT_MANAGER members R4.1"],
            Faults(await (await site.AsAsync("other.pm", "PROJECT_MANAGER"))
                .OrderAsync("orderTeamConfirm", On(order, ("members", Members())))));
        Assert.Equal(["NOT_AUTHORISED  R4.1"],
            Faults(await (await site.AsAsync("root", "ADMIN,AUDITOR")).OrderAsync("orderTeamConfirm", On(order, ("members", Members())))));
        Assert.Equal("TEAM_READY", (string?)(await head.AcceptedAsync("orderTeamConfirm", On(order, ("members", Members()))))["status"]);
    }

    /// <summary>Must refuse 6.</summary>
    [Fact]
    public async Task Execution_does_not_begin_before_order_management_and_a_leader_have_both_approved()
    {
        foreach (var (first, second) in new[] { ("ORDER_MANAGER", "SENIOR_LEADER"), ("DEPARTMENT_HEAD", "ORDER_MANAGER") })
        {
            var order = await desk.PlanReviewAsync("project-approvals-" + first);
            Assert.Equal(
                "PLAN_REVIEW", (string?)(await (await site.AsAsync("first", first)).AcceptedAsync("planApprove", On(order)))["status"]);
            Assert.Equal("PLAN_REVIEW ", await BaselineAsync(order));
            Assert.Equal(["PLAN_APPROVAL_REQUIRED  R4.3"],
                Faults(await (await site.AsAsync("same.side", first)).OrderAsync("planApprove", On(order))));
            Assert.Equal("PLAN_REVIEW ", await BaselineAsync(order));
            Assert.Equal(
                "IN_EXECUTION", (string?)(await (await site.AsAsync("second", second)).AcceptedAsync("planApprove", On(order)))["status"]);
            Assert.Equal("IN_EXECUTION 1", await BaselineAsync(order));
        }

        async Task<string> BaselineAsync(string order)
        {
            var read = (await (await site.AsAsync("auditor", "AUDITOR"))
                .QueryAsync(
                    "query Q($id: ID!) { order(id: $id) { status plan { baseline { number } } } }", new() { ["id"] = order }))["order"]!;
            return $"{read["status"]} {read["plan"]!["baseline"]?["number"]}";
        }
    }

    [Fact]
    public async Task A_task_of_a_person_who_has_left_the_company_is_not_planned()
    {
        var (order, manager) = (await desk.PlanningAsync("project-left"), await desk.ProjectManagerAsync());
        await desk.SetAsync("gao.tech", new() { ["leavesOn"] = "2026-01-31" });
        Assert.Equal(["PERSON_LEFT tasks.1.owner R4.3"], Faults(await manager.OrderAsync("planSubmit", On(order, ("plan", Plan())))));
        await desk.SetAsync("gao.tech", new());
    }

    [Fact]
    public async Task The_substitute_of_an_absent_leader_decides_on_a_plan_and_both_are_recorded()
    {
        var order = await desk.PlanReviewAsync("project-substitute");
        var deputy = await site.AsAsync("deputy.leader", "PROJECT_MANAGER");
        await AssignmentScenarios.SetStaffAsync(await desk.HeadAsync(), "deputy.leader", []);
        await AssignmentScenarios.SetStaffAsync(await desk.HeadAsync(), "away.leader", ["SENIOR_LEADER"]);
        Assert.Equal(["NOT_AUTHORISED  R4.3"], Faults(await deputy.OrderAsync("planApprove", On(order, ("onBehalfOf", "away.leader")))));
        await AssignmentScenarios.SetStaffAsync(
            await desk.HeadAsync(), "away.leader", ["SENIOR_LEADER"], ("2000-01-01", "2199-12-31", "deputy.leader"));
        await Polling.UntilAsync(() => deputy.HasTaskAsync(order, "PLAN_REVIEW"));
        Assert.Equal("away.leader", (string?)(await deputy.TasksAsync()).Single(x => (string)x["order"]!["id"]! == order)["onBehalfOf"]);

        Assert.Equal(["NOT_SUBSTITUTE onBehalfOf R4.3"],
            Faults(await (await desk.LeaderAsync()).OrderAsync("planApprove", On(order, ("onBehalfOf", "away.leader")))));
        await deputy.AcceptedAsync("planApprove", On(order, ("onBehalfOf", "away.leader")));
        Assert.Equal(["SOD_SELF_APPROVAL  R4.3"],
            Faults(await (await site.AsAsync("away.leader", "ORDER_MANAGER")).OrderAsync("planApprove", On(order))));
        await (await desk.ManagerAsync()).AcceptedAsync("planApprove", On(order));

        var read = await deputy.QueryAsync(
            "query Q($id: ID!) { order(id: $id) { status plan { versions { approvals { by onBehalfOf leader } } } } }",
            new() { ["id"] = order });
        Assert.Equal(
            """[{"by":"deputy.leader","onBehalfOf":"away.leader","leader":true},{"by":"manager","onBehalfOf":null,"leader":false}]""",
            read["order"]!["plan"]!["versions"]![0]!["approvals"]!.ToJsonString());
    }

    [Fact]
    public async Task The_substitute_of_an_absent_head_confirms_a_proposed_member_and_both_are_recorded()
    {
        var (order, head, deputy) =
            (await desk.PlanningAsync("project-member"), await desk.HeadAsync(), await site.AsAsync("deputy.head", "PROJECT_MANAGER"));
        await AssignmentScenarios.SetStaffAsync(head, "deputy.head", []);
        await AssignmentScenarios.SetStaffAsync(head, "away.head", ["DEPARTMENT_HEAD"]);
        await ProposeAsync(order, "shen.qc");
        Assert.Equal(["NOT_AUTHORISED  R4.1"], await ConfirmAsync(deputy, order, "shen.qc", "away.head"));
        await AssignmentScenarios.SetStaffAsync(head, "away.head", ["DEPARTMENT_HEAD"], ("2000-01-01", "2199-12-31", "deputy.head"));
        await Polling.UntilAsync(() => deputy.HasTaskAsync(order, "MEMBER_APPROVAL"));
        var task = (await deputy.TasksAsync()).Single(x => (string)x["order"]!["id"]! == order && (string)x["kind"]! == "MEMBER_APPROVAL");
        Assert.Equal(("away.head", "orderTeamMemberConfirm", true),
            ((string?)task["onBehalfOf"], (string?)task["actions"]![0]!["command"], (bool)task["actions"]![0]!["allowed"]!));

        Assert.Equal(["NOT_SUBSTITUTE onBehalfOf R4.1"], await ConfirmAsync(head, order, "shen.qc", "away.head"));
        Assert.Empty(await ConfirmAsync(deputy, order, "shen.qc", "away.head"));
        var read = await deputy.QueryAsync(
            "query Q($id: ID!) { order(id: $id) { roster { person status proposedBy confirmedBy onBehalfOf } } }",
            new() { ["id"] = order });
        Assert.Equal(
            """{"person":"shen.qc","status":"ACTIVE","proposedBy":"he.pm","confirmedBy":"deputy.head","onBehalfOf":"away.head"}""",
            read["order"]!["roster"]![3]!.ToJsonString());
        await Polling.UntilAsync(async () => !await deputy.HasTaskAsync(order, "MEMBER_APPROVAL"));
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public async Task Nobody_confirms_their_own_proposal_or_membership_in_person_or_through_a_substitute()
    {
        var (order, head, joining) =
            (await desk.PlanningAsync("project-own-member"), await desk.HeadAsync(), await site.AsAsync("joining", "DEPARTMENT_HEAD"));
        await AssignmentScenarios.SetStaffAsync(head, "joining", ["DEPARTMENT_HEAD"]);
        await ProposeAsync(order, "joining");
        Assert.Equal(["SOD_SELF_APPROVAL  R4.1"], await ConfirmAsync(joining, order, "joining"));
        Assert.Equal(["SOD_SELF_APPROVAL  R4.1"],
            await ConfirmAsync(await site.AsAsync("he.pm", "PROJECT_MANAGER,DEPARTMENT_HEAD,ADMIN"), order, "joining"));

        (string, string, string)[] substituted = [("2000-01-01", "2199-12-31", "own.deputy")],
        substituting = [("2000-01-01", "2199-12-31", "joining")];
        await AssignmentScenarios.SetStaffAsync(head, "own.deputy", []);
        await AssignmentScenarios.SetStaffAsync(head, "joining", ["DEPARTMENT_HEAD"], substituted);
        await AssignmentScenarios.SetStaffAsync(head, "he.pm", ["DEPARTMENT_HEAD"], substituted);
        await AssignmentScenarios.SetStaffAsync(head, "own.away", ["DEPARTMENT_HEAD"], substituting);
        foreach (var absent in new[] { "joining", "he.pm" })
            Assert.Equal(["SOD_SELF_APPROVAL  R4.1"],
                await ConfirmAsync(await site.AsAsync("own.deputy", "PROJECT_MANAGER"), order, "joining", absent));
        Assert.Equal(["SOD_SELF_APPROVAL  R4.1"],
            await ConfirmAsync(await site.AsAsync("joining", "PROJECT_MANAGER"), order, "joining", "own.away"));
        await Polling.UntilAsync(() => head.HasTaskAsync(order, "MEMBER_APPROVAL"));
        Assert.False(await joining.HasTaskAsync(order, "MEMBER_APPROVAL"));
        Assert.False(await (await site.AsAsync("own.deputy", "PROJECT_MANAGER")).HasTaskAsync(order, "MEMBER_APPROVAL"));
        await desk.SetAsync("he.pm", new());
    }

    [Fact]
    public async Task The_substitute_receives_the_start_and_the_end_of_tasks_of_an_absent_person()
    {
        var (order, head) = (await desk.PlanningAsync("project-told"), await desk.HeadAsync());
        await AssignmentScenarios.SetStaffAsync(head, "told.deputy", []);
        await AssignmentScenarios.SetStaffAsync(head, "told.away", ["SENIOR_LEADER"], ("2000-01-01", "2199-12-31", "told.deputy"));
        await using var follower = NodeProcess.Start("follow.mjs", "ws", site.Url.ToString().TrimEnd('/'),
            await site.TokenAsync("--role", "SERVICE_STAFF", "--subject", "told.deputy"), "viewerTasks");
        await follower.NextAsync("following");

        await (await desk.ProjectManagerAsync()).AcceptedAsync("planSubmit", On(order, ("plan", Plan())));
        Assert.Equal("PLAN_REVIEW told.away", await ToldAsync());
        // Still to be approved, by others: nothing new to the substitute.
        await (await desk.LeaderAsync()).AcceptedAsync("planApprove", On(order));
        await (await desk.ManagerAsync()).AcceptedAsync("planReject", On(order, ("reason", "Too long.")));
        Assert.Equal("", await ToldAsync());

        async Task<string> ToldAsync()
        {
            var told = (await follower.NextAsync("event"))["event"]!;
            while ((string?)told["orderId"] != order) // Notifications of other tests may come too.
                told = (await follower.NextAsync("event"))["event"]!;
            return string.Join(',', told["tasks"]!.AsArray().Select(x => $"{x!["kind"]} {x["onBehalfOf"]}"));
        }
    }

    [Fact]
    public async Task A_decision_of_the_kickoff_waits_for_its_owner_until_the_end_of_the_day_that_was_agreed()
    {
        var (order, owner) = (await desk.PlanningAsync("project-decision"), await site.AsAsync("xu.service", "SERVICE_STAFF"));
        await Polling.UntilAsync(() => owner.HasTaskAsync(order, "KICKOFF_DECISION"));

        var task = (await owner.TasksAsync()).Single(x => (string)x["order"]!["id"]! == order);
        // 2026-02-09 in Shanghai; long over.
        Assert.Equal(("2026-02-09T16:00:00Z", true, 0), ((string?)task["dueAt"], (bool)task["overdue"]!, (int)task["level"]!));

        await owner.AcceptedAsync("orderKickoffDecisionComplete", On(order, ("decision", 1), ("note", "The keys came.")));
        await Polling.UntilAsync(async () => !await owner.HasTaskAsync(order, "KICKOFF_DECISION"));
    }

    [Fact]
    public async Task A_plan_has_at_most_500_tasks_and_of_ten_thousand_nothing_is_stored()
    {
        var (order, manager) = (await desk.PlanningAsync("project-large"), await desk.ProjectManagerAsync());
        Assert.Equal(["TOO_MANY tasks R4.3"], Faults(await manager.OrderAsync("planSubmit", On(order, ("plan", LargePlan(501))))));
        JsonObject many = new() { ["tasks"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(_ => new JsonObject())]) };
        Assert.Contains("TOO_MANY tasks R4.3", Faults(await manager.OrderAsync("planSubmit", On(order, ("plan", many)))));
        Assert.Equal("PAYLOAD_TOO_LARGE", (await manager.SendAsync(new JsonObject
        {
            ["query"] = "mutation M($input: PlanSubmitInput!) { planSubmit(input: $input) { replayed } }",
            ["variables"] = new JsonObject { ["input"] = On(order, ("plan", LargePlan(10_000))) },
        }.ToJsonString())).Code);

        Assert.Equal("PLAN_REVIEW", (string?)(await manager.AcceptedAsync("planSubmit", On(order, ("plan", LargePlan(500)))))["status"]);
        var read = await manager.QueryAsync(
            "query Q($id: ID!) { order(id: $id) { plan { tasks { id totalFloat } } } }", new() { ["id"] = order });
        Assert.Equal(500, read["order"]!["plan"]!["tasks"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_plan_shows_absences_and_overloaded_weeks_of_the_team()
    {
        var (order, manager) = (await desk.PlanningAsync("project-conflicts"), await desk.ProjectManagerAsync());
        await desk.SetAsync(
            "xu.service", new() { ["absences"] = new JsonArray(new JsonObject { ["from"] = "2026-03-09", ["to"] = "2026-03-10" }) });
        var tried = await manager.QueryAsync(
            "mutation M($input: PlanSubmitInput!) { planSubmit(input: $input) { order { plan { conflicts { kind task person from to hours "
                + "free } } } } }",
            new() { ["input"] = On(order, ("plan", Plan()), ("dryRun", true)) });
        await desk.SetAsync("xu.service", new());

        var conflicts = tried["planSubmit"]!["order"]!["plan"]!["conflicts"]!.AsArray();
        Assert.Equal(
            """{"kind":"OWNER_ABSENT","task":"1","person":"xu.service","from":"2026-03-09","to":"2026-03-10","hours":null,"free":null}""",
            conflicts[0]!.ToJsonString());
        // Thirty hours a week against a team that has forty.
        Assert.DoesNotContain("TEAM_OVERLOADED", conflicts.Select(x => (string)x!["kind"]!));
    }

    [Fact]
    public async Task A_dry_run_shows_a_plan_and_submits_nothing()
    {
        var (order, manager) = (await desk.PlanningAsync("project-tried"), await desk.ProjectManagerAsync());
        var tried = await manager.QueryAsync(
            "mutation M($input: PlanSubmitInput!) { planSubmit(input: $input) { order { status plan { version tasks { critical } } } "
                + "errors { code } } }",
            new() { ["input"] = On(order, ("plan", Plan()), ("dryRun", true)) });
        Assert.Equal("PLAN_REVIEW", (string?)tried["planSubmit"]!["order"]!["status"]);
        Assert.Equal("PLANNING",
            (string?)(await manager.QueryAsync(
                "query Q($id: ID!) { order(id: $id) { status } }", new() { ["id"] = order }))["order"]!["status"]);
    }

    private async Task ProposeAsync(string order, string person) =>
        await (await desk.ProjectManagerAsync())
            .AcceptedAsync(
                "orderTeamMemberChange", On(order, ("member", Member(person, "TEAM_QC")), ("reason", "The customer asks for checks.")));

    private static async Task<IEnumerable<string>> ConfirmAsync(ApiClient client, string order, string person, string? onBehalfOf = null) =>
        Faults(await client.OrderAsync("orderTeamMemberConfirm", On(order, ("person", person), ("onBehalfOf", onBehalfOf))));

    internal static IEnumerable<string> Faults(JsonObject payload) => payload["errors"]!.AsArray()
        .Select(x => $"{x!["code"]} {string.Join('.', x["path"]?.AsArray().Select(part => (string)part!) ?? [])} {x["clause"]}");
}

public sealed class ProjectsOnSqlite(TryingSite site) : ProjectScenarios(site), IClassFixture<TryingSite>;

public sealed class ProjectsOnPostgres(PostgresSite site) : ProjectScenarios(site), IClassFixture<PostgresSite>;
