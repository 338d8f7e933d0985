using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Testing.ProjectDesk;
using static OrderGrains.Server.Tests.EndToEnd.ProjectScenarios;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The refusals of the rules of a project's start (R4). The store has no part in it.</summary>
public sealed class ProjectRefusalScenarios(TryingSite site) : IClassFixture<TryingSite>
{
    private readonly ProjectDesk desk = new(site);

    /// <summary>Must refuse 4.</summary>
    [Fact]
    public async Task A_team_does_not_start_before_its_assignment_is_approved()
    {
        var assignment = new AssignmentDesk(site);
        var (team, order) = (await assignment.TeamAsync("project-early", 40), await assignment.VerifiedAsync("project-early"));
        await desk.RegisterAsync();
        var week = (string)(await assignment.WeekAsync(team))["week"]!;
        await (await desk.ManagerAsync()).AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 10, "has time"));

        var error = Assert.Single(
            (await (await desk.HeadAsync()).OrderAsync("orderTeamConfirm", On(order, ("members", Members()))))["errors"]!.AsArray())!;

        Assert.Equal(("StateConflictError", "STATE_CONFLICT", "ASSIGNMENT_PENDING", "R4.1"),
            ((string?)error["__typename"], (string?)error["code"], (string?)error["status"], (string?)error["clause"]));
        Assert.DoesNotContain("TEAM_FORMATION",
            (await (await desk.HeadAsync()).TasksAsync()).Where(x => (string)x["order"]!["id"]! == order).Select(x => (string)x["kind"]!));
    }

    /// <summary>Must refuse 5.</summary>
    [Fact]
    public async Task A_team_is_not_formed_without_project_manager_service_staff_and_technical_support()
    {
        var (order, head) = (await desk.AssignedAsync("project-team"), await desk.HeadAsync());
        await desk.RegisterAsync();
        for (var without = 0; without < 3; without++)
        {
            var members = Members();
            members.RemoveAt(without);
            Assert.Equal(["ROLE_MISSING members R4.1"], Faults(await head.OrderAsync("orderTeamConfirm", On(order, ("members", members)))));
        }
        Assert.Equal("TEAM_READY", (string?)(await head.AcceptedAsync("orderTeamConfirm", On(order, ("members", Members()))))["status"]);
    }

    [Fact]
    public async Task A_kickoff_is_not_held_without_order_management_or_with_an_item_missing()
    {
        var (order, manager) = (await desk.TeamReadyAsync("project-kickoff"), await desk.ProjectManagerAsync());
        var kickoff = Kickoff();
        kickoff["participants"]!.AsArray().RemoveAt(1);
        kickoff["agenda"]!["goals"] = null;
        Assert.Equal(["ROLE_MISSING participants R4.2.1", "REQUIRED agenda.goals R4.2.2"],
            Faults(await manager.OrderAsync("orderKickoffHold", On(order, ("kickoff", kickoff)))));
        Assert.Equal("PLANNING", (string?)(await manager.AcceptedAsync("orderKickoffHold", On(order, ("kickoff", Kickoff()))))["status"]);
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public async Task Nobody_involved_in_a_plan_approves_it_in_any_role()
    {
        var order = await desk.PlanReviewAsync("project-own-plan");
        foreach (var person in new[] { "he.pm", "gao.tech" })
            Assert.Equal(["SOD_SELF_APPROVAL  R4.3"],
                Faults(await (await site.AsAsync(person, "ORDER_MANAGER,SENIOR_LEADER,ADMIN")).OrderAsync("planApprove", On(order))));
        Assert.Equal(
            ["NOT_AUTHORISED  R4.3"], Faults(await (await site.AsAsync("root", "ADMIN,AUDITOR")).OrderAsync("planApprove", On(order))));
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public async Task Nobody_gives_both_approvals_of_a_plan()
    {
        var (order, both) = (await desk.PlanReviewAsync("project-both"), await site.AsAsync("both", "ORDER_MANAGER,SENIOR_LEADER"));
        Assert.Equal("PLAN_REVIEW", (string?)(await both.AcceptedAsync("planApprove", On(order)))["status"]);
        Assert.Equal(["SOD_SELF_APPROVAL  R4.3"], Faults(await both.OrderAsync("planApprove", On(order))));
    }

    /// <summary>Must refuse 7.</summary>
    [Fact]
    public async Task A_task_without_an_owner_or_dates_is_not_planned()
    {
        var (order, manager) = (await desk.PlanningAsync("project-owner"), await desk.ProjectManagerAsync());
        foreach (var missing in new[] { "owner", "startsOn", "endsOn" })
        {
            var plan = Plan();
            plan["tasks"]![1]!.AsObject().Remove(missing);
            Assert.Contains($"REQUIRED tasks.1.{missing} R4.3", Faults(await manager.OrderAsync("planSubmit", On(order, ("plan", plan)))));
        }
        Assert.Equal("PLANNING",
            (string?)(await manager.QueryAsync(
                "query Q($id: ID!) { order(id: $id) { status } }", new() { ["id"] = order }))["order"]!["status"]);
    }

    [Fact]
    public async Task All_faults_of_a_plan_are_reported_at_once_and_a_cycle_is_shown()
    {
        var (order, manager) = (await desk.PlanningAsync("project-bad-plan"), await desk.ProjectManagerAsync());
        var plan = Plan();
        plan["tasks"] = new JsonArray(
            Task("1", "stranger", "2026-03-02", "2036-03-02", "-1"),
            new JsonObject
            {
                ["id"] = "1",
                ["name"] = "  ",
                ["hours"] = "NaN",
                ["dependencies"] = new JsonArray(new JsonObject { ["task"] = "1", ["kind"] = "XY", ["lag"] = 5_000 })
            },
            Task("3", "gao.tech", "2026-03-02", "2026-03-02", "1",
                ("dependencies", new JsonArray(new JsonObject { ["task"] = "4", ["kind"] = "SS" }))),
            Task("4", "gao.tech", "2026-03-02", "2026-03-02", "1",
                ("dependencies", new JsonArray(new JsonObject { ["task"] = "3", ["kind"] = "SS" }))));

        Assert.Equal(
            [
                "CONTRADICTION tasks.1.id R4.3", "OUT_OF_RANGE tasks.0.endsOn R4.3", "NOT_ON_ROSTER tasks.0.owner R4.3",
                "OUT_OF_RANGE tasks.0.hours R4.3",
                "REQUIRED tasks.1.startsOn R4.3", "REQUIRED tasks.1.endsOn R4.3", "REQUIRED tasks.1.owner R4.3",
                "REQUIRED tasks.1.name R4.3", "NOT_A_NUMBER tasks.1.hours R4.3",
                "UNKNOWN_CODE tasks.1.dependencies.0.kind R4.3", "OUT_OF_RANGE tasks.1.dependencies.0.lag R4.3",
                "TASK_CYCLE tasks.2.dependencies R4.3",
            ],
            Faults(await manager.OrderAsync("planSubmit", On(order, ("plan", plan)))));

        var answer = await manager.QueryAsync(
            "mutation M($input: PlanSubmitInput!) { planSubmit(input: $input) { errors { __typename ... on CycleError { tasks } } } }",
            new() { ["input"] = On(order, ("plan", plan.DeepClone())) });
        Assert.Equal("""["3","4"]""",
            answer["planSubmit"]!["errors"]!.AsArray().Single(x => (string?)x!["__typename"] == "CycleError")!["tasks"]!.ToJsonString());
    }
}
