using System.Globalization;
using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Testing.Polling;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Notifications and task queues through the API of a running server.</summary>
public abstract class QueueScenarios(Site site)
{
    private const string Due =
        "query Q($id: ID!) { order(id: $id) { review { dueAt } nextActions { command dueAt } timeline(first: 100) { nodes { type actor "
            + "occurredAt data } } } }";
    private const string Read =
        "mutation M($input: NotificationReadInput!) { notificationRead(input: $input) { notifications { id readBy readAt } replayed errors "
            + "{ code path message } } }";

    [Fact]
    public async Task A_received_order_is_pushed_to_order_management_and_to_every_reviewer_until_one_has_claimed_it()
    {
        var (one, other, manager) = (await site.AsAsync("one", "ORDER_REVIEWER"), await site.AsAsync("other", "ORDER_REVIEWER"),
            await site.AsAsync("manager", "ORDER_MANAGER"));
        var order = await SubmitAsync("push");

        await UntilAsync(async () => await one.HasTaskAsync(order, "REVIEW") && await other.HasTaskAsync(order, "REVIEW"));
        Assert.Equal(["ORDER_RECEIVED"], await manager.ToldAsync(order));
        Assert.Equal(["ORDER_RECEIVED"], await one.ToldAsync(order));
        Assert.Empty(await (await site.AsAsync("clerk", "FINANCE")).ToldAsync(order));
        Assert.False(await manager.HasTaskAsync(order, "REVIEW"));

        await one.AcceptedAsync("orderReviewClaim", On(order));
        await UntilAsync(async () => !await other.HasTaskAsync(order, "REVIEW"));
        await UntilAsync(() => one.HasTaskAsync(order, "REVIEW"));
        var task = (await one.TasksAsync()).Single(x => (string)x["order"]!["id"]! == order);
        Assert.Equal(
            ["orderReviewRelease True", "orderReviewReturn True", "orderVerify True", "orderReject True"],
            task["actions"]!.AsArray().Select(x => $"{x!["command"]} {(bool)x["allowed"]!}"));

        await one.AcceptedAsync("orderReviewRelease", On(order));
        await UntilAsync(() => other.HasTaskAsync(order, "REVIEW"));
        await other.AcceptedAsync("orderReviewClaim", On(order));
        await other.AcceptedAsync("orderVerify", On(order));
        await UntilAsync(async () => !await other.HasTaskAsync(order, "REVIEW"));
    }

    [Fact]
    public async Task A_returned_order_is_a_task_of_its_enterer_who_is_notified_and_never_reviews_it()
    {
        var (reviewer, manager, both) = (await site.AsAsync("reviewer", "ORDER_REVIEWER"), await site.AsAsync("manager", "ORDER_MANAGER"),
            await site.AsAsync("both", "SALES,ORDER_REVIEWER"));
        var form = SampleSubmissions.Order("returned");
        form.Remove("platform");
        form.Remove("externalReference");
        form["contract"]!["acknowledgement"] =
            new JsonObject { ["by"] = "Chen Zhiyuan", ["at"] = "2026-01-04", ["method"] = "ON_SITE", ["explainedBy"] = "Li Na" };
        var order = (string)(await both.AcceptedAsync("orderSubmit", new() { ["order"] = form, ["idempotencyKey"] = "returned-1" }))["id"]!;

        await UntilAsync(() => reviewer.HasTaskAsync(order, "REVIEW"));
        Assert.False(await both.HasTaskAsync(order, "REVIEW"));
        await reviewer.AcceptedAsync("orderReviewClaim", On(order));
        await reviewer.AcceptedAsync("orderReviewReturn",
            On(order, ("findings", new JsonArray(new JsonObject { ["path"] = "customer.phone", ["message"] = "Nobody answers." }))));

        await UntilAsync(() => both.HasTaskAsync(order, "CORRECTION"));
        Assert.True(await manager.HasTaskAsync(order, "CORRECTION"));
        Assert.False(await reviewer.HasTaskAsync(order, "REVIEW"));
        Assert.Contains("ORDER_RETURNED", await both.ToldAsync(order));
    }

    [Fact]
    public async Task A_requested_cancellation_waits_for_another_manager_and_the_review_waits_for_the_decision()
    {
        var (reviewer, one, other) = (await site.AsAsync("reviewer", "ORDER_REVIEWER"), await site.AsAsync("one.manager", "ORDER_MANAGER"),
            await site.AsAsync("other.manager", "ORDER_MANAGER"));
        var order = await SubmitAsync("cancellation");
        await UntilAsync(() => reviewer.HasTaskAsync(order, "REVIEW"));

        await one.AcceptedAsync("orderCancellationRequest", On(order, ("reason", "A mistake.")));
        await UntilAsync(() => other.HasTaskAsync(order, "CANCELLATION"));
        Assert.Null((await other.TasksAsync()).Single(x => (string)x["order"]!["id"]! == order)["dueAt"]);
        Assert.False(await one.HasTaskAsync(order, "CANCELLATION"));
        Assert.False(await reviewer.HasTaskAsync(order, "REVIEW"));
        Assert.Contains("CANCELLATION_REQUESTED", await other.ToldAsync(order));

        await other.AcceptedAsync("orderCancellationDecide", On(order, ("approve", false), ("reason", "It is none.")));
        await UntilAsync(() => reviewer.HasTaskAsync(order, "REVIEW"));
        Assert.False(await other.HasTaskAsync(order, "CANCELLATION"));
    }

    [Fact]
    public async Task The_queue_is_paged_by_the_due_time_of_the_tasks()
    {
        var reviewer = await site.AsAsync("paging", "ORDER_REVIEWER");
        List<string> orders = [];
        for (var i = 0; i < 7; i++)
            orders.Add(await SubmitAsync($"page-{i}"));
        await UntilAsync(async () =>
            orders.TrueForAll((await reviewer.TasksAsync()).Select(task => (string)task["order"]!["id"]!).ToHashSet().Contains));

        var (whole, paged) = (await reviewer.TasksAsync(), await reviewer.TasksAsync(page: 2));

        Assert.Equal(whole.Select(Text), paged.Select(Text));
        List<DateTimeOffset> due = [.. whole.Select(task => At(task["dueAt"]))];
        Assert.Equal(due.Order(), due);

        static string Text(JsonNode task) => task.ToJsonString();
    }

    [Fact]
    public async Task A_hold_takes_the_task_out_of_the_queue_and_moves_its_deadline_by_its_length()
    {
        await site.Server.StopAsync();
        await site.StartAsync(AroundTheClock);
        var (reviewer, manager) = (await site.AsAsync("reviewer", "ORDER_REVIEWER"), await site.AsAsync("manager", "ORDER_MANAGER"));
        var order = await SubmitAsync("hold");
        await UntilAsync(() => reviewer.HasTaskAsync(order, "REVIEW"));
        var before = await DueAsync(manager, order);

        await manager.AcceptedAsync(
            "orderHold", On(order, ("kind", "INTERNAL"), ("reason", "A question."), ("expectedResume", "2199-12-31")));
        await UntilAsync(async () => !await reviewer.HasTaskAsync(order, "REVIEW"));
        var held = (await manager.QueryAsync(Due, new() { ["id"] = order }))["order"]!;
        Assert.Null(held["review"]!["dueAt"]);
        await manager.AcceptedAsync("orderResume", On(order));
        await UntilAsync(() => reviewer.HasTaskAsync(order, "REVIEW"));

        var events = (await manager.QueryAsync(Due, new() { ["id"] = order }))["order"]!["timeline"]!["nodes"]!.AsArray();
        var paused = At(events[2]!["occurredAt"]) - At(events[1]!["occurredAt"]);
        Assert.Equal(before + paused, await DueAsync(manager, order));
        Assert.Equal(before + paused, At((await reviewer.TasksAsync()).Single(x => (string)x["order"]!["id"]! == order)["dueAt"]));
    }

    [Fact]
    public async Task The_first_reader_of_a_notification_is_recorded_and_the_notification_is_read_for_all()
    {
        var (one, other) = (await site.AsAsync("reading.one", "ORDER_REVIEWER"), await site.AsAsync("reading.other", "ORDER_REVIEWER"));
        var order = await SubmitAsync("read");
        await UntilAsync(async () => (await one.ToldAsync(order)).Count == 1);
        var id = (string)(await one.NotificationsAsync()).Single(x => (string?)x["order"]?["id"] == order)["id"]!;
        var unread = await UnreadAsync(other);

        var read = await ReadAsync(one, id);
        Assert.Equal(("reading.one", false), ((string)read["notifications"]![0]!["readBy"]!, (bool)read["replayed"]!));
        Assert.Equal(unread - 1, await UnreadAsync(other));
        var again = await ReadAsync(other, id);
        Assert.Equal(("reading.one", true), ((string)again["notifications"]![0]!["readBy"]!, (bool)again["replayed"]!));
        Assert.Equal(read["notifications"]![0]!["readAt"]!.ToJsonString(), again["notifications"]![0]!["readAt"]!.ToJsonString());
    }

    [Fact]
    public async Task A_viewer_reads_only_their_own_notifications_and_a_faulty_request_marks_none()
    {
        var (reviewer, finance) = (await site.AsAsync("strict", "ORDER_REVIEWER"), await site.AsAsync("clerk", "FINANCE"));
        var order = await SubmitAsync("strict");
        await UntilAsync(async () => (await reviewer.ToldAsync(order)).Count == 1);
        var id = (string)(await reviewer.NotificationsAsync()).Single(x => (string?)x["order"]?["id"] == order)["id"]!;

        Assert.Equal(["NOT_FOUND ids 0"], Errors(await ReadAsync(finance, id)));
        Assert.Equal(["NOT_FOUND ids 1", "NOT_FOUND ids 2"], Errors(await ReadAsync(reviewer, id, order, "?")));
        Assert.Equal(["REQUIRED ids"], Errors(await ReadAsync(reviewer)));
        Assert.Equal(["TOO_MANY ids"], Errors(await ReadAsync(reviewer, [.. Enumerable.Repeat(id, 101)])));
        Assert.Null((await reviewer.NotificationsAsync()).Single(x => (string)x["id"]! == id)["readAt"]);

        foreach (var field in (string[])["tasks(first: 0)", "tasks(first: 101)", "tasks(after: \"x\")",
            "notifications(after: \"WyJ0YXNrIiwiMSBYIiwiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIl0\")"])
            Assert.Equal("BAD_USER_INPUT",
                (await reviewer.SendAsync(
                    new JsonObject { ["query"] = $"{{ viewer {{ {field} {{ nodes {{ kind }} }} }} }}" }.ToJsonString())).Code);

        static IEnumerable<string> Errors(JsonNode payload) =>
            payload["errors"]!.AsArray()
                .Select(x => $"{x!["code"]} {string.Join(' ', x["path"]!.AsArray().Select(part => (string)part!))}");
    }

    [Fact]
    public async Task No_person_can_pose_as_the_system()
    {
        var refused = await site.RunAsync("token", "--role", "SYSTEM", "--subject", "x");
        Assert.NotEqual(0, refused.ExitCode);
        var posing = await site.AsAsync("system", "ORDER_MANAGER");
        Assert.Equal("UNAUTHENTICATED", (await posing.SendAsync("""{"query":"{ viewer { subject } }"}""")).Code);
    }

    internal static string[] AroundTheClock { get; } =
    [
        "--Company:Calendar:Hours:0=00:00-24:00", .. Enum.GetNames<DayOfWeek>()
            .Select((day, i) => string.Create(CultureInfo.InvariantCulture, $"--Company:Calendar:WorkingDays:{i}={day}")),
    ];

    private static async Task<JsonNode> ReadAsync(ApiClient client, params string[] ids) =>
        (await client.QueryAsync(Read,
            new() { ["input"] = new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) } }))["notificationRead"]!;

    private static async Task<int> UnreadAsync(ApiClient client) =>
        (int)(await client.QueryAsync("{ viewer { unreadCount } }"))["viewer"]!["unreadCount"]!;

    private static async Task<DateTimeOffset> DueAsync(ApiClient client, string order)
    {
        var found = (await client.QueryAsync(Due, new() { ["id"] = order }))["order"]!;
        var due = At(found["review"]!["dueAt"]);
        Assert.Equal(due, At(found["nextActions"]!.AsArray().Single(x => (string)x!["command"]! == "orderReviewClaim")!["dueAt"]));
        return due;
    }

    private static DateTimeOffset At(JsonNode? instant) => DateTimeOffset.Parse((string)instant!, CultureInfo.InvariantCulture);

    private async Task<string> SubmitAsync(string reference) =>
        (string)(await (await site.AsPlatformAsync("app"))
            .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order(reference) }))["id"]!;

    private static JsonObject On(string order, params (string Name, JsonNode Value)[] more)
    {
        var input = new JsonObject { ["orderId"] = order };
        foreach (var (name, value) in more)
            input[name] = value;
        return input;
    }
}

public sealed class QueueOnSqlite(SqliteSite site) : QueueScenarios(site), IClassFixture<SqliteSite>;

public sealed class QueueOnPostgres(PostgresSite site) : QueueScenarios(site), IClassFixture<PostgresSite>;
