using OrderGrains.Testing;
using static OrderGrains.Testing.Polling;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The warnings, overdue marks and escalations of neglected tasks. The clocks are as short as possible.</summary>
/// <param name="site">Where.</param>
/// <param name="kills">How often the server is killed.</param>
public abstract class DeadlineScenarios(Site site, int kills)
{
    private static readonly string[] Short =
        [.. QueueScenarios.AroundTheClock, "--Deadlines:Review=00:00:02", "--Deadlines:Escalation=00:00:01"];

    private static readonly string[] Reviewers = ["ORDER_RECEIVED", "TASK_DUE_SOON 50", "TASK_DUE_SOON 80", "TASK_OVERDUE"];

    [Fact]
    public async Task A_neglected_review_is_warned_of_then_overdue_then_escalated_level_by_level()
    {
        await site.Server.StopAsync();
        await site.StartAsync(Short);
        var people = await PeopleAsync();
        var order = await SubmitAsync("late");

        await UntilAsync(async () => (await people.Senior.ToldAsync(order)).Count > 0);

        await AssertToldOnceAsync(people, order);
        var task = (await people.Reviewer.TasksAsync()).Single(x => (string)x["order"]!["id"]! == order);
        Assert.Equal((true, 3), ((bool)task["overdue"]!, (int)task["level"]!));
        Assert.Equal(
            ["order.submitted client-app", "order.task-overdue system", "order.task-escalated system", "order.task-escalated system",
                "order.task-escalated system"],
            await TimelineAsync(people.Manager, order));

        // Late is late: it can be done all the same, and then nothing is due any more.
        await people.Reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = order });
        await people.Reviewer.AcceptedAsync("orderVerify", new() { ["orderId"] = order });
        await UntilAsync(async () => !await people.Reviewer.HasTaskAsync(order, "REVIEW"));
    }

    [Fact]
    public async Task A_team_that_is_not_formed_in_time_is_warned_of_then_overdue_then_escalated_level_by_level()
    {
        await site.Server.StopAsync();
        await site.StartAsync([.. QueueScenarios.AroundTheClock, "--Deadlines:TeamFormation=00:00:02", "--Deadlines:Escalation=00:00:01"]);
        var (people, leader) = (await PeopleAsync(), await site.AsAsync("team.leader", "PROJECT_MANAGER"));
        var desk = new ProjectDesk(site);
        var order = await desk.AssignedAsync("late-team");
        await desk.RegisterAsync();

        await UntilAsync(async () => (await people.Senior.ToldAsync(order)).Count > 0);

        Assert.Equal(["ASSIGNMENT_APPROVED", "TASK_DUE_SOON 50", "TASK_DUE_SOON 80", "TASK_OVERDUE"], await leader.ToldAsync(order));
        // The head of the department forms teams, leads the work, and is the level above.
        Assert.Equal(
            ["ASSIGNMENT_APPROVED", "TASK_DUE_SOON 50", "TASK_DUE_SOON 80", "TASK_ESCALATED 1", "TASK_ESCALATED 2", "TASK_OVERDUE"],
            (await people.Head.ToldAsync(order)).Order(StringComparer.Ordinal));
        Assert.Equal(["TASK_ESCALATED 3"], await people.Senior.ToldAsync(order));
        var task = (await leader.TasksAsync()).Single(x => (string)x["order"]!["id"]! == order);
        Assert.Equal(("TEAM_FORMATION", true, 3), ((string?)task["kind"], (bool)task["overdue"]!, (int)task["level"]!));
        Assert.Equal(
            ["order.assignment-approved approver", "order.task-overdue system", "order.task-escalated system",
                "order.task-escalated system", "order.task-escalated system"],
            (await TimelineAsync(people.Manager, order))[^5..]);

        // Formed late, it is late no more.
        await people.Head.AcceptedAsync("orderTeamConfirm", ProjectDesk.On(order, ("members", ProjectDesk.Members())));
        await UntilAsync(async () => !await leader.HasTaskAsync(order, "TEAM_FORMATION"));
    }

    [Fact]
    public async Task Deadlines_that_pass_during_repeated_crashes_take_effect_once_and_in_order()
    {
        const int orders = 20;
        await site.RestartAsProcessAsync(Short);
        var people = await PeopleAsync();
        await using var follower = NodeProcess.Start(
            "follow.mjs", "ws", site.Url.ToString().TrimEnd('/'),
            await site.TokenAsync("--role", "ORDER_REVIEWER", "--subject", "reviewer"), "notifications");
        await follower.NextAsync("following");
        var before = (await people.Reviewer.NotificationsAsync()).Count;
        List<string> late = [];
        for (var i = 0; i < orders; i++)
            late.Add(await SubmitAsync($"killed-{i}"));

        // The server is killed after each new notification. More tasks fall due while it is down.
        for (var kill = 0; kill < kills; kill++)
        {
            var told = await CountAsync(people);
            await UntilAsync(async () => await CountAsync(people) > told);
            await site.Kill9Async();
            await site.StartProcessAsync(Short);
        }

        await UntilAsync(async () =>
            (await people.Senior.NotificationsAsync()).Select(x => (string?)x["order"]?["id"]).ToHashSet().IsSupersetOf(late));
        foreach (var order in late)
        {
            await AssertToldOnceAsync(people, order);
            Assert.Equal(5, (await TimelineAsync(people.Manager, order)).Count);
        }
        Assert.Equal(0, (await site.RunAsync("verify")).ExitCode);

        // The subscribers received everything, and nothing twice.
        var inbox = (await people.Reviewer.NotificationsAsync()).Skip(before).Select(told => (string)told["id"]!).Order().ToList();
        List<string> followed = [];
        while (followed.Count < inbox.Count)
            followed.Add((string)(await follower.NextAsync("event"))["event"]!["notification"]!["id"]!);
        Assert.Equal(inbox, followed.Order());
    }

    private static async Task AssertToldOnceAsync(People people, string order)
    {
        Assert.Equal(Reviewers, await people.Reviewer.ToldAsync(order));
        Assert.Equal(["ORDER_RECEIVED", "TASK_ESCALATED 1"], await people.Manager.ToldAsync(order));
        Assert.Equal(["TASK_ESCALATED 2"], await people.Head.ToldAsync(order));
        Assert.Equal(["TASK_ESCALATED 3"], await people.Senior.ToldAsync(order));
    }

    private static async Task<int> CountAsync(People people) =>
        (await people.Reviewer.NotificationsAsync()).Count + (await people.Manager.NotificationsAsync()).Count
            + (await people.Senior.NotificationsAsync()).Count;

    private static async Task<List<string>> TimelineAsync(ApiClient client, string order) =>
        [.. (await client.QueryAsync(
            "query Q($id: ID!) { order(id: $id) { timeline(first: 100) { nodes { type actor } } } }", new() { ["id"] = order }))
            ["order"]!["timeline"]!["nodes"]!.AsArray().Select(x => $"{x!["type"]} {x["actor"]}")];

    private async Task<string> SubmitAsync(string reference) =>
        (string)(await (await site.AsPlatformAsync("app"))
            .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order(reference) }))["id"]!;

    private async Task<People> PeopleAsync() => new(
        await site.AsAsync("reviewer", "ORDER_REVIEWER"), await site.AsAsync("manager", "ORDER_MANAGER"),
        await site.AsAsync("head", "DEPARTMENT_HEAD"),
        await site.AsAsync("senior", "SENIOR_LEADER"));

    private sealed record People(ApiClient Reviewer, ApiClient Manager, ApiClient Head, ApiClient Senior);
}

public sealed class DeadlinesOnSqlite(SqliteSite site) : DeadlineScenarios(site, kills: 1), IClassFixture<SqliteSite>;

public sealed class DeadlinesOnPostgres(PostgresSite site) : DeadlineScenarios(site, kills: 3), IClassFixture<PostgresSite>;
