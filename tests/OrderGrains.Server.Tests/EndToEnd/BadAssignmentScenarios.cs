using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Server.Tests.EndToEnd.AssignmentScenarios;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A faulty command on teams, staff or assignment is answered with the field and the clause and changes nothing. The store has no
/// part in it.</summary>
public sealed class BadAssignmentScenarios(TryingSite site) : IClassFixture<TryingSite>
{
    private readonly AssignmentDesk desk = new(site);

    [Fact]
    public async Task All_faults_of_a_form_are_reported_and_nothing_is_reserved()
    {
        var manager = await desk.ManagerAsync();
        var (team, order) = (await desk.TeamAsync("faults", 40), await desk.VerifiedAsync("assign-faults"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;
        var form = AssignmentDesk.Form(order, team, week, -8, "x");
        form["work"]!.AsArray().Add(new JsonObject { ["week"] = "2000-W01", ["role"] = "SERVICE_STAFF", ["hours"] = "8" });
        form["work"]!.AsArray().Add(new JsonObject { ["week"] = "2999-W99", ["hours"] = "0" });
        form["reason"] = new string('r', 4_001);

        Assert.Equal(
            [
                "OUT_OF_RANGE work.0.hours R3.2", "OUT_OF_RANGE work.1.week R3.2", "NOT_A_DATE work.2.week R3.2",
                "REQUIRED work.2.role R3.2", "OUT_OF_RANGE work.2.hours R3.2",
                "TOO_LONG reason R3.1.2",
            ],
            Faults(await manager.OrderAsync("assignmentPropose", form)));
        var stale = AssignmentDesk.Form(order, team, week, 8, "x");
        stale["expectedRevision"] = 1;
        Assert.Equal(["STALE_REVISION  "], Faults(await manager.OrderAsync("assignmentPropose", stale)));
        Assert.Empty(await desk.ReservationsAsync(team));
    }

    [Fact]
    public async Task Unknown_and_foreign_ids_and_wrong_roles_are_refused()
    {
        var manager = await desk.ManagerAsync();
        var (team, order) = (await desk.TeamAsync("ids", 40), await desk.VerifiedAsync("assign-ids"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;

        foreach (var id in new[] { "no id", order, GlobalId.Encode("Team", Guid.Parse("00000000-0000-0000-0000-000000000001")), "" })
            Assert.Equal(["NOT_FOUND teamId R3.2"],
                Faults(await manager.OrderAsync("assignmentPropose", AssignmentDesk.Form(order, id, week, 8, "x"))));
        foreach (var id in new[] { "no id", team })
            Assert.Equal(
                ["NOT_FOUND orderId "], Faults(await manager.OrderAsync("assignmentPropose", AssignmentDesk.Form(id, team, week, 8, "x"))));
        var unknown = GlobalId.Encode("Order", Guid.Parse("00000000-0000-0000-0000-000000000002"));
        Assert.Equal(
            ["NOT_FOUND  "], Faults(await manager.OrderAsync("assignmentPropose", AssignmentDesk.Form(unknown, team, week, 8, "x"))));
        Assert.Equal(["NOT_FOUND  "], Faults(await (await desk.ApproverAsync()).OrderAsync("assignmentApprove", On(unknown))));
        foreach (var role in new[] { "SALES", "ADMIN,SALES", "AUDITOR" })
            Assert.Equal(["NOT_AUTHORISED  R3.2"],
                Faults(await (await site.AsAsync("wrong", role))
                    .OrderAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 8, "x"))));
        Assert.Empty(await desk.ReservationsAsync(team));
        // The id of an order, dressed up as a team's.
        GlobalId.TryDecode(order, "Order", out var orders);
        foreach (var id in new[] { "no id", GlobalId.Encode("Team", orders) })
        {
            Assert.Null((await manager.QueryAsync($"{{ team(id: \"{id}\") {{ name }} }}"))["team"]);
            Assert.Equal(["NOT_FOUND teamId "],
                Faults(await AssignmentDesk.CallAsync(
                    manager, "teamUpdate", "team", new() { ["teamId"] = id, ["team"] = new JsonObject() })));
        }
        var platform = await site.AsPlatformAsync("app");
        Assert.Equal("Team", (string?)(await manager.QueryAsync($"{{ node(id: \"{team}\") {{ __typename }} }}"))["node"]!["__typename"]);
        Assert.Null((await platform.QueryAsync($"{{ node(id: \"{team}\") {{ __typename }} }}"))["node"]);
        Assert.Null(
            (await manager.QueryAsync(
                $"{{ assignmentCandidates(orderId: \"{unknown}\") {{ score {{ rank }} }} }}"))["assignmentCandidates"]);
    }

    [Fact]
    public async Task Only_present_staff_of_the_register_join_a_team()
    {
        var (manager, head) = (await desk.ManagerAsync(), await site.AsAsync("head", "DEPARTMENT_HEAD"));
        var team = await desk.TeamAsync("members", 40);
        await AssignmentDesk.AcceptedAsync(head, "staffMemberSet", "staffMember", new()
        {
            ["subject"] = "gone",
            ["member"] = new JsonObject
            {
                ["name"] = "Gone",
                ["departments"] = new JsonArray("D"),
                ["roles"] = new JsonArray(),
                ["leavesOn"] = "2020-01-31"
            },
        });

        Assert.Equal(["NOT_FOUND subject R4.1"], Faults(await SetAsync("nobody", "PROJECT_MANAGER")));
        Assert.Equal(["PERSON_LEFT subject R4.1"], Faults(await SetAsync("gone", "PROJECT_MANAGER")));
        Assert.Equal(["NOT_FOUND subject R4.1"], Faults(await SetAsync("gone")));
        Assert.Equal(["REQUIRED subject R4.1"], Faults(await SetAsync(" ", "PROJECT_MANAGER")));

        Task<JsonObject> SetAsync(string subject, params string[] roles) => AssignmentDesk.CallAsync(manager, "teamMemberSet", "team", new()
        {
            ["teamId"] = team,
            ["subject"] = subject,
            ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
        });
    }

    [Fact]
    public async Task All_faults_of_a_team_are_reported_at_once()
    {
        var manager = await desk.ManagerAsync();
        JsonObject bad = new()
        {
            ["team"] = new JsonObject
            {
                ["name"] = " ",
                ["department"] = "D",
                ["skills"] = new JsonArray(new JsonObject { ["code"] = "NETWORKS", ["level"] = 9 }),
                ["experience"] = new JsonArray(new JsonObject { ["serviceType"] = "HAIRCUT", ["acceptedOrders"] = -1, ["evidence"] = "x" }),
            },
        };
        Assert.Equal(
            ["REQUIRED team.name R3.1", "OUT_OF_RANGE team.skills.0.level R3.1.1", "UNKNOWN_CODE team.experience.0.serviceType R3.1.2",
                "OUT_OF_RANGE team.experience.0.acceptedOrders R3.1.2"],
            Faults(await AssignmentDesk.CallAsync(manager, "teamCreate", "team", bad)));
        Assert.Equal(
            ["OUT_OF_RANGE capacity.hoursPerWeek R3.1.1"], Faults(await AssignmentDesk.CallAsync(manager, "teamCapacitySet", "team", new()
            {
                ["teamId"] = await desk.TeamAsync("negative", 40),
                ["capacity"] = new JsonObject { ["hoursPerWeek"] = "-1" },
            })));
        Assert.Equal(["NOT_FOUND teamId "], Faults(await AssignmentDesk.CallAsync(manager, "teamCapacitySet", "team", new()
        {
            ["teamId"] = "no id",
            ["capacity"] = new JsonObject { ["hoursPerWeek"] = "1" },
        })));
    }

    [Fact]
    public async Task A_team_and_a_staff_member_are_entered_once_under_their_key()
    {
        var (manager, head) = (await desk.ManagerAsync(), await site.AsAsync("head", "DEPARTMENT_HEAD"));
        JsonObject team = new() { ["team"] = new JsonObject { ["name"] = "Once", ["department"] = "D" }, ["idempotencyKey"] = "once" };
        var first = await AssignmentDesk.CallAsync(manager, "teamCreate", "team", (JsonObject)team.DeepClone());
        var again = await AssignmentDesk.CallAsync(manager, "teamCreate", "team", (JsonObject)team.DeepClone());
        team["team"]!["name"] = "Twice";
        Assert.Equal(((string?)first["team"]!["id"], true), ((string?)again["team"]!["id"], (bool)again["replayed"]!));
        Assert.Equal(["IDEMPOTENCY_CONFLICT  "], Faults(await AssignmentDesk.CallAsync(manager, "teamCreate", "team", team)));

        JsonObject self =
            new()
            {
                ["subject"] = "head",
                ["member"] =
                    new JsonObject { ["name"] = "Me", ["departments"] = new JsonArray("D"), ["roles"] = new JsonArray("SENIOR_LEADER") }
            };
        Assert.Equal(["SOD_SELF_APPOINTMENT  "], Faults(await AssignmentDesk.CallAsync(head, "staffMemberSet", "staffMember", self)));
    }
}
