using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The permitted people assign orders to teams within their capacity (R3).</summary>
public abstract class AssignmentScenarios(Site site)
{
    private readonly AssignmentDesk desk = new(site);

    [Fact]
    public async Task A_verified_order_is_proposed_to_a_team_and_approved_and_the_teams_hours_are_booked()
    {
        var (manager, approver) = (await desk.ManagerAsync(), await desk.ApproverAsync());
        var (team, order) = (await desk.TeamAsync("life", 40), await desk.VerifiedAsync("assign-life"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;

        var proposed = await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 30, "knows the customer"));
        Assert.Equal("ASSIGNMENT_PENDING", (string?)proposed["status"]);
        Assert.Equal((30m, 0m, 10m), Taken(await desk.WeekAsync(team)));

        await Polling.UntilAsync(() => approver.HasTaskAsync(order, "ASSIGNMENT_APPROVAL"));
        var approved = await approver.AcceptedAsync("assignmentApprove", On(order));
        Assert.Equal("ASSIGNED", (string?)approved["status"]);
        Assert.Equal((0m, 30m, 10m), Taken(await desk.WeekAsync(team, x => AssignmentDesk.Hours(x, "committed") > 0)));

        var leader = await site.AsAsync("leader", "PROJECT_MANAGER");
        await Polling.UntilAsync(async () => (await leader.TasksAsync()).Exists(
            // D1 runs
            task => (string)task["order"]!["id"]! == order && (string)task["kind"]! == "TEAM_FORMATION" && task["dueAt"] is not null));
        await Polling.UntilAsync(async () => (await leader.ToldAsync(order)).Contains("ASSIGNMENT_APPROVED"));

        var read = await manager.QueryAsync(
            "query Q($id: ID!) { order(id: $id) { assignment { proposedBy form { teamId teamName work { week role hours } scores { rank "
                + "total factors { factor weight value hasData } } } "
            + "approval { by onBehalfOf } } nextActions { command } timeline(first: 20) { nodes { type clause } } } }",
            new() { ["id"] = order });
        var assignment = read["order"]!["assignment"]!;
        Assert.Equal(("manager", "life", "approver"),
            ((string?)assignment["proposedBy"], (string?)assignment["form"]!["teamName"], (string?)assignment["approval"]!["by"]));
        Assert.Equal(["MATCH", "EXPERIENCE", "CAPACITY", "OUTCOME"],
            assignment["form"]!["scores"]![0]!["factors"]!.AsArray().Select(x => (string)x!["factor"]!));
        Assert.Contains(
            "order.assignment-approved R3.2", read["order"]!["timeline"]!["nodes"]!.AsArray().Select(x => $"{x!["type"]} {x["clause"]}"));
    }

    [Fact]
    public async Task Teams_are_ranked_with_the_changes_that_would_rank_them_first_and_a_lower_one_needs_a_reason()
    {
        var manager = await desk.ManagerAsync();
        var (best, other) =
            (await desk.TeamAsync("ranked-best", 1_000), await desk.TeamAsync("ranked-other", 1_000, level: 1, acceptedOrders: 5));
        var order = await desk.VerifiedAsync("assign-ranked");
        var week = (string)(await desk.WeekAsync(best))["week"]!;

        var candidates = (await manager.QueryAsync(
            "query Q($id: ID!) { assignmentCandidates(orderId: $id, first: 50) { score { teamId rank total load factors { factor value } } "
                + "firstIf { factor skills { code level } acceptedOrders freeHours { week hours } } } }",
            new() { ["id"] = order }))["assignmentCandidates"]!.AsArray();
        var lower = candidates.Single(x => (string?)x!["score"]!["teamId"] == other)!;
        Assert.True(
            (int)candidates.Single(x => (string?)x!["score"]!["teamId"] == best)!["score"]!["rank"]! < (int)lower["score"]!["rank"]!);
        Assert.Contains("MATCH", lower["firstIf"]!.AsArray().Select(x => (string)x!["factor"]!));

        var refused = await manager.OrderAsync("assignmentPropose", AssignmentDesk.Form(order, other, week, 8));
        Assert.Equal(["REQUIRED reason R3.1.2"], Faults(refused));
        Assert.Empty(await desk.ReservationsAsync(other));
        await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, other, week, 8, "the customer asked for this team"));
    }

    [Fact]
    public async Task A_rejected_or_cancelled_order_gives_the_teams_hours_back()
    {
        var (manager, approver) = (await desk.ManagerAsync(), await desk.ApproverAsync());
        var (team, order) = (await desk.TeamAsync("back", 40), await desk.VerifiedAsync("assign-back"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;

        await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 40, "free"));
        Assert.Equal(["REQUIRED reason R3.2"], Faults(await approver.OrderAsync("assignmentReject", On(order))));
        Assert.Equal(
            "VERIFIED", (string?)(await approver.AcceptedAsync("assignmentReject", On(order, ("reason", "needed elsewhere"))))["status"]);
        await desk.WeekAsync(team, x => AssignmentDesk.Hours(x, "free") == 40);

        await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 40, "free again"));
        await approver.AcceptedAsync("assignmentApprove", On(order));
        await desk.WeekAsync(team, x => AssignmentDesk.Hours(x, "committed") == 40);
        await (await site.AsAsync("sales", "SALES")).AcceptedAsync("orderCancellationRequest", On(order, ("reason", "no need any more")));
        await manager.AcceptedAsync("orderCancellationDecide", On(order, ("approve", true)));
        await desk.WeekAsync(team, x => AssignmentDesk.Hours(x, "free") == 40);
        Assert.Empty(await desk.ReservationsAsync(team));
    }

    /// <summary>Must refuse 1.</summary>
    [Fact]
    public async Task An_order_that_is_not_verified_cannot_be_assigned()
    {
        var team = await desk.TeamAsync("unverified", 40);
        var week = (string)(await desk.WeekAsync(team))["week"]!;
        var order = (string)(await (await site.AsPlatformAsync("app"))
            .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("assign-early") }))["id"]!;

        var error = Assert.Single((await (await desk.ManagerAsync())
            .OrderAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 8, "early")))["errors"]!.AsArray())!;

        Assert.Equal(("StateConflictError", "STATE_CONFLICT", "RECEIVED", "R3.2"),
            ((string?)error["__typename"], (string?)error["code"], (string?)error["status"], (string?)error["clause"]));
        Assert.Empty(await desk.ReservationsAsync(team));
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public async Task Nobody_approves_their_own_proposal_and_the_team_has_no_order_before_the_approval()
    {
        var (team, order) = (await desk.TeamAsync("own", 40), await desk.VerifiedAsync("assign-own"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;
        var both = await site.AsAsync("both", "ORDER_MANAGER,ASSIGNMENT_APPROVER,PROJECT_MANAGER,ADMIN");
        await both.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 8, "mine"));

        var error = Assert.Single((await both.OrderAsync("assignmentApprove", On(order)))["errors"]!.AsArray())!;
        Assert.Equal(("SeparationOfDutiesError", "SOD_SELF_APPROVAL", "assignmentPropose", "both", "R3.2"),
            ((string?)error["__typename"], (string?)error["code"], (string?)error["conflictingStep"], (string?)error["conflictingActor"],
                (string?)error["clause"]));
        Assert.Equal(["NOT_AUTHORISED  R3.2"], Faults(await (await desk.ManagerAsync()).OrderAsync("assignmentApprove", On(order))));
        var read = await both.QueryAsync(
            "query Q($id: ID!) { order(id: $id) { status assignment { approval { by } } } }", new() { ["id"] = order });
        Assert.Equal("ASSIGNMENT_PENDING", (string?)read["order"]!["status"]);
        Assert.Null(read["order"]!["assignment"]!["approval"]);
        Assert.Equal("PENDING", Assert.Single(await desk.ReservationsAsync(team)).Status);
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public async Task Nobody_approves_the_assignment_of_an_order_that_they_entered()
    {
        var entering = await site.AsAsync("entering", "SALES,ASSIGNMENT_APPROVER");
        var form = SampleSubmissions.Order("assign-entered");
        (form["platform"], form["externalReference"]) = (null, null);
        form["contract"]!["acknowledgement"] =
            new JsonObject { ["by"] = "Chen Zhiyuan", ["at"] = "2026-01-04", ["method"] = "ON_SITE", ["explainedBy"] = "Li Na" };
        var order = (string)(await entering.AcceptedAsync(
            "orderSubmit", new() { ["order"] = form, ["idempotencyKey"] = "assign-entered" }))["id"]!;
        var reviewer = await site.AsAsync("reviewer", "ORDER_REVIEWER");
        await reviewer.AcceptedAsync("orderReviewClaim", On(order));
        await reviewer.AcceptedAsync("orderVerify", On(order));
        var team = await desk.TeamAsync("entered", 40);
        await (await desk.ManagerAsync())
            .AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, (string)(await desk.WeekAsync(team))["week"]!, 8, "free"));

        var error = Assert.Single((await entering.OrderAsync("assignmentApprove", On(order)))["errors"]!.AsArray())!;

        Assert.Equal(("SeparationOfDutiesError", "SOD_SELF_APPROVAL", "orderSubmit", "entering", "R3.2"),
            ((string?)error["__typename"], (string?)error["code"], (string?)error["conflictingStep"], (string?)error["conflictingActor"],
                (string?)error["clause"]));
        Assert.Equal("ASSIGNMENT_PENDING", await StatusAsync(order));
    }

    [Fact]
    public async Task The_substitute_of_an_absent_approver_approves_and_both_are_recorded()
    {
        var (team, order) = (await desk.TeamAsync("deputy", 40), await desk.VerifiedAsync("assign-deputy"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;
        var (head, deputy) = (await site.AsAsync("head", "DEPARTMENT_HEAD"), await site.AsAsync("deputy", "PROJECT_MANAGER"));
        await (await desk.ManagerAsync()).AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 8, "free"));
        await SetStaffAsync(head, "deputy", []);
        await SetStaffAsync(head, "away", ["ASSIGNMENT_APPROVER"]);

        Assert.Equal(["NOT_AUTHORISED  R3.2"], Faults(await deputy.OrderAsync("assignmentApprove", On(order, ("onBehalfOf", "away")))));
        await SetStaffAsync(head, "away", ["ASSIGNMENT_APPROVER"], ("2000-01-01", "2199-12-31", "deputy"));
        Assert.Equal(["NOT_SUBSTITUTE onBehalfOf R3.2"],
            Faults(await (await desk.ApproverAsync()).OrderAsync("assignmentApprove", On(order, ("onBehalfOf", "away")))));
        await Polling.UntilAsync(() => deputy.HasTaskAsync(order, "ASSIGNMENT_APPROVAL"));
        var task = (await deputy.TasksAsync())
            .Single(x => (string)x["order"]!["id"]! == order && (string)x["kind"]! == "ASSIGNMENT_APPROVAL");
        Assert.Equal(("away", "assignmentApprove", true),
            ((string?)task["onBehalfOf"], (string?)task["actions"]![0]!["command"], (bool)task["actions"]![0]!["allowed"]!));
        await deputy.AcceptedAsync("assignmentApprove", On(order, ("onBehalfOf", "away")));

        var read = await head.QueryAsync(
            "query Q($id: ID!) { order(id: $id) { assignment { approval { by onBehalfOf } } } }", new() { ["id"] = order });
        Assert.Equal("""{"by":"deputy","onBehalfOf":"away"}""", read["order"]!["assignment"]!["approval"]!.ToJsonString());
    }

    [Fact]
    public async Task An_assignment_beyond_the_capacity_takes_two_reasons_of_two_people()
    {
        var (manager, approver) = (await desk.ManagerAsync(), await desk.ApproverAsync());
        var (team, order) = (await desk.TeamAsync("beyond", 10), await desk.VerifiedAsync("assign-beyond"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;

        Assert.Equal(["CAPACITY_EXCEEDED work R3.1.1"],
            Faults(await manager.OrderAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 11, "free"))));
        Assert.Equal("VERIFIED", await StatusAsync(order));
        await manager.AcceptedAsync(
            "assignmentPropose", AssignmentDesk.Form(order, team, week, 11, "free", overCommit: "one hour of overtime is paid"));
        Assert.Equal(["REQUIRED overCommitReason R3.1.1"], Faults(await approver.OrderAsync("assignmentApprove", On(order))));
        await approver.AcceptedAsync("assignmentApprove", On(order, ("overCommitReason", "agreed with the team")));

        Assert.Equal(-1, AssignmentDesk.Hours(await desk.WeekAsync(team, x => AssignmentDesk.Hours(x, "committed") > 0), "free"));
    }

    [Fact]
    public async Task A_repeated_proposal_reserves_once_and_another_content_under_its_key_changes_nothing()
    {
        var manager = await desk.ManagerAsync();
        var (team, order) = (await desk.TeamAsync("repeated", 40), await desk.VerifiedAsync("assign-repeated"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;
        await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 8, "free", key: "k"));

        var again = await manager.OrderAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 8.00m, "free", key: "k"));
        Assert.True((bool)again["replayed"]!);
        Assert.Equal(["IDEMPOTENCY_CONFLICT  "],
            Faults(await manager.OrderAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 9, "free", key: "k"))));
        Assert.Equal(["STATE_CONFLICT  R3.2"],
            Faults(await manager.OrderAsync("assignmentPropose", AssignmentDesk.Form(order, team, week, 9, "free", key: "k2"))));
        var dry = AssignmentDesk.Form(await desk.VerifiedAsync("assign-dry"), team, week, 9, "free");
        dry["dryRun"] = true;
        Assert.Equal("ASSIGNMENT_PENDING", (string?)(await manager.AcceptedAsync("assignmentPropose", dry))["status"]);

        Assert.Equal([(order, "PENDING", 8m)], await desk.ReservationsAsync(team));
    }

    [Fact]
    public async Task A_reservation_that_has_expired_is_renewed_at_the_approval_if_there_is_room()
    {
        var (manager, approver) = (await desk.ManagerAsync(), await desk.ApproverAsync());
        var team = await desk.TeamAsync("expired", 40);
        var (first, second) = (await desk.VerifiedAsync("assign-expired-1"), await desk.VerifiedAsync("assign-expired-2"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;
        await site.Server.StopAsync();
        await site.StartAsync("--Assignment:ReservationDays=0"); // Expired as soon as it is made.

        await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(first, team, week, 30, "free"));
        Assert.Equal("EXPIRED", Assert.Single(await desk.ReservationsAsync(team)).Status);
        await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(second, team, week, 30, "free"));
        await approver.AcceptedAsync("assignmentApprove", On(first));
        Assert.Equal(["RESERVATION_EXPIRED  R3.2"], Faults(await approver.OrderAsync("assignmentApprove", On(second))));

        Assert.Equal("ASSIGNMENT_PENDING", await StatusAsync(second));
        await desk.WeekAsync(team, x => Taken(x) == (0, 30, 10));
        await site.Server.StopAsync();
        await site.StartAsync();
    }

    [Fact]
    public async Task A_team_receives_after_a_crash_the_events_that_it_missed()
    {
        const int Orders = 6;
        var (manager, approver) = (await desk.ManagerAsync(), await desk.ApproverAsync());
        var team = await desk.TeamAsync("crash", 100);
        var week = (string)(await desk.WeekAsync(team))["week"]!;
        await site.RestartAsProcessAsync();
        List<string> orders = [];
        for (var i = 0; i < Orders; i++)
        {
            orders.Add(await desk.VerifiedAsync($"assign-crash-{i}"));
            await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(orders[i], team, week, 10, "free"));
        }

        await Task.WhenAll(orders.Take(Orders / 2).Select(order => approver.AcceptedAsync("assignmentApprove", On(order))));
        await Task.WhenAll(
            orders.Skip(Orders / 2).Select(order => approver.AcceptedAsync("assignmentReject", On(order, ("reason", "needed elsewhere")))));
        await site.Kill9Async();
        await site.StartAsync();

        await desk.WeekAsync(team, x => Taken(x) == (0, 30, 70));
        Assert.Equal(orders.Take(Orders / 2).Order(StringComparer.Ordinal),
            (await desk.ReservationsAsync(team)).Select(x => x.Order).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rebuilt_teams_and_staff_agree_with_the_journal()
    {
        const string Listed =
            "{ teams(first: 100) { nodes { id revision name department members { subject roles } reservations { status } } } "
                + "staffMembers(first: 100) { nodes { id subject name departments roles teams { name } } } }";
        var (manager, head) = (await desk.ManagerAsync(), await site.AsAsync("head", "DEPARTMENT_HEAD"));
        var team = await desk.TeamAsync("rebuilt", 40);
        await SetStaffAsync(head, "member", ["SERVICE_STAFF"]);
        await AssignmentDesk.AcceptedAsync(manager, "teamMemberSet", "team",
            new() { ["teamId"] = team, ["subject"] = "member", ["roles"] = new JsonArray("SERVICE_STAFF") });
        var before = Own(await manager.QueryAsync(Listed));
        Assert.Contains("rebuilt", before["staffMembers"]!["nodes"]!.AsArray()
            .Single(x => (string?)x!["subject"] == "member")!["teams"]!.ToJsonString(), StringComparison.Ordinal);
        await site.Server.StopAsync();

        Assert.Equal(0, (await site.RunAsync("rebuild")).ExitCode);
        var verified = await site.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);

        await site.StartAsync();
        Assert.Equal(before.ToJsonString(), Own(await manager.QueryAsync(Listed)).ToJsonString());

        // The team of another test may learn only now of the outcome of its assignment.
        static JsonObject Own(JsonNode listed)
        {
            var others = listed["teams"]!["nodes"]!.AsArray().Where(x => (string?)x!["name"] != "rebuilt").ToList();
            others.ForEach(x => listed["teams"]!["nodes"]!.AsArray().Remove(x));
            return listed.AsObject();
        }
    }

    internal static JsonObject On(string order, params (string Name, JsonNode Value)[] more)
    {
        var input = new JsonObject { ["orderId"] = order };
        foreach (var (name, value) in more)
            input[name] = value;
        return input;
    }

    internal static IEnumerable<string> Faults(JsonObject payload) =>
        payload["errors"]!.AsArray()
            .Select(x => $"{x!["code"]} {string.Join('.', x["path"]?.AsArray().Select(part => (string)part!) ?? [])} {x["clause"]}");

    internal static Task SetStaffAsync(
        ApiClient head, string subject, string[] roles, params (string From, string To, string Substitute)[] absences) =>
        AssignmentDesk.AcceptedAsync(head, "staffMemberSet", "staffMember", new()
        {
            ["subject"] = subject,
            ["member"] = new JsonObject
            {
                ["name"] = $"Person {subject}",
                ["departments"] = new JsonArray("Project department 1"),
                ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
                ["absences"] = new JsonArray(
                    [.. absences.Select(x => new JsonObject { ["from"] = x.From, ["to"] = x.To, ["substitute"] = x.Substitute })]),
            },
        });

    private static (decimal Pending, decimal Committed, decimal Free) Taken(JsonNode week) =>
        (AssignmentDesk.Hours(week, "pending"), AssignmentDesk.Hours(week, "committed"), AssignmentDesk.Hours(week, "free"));

    private async Task<string?> StatusAsync(string order) =>
        (string?)(await (await desk.ManagerAsync())
            .QueryAsync("query Q($id: ID!) { order(id: $id) { status } }", new() { ["id"] = order }))["order"]!["status"];
}

public sealed class AssignmentOnSqlite(TryingSite site) : AssignmentScenarios(site), IClassFixture<TryingSite>;

public sealed class AssignmentOnPostgres(PostgresSite site) : AssignmentScenarios(site), IClassFixture<PostgresSite>;
