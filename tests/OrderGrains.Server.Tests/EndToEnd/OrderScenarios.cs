using System.Globalization;
using System.Text.Json.Nodes;
using OrderGrains.Domain.Shared;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Orders as people and platforms work on them, through the API of a running server.</summary>
public abstract class OrderScenarios(Site site)
{
    private const int Clients = 100;

    [Fact]
    public async Task An_order_is_returned_corrected_and_verified_by_the_permitted_people()
    {
        var (platform, reviewer) = (await site.AsPlatformAsync("app"), await site.AsAsync("reviewer", "ORDER_REVIEWER"));
        var form = SampleSubmissions.Order("life");
        var id = (string)(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form.DeepClone() }))["id"]!;
        await reviewer.AcceptedAsync("orderReviewClaim", On(id));
        var returned = await reviewer.AcceptedAsync("orderReviewReturn", On(id,
            ("findings", new JsonArray(new JsonObject { ["path"] = "customer.phone", ["message"] = "Nobody answers." }))));
        Assert.Equal("CORRECTION", (string?)returned["status"]);

        var unanswered = await platform.OrderAsync("orderResubmit", On(id, ("order", form.DeepClone()), ("answers", new JsonArray())));
        Assert.Contains("FINDING_UNANSWERED", Codes(unanswered));
        form["customer"]!["phone"] = "+8613900001111";
        JsonObject answer = new() { ["finding"] = 1, ["askedPerson"] = "Chen Zhiyuan", ["verified"] = "The phone was changed." };
        var resubmitted = await platform.AcceptedAsync("orderResubmit", On(id, ("order", form), ("answers", new JsonArray(answer))));
        Assert.Equal("UNDER_REVIEW", (string?)resubmitted["status"]);

        Assert.Contains("STATE_CONFLICT", Codes(await reviewer.OrderAsync("orderVerify", On(id))));
        await reviewer.AcceptedAsync("orderReviewClaim", On(id));
        var verified = await reviewer.AcceptedAsync("orderVerify", On(id, ("note", "In order.")));

        Assert.Equal("VERIFIED", (string?)verified["status"]);
        Assert.Equal(
            [("client-app", 1), ("reviewer", 2), ("reviewer", 3), ("client-app", 4), ("reviewer", 5), ("reviewer", 6)],
            (await TimelineAsync(id)).Select(x => ((string)x["actor"]!, (int)x["orderRevision"]!)));
    }

    [Fact]
    public async Task An_order_is_read_as_in_the_answer_of_its_command()
    {
        const string Fields =
            "id revision number status channel platform externalReference createdAt updatedAt submittedAt orderDate serviceType priority "
                + "term { from to } "
            + "fee { amount currency } paymentMethod cancellationAssessing hold { kind } contract { number acknowledgement { by } } "
            + "customer { id account name contactPerson phone email address { country province city street } erased }";
        var platform = await site.AsPlatformAsync("app");
        JsonObject input = new() { ["order"] = SampleSubmissions.Order("read") };

        var answered = (await platform.QueryAsync(
            $"mutation M($input: OrderSubmitInput!) {{ orderSubmit(input: $input) {{ order {{ {Fields} }} }} }}",
            new() { ["input"] = input }))["orderSubmit"]!["order"]!;
        var read = (await platform.QueryAsync(
            $"{{ orderByExternalReference(platform: \"app\", externalReference: \"read\") {{ {Fields} }} }}"))["orderByExternalReference"]!;

        Assert.Equal(answered.ToJsonString(), read.ToJsonString());
        Assert.NotNull(read["customer"]!["name"]);
    }

    [Fact]
    public async Task Orders_are_found_by_their_exact_instant_and_a_bound_finer_than_a_millisecond_is_on_its_right_side()
    {
        var platform = await site.AsPlatformAsync("app");
        await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("instant") });
        var order = (await platform.QueryAsync(
            "{ orderByExternalReference(platform: \"app\", externalReference: \"instant\") { createdAt updatedAt } "
                + "}"))["orderByExternalReference"]!;
        foreach (var field in new[] { "createdAt", "updatedAt" })
        {
            var at = DateTimeOffset.Parse((string)order[field]!, CultureInfo.InvariantCulture);
            foreach (var (ticks, isBefore) in new[] { (-4_000, true), (-1, true), (0, false), (1, false), (4_000, false), (9_999, false) })
            {
                var bound = at.AddTicks(ticks).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
                Assert.Equal(isBefore || ticks == 0, await IsFoundAsync(platform, "instant", $"{field}: {{ gte: \"{bound}\" }}"));
                Assert.Equal(ticks > 0, await IsFoundAsync(platform, "instant", $"{field}: {{ lt: \"{bound}\" }}"));
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(100)]
    public async Task An_order_is_found_among_those_of_many_customers_and_of_many_platforms(int many)
    {
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        var reference = $"among-{many}";
        var order = await (await site.AsPlatformAsync("app"))
            .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order(reference) });
        var customers = Enumerable.Range(1, many - 1).Select(i => GlobalId.Encode("Customer", new Guid(i, 0, 0, new byte[8])))
            .Append((string)order["customer"]!["id"]!);
        var client = site.As(Roles.Platform, "client", null, [.. Enumerable.Range(1, many - 1).Select(i => $"p{i}"), "app"]);

        foreach (var (reader,
            filter) in new[] { (manager, $"customerId: {{ in: [{string.Join(", ", customers.Select(id => $"\"{id}\""))}] }}"),
            (client, "") })
        {
            Assert.True(await IsFoundAsync(reader, reference, filter));
            Assert.False(await IsFoundAsync(reader, reference, filter + " status: { eq: CANCELLED }"));
        }
    }

    private static async Task<bool> IsFoundAsync(ApiClient reader, string reference, string filter)
    {
        var found = (await reader.QueryAsync(
            $"{{ orders(first: 100, where: {{ {filter} }}) {{ totalCount nodes {{ externalReference }} }} }}"))["orders"]!;
        var nodes = found["nodes"]!.AsArray();
        Assert.Equal((int)found["totalCount"]!, nodes.Count);
        return nodes.Any(node => (string?)node!["externalReference"] == reference);
    }

    [Fact]
    public async Task A_draft_is_completed_and_submitted_as_it_stands_and_once()
    {
        var sales = await site.AsAsync("seller", "SALES");
        var form = SampleSubmissions.Order("drafted");
        form.Remove("platform");
        form.Remove("externalReference");
        form["contract"]!["acknowledgement"] =
            new JsonObject { ["by"] = "Chen Zhiyuan", ["at"] = "2026-01-04", ["method"] = "ON_SITE", ["explainedBy"] = "Li Na" };
        var incomplete = form.DeepClone().AsObject();
        incomplete.Remove("fee");
        var draft = await sales.AcceptedAsync("orderDraftCreate", new() { ["order"] = incomplete, ["idempotencyKey"] = "draft-1" });
        var id = (string)draft["id"]!;
        Assert.Equal(("DRAFT", null), ((string?)draft["status"], (string?)draft["number"]));

        Assert.Equal(["REQUIRED", "REQUIRED"],
            Codes(await sales.OrderAsync("orderSubmit", new() { ["draftId"] = id, ["idempotencyKey"] = "submit-1" })));
        await sales.AcceptedAsync("orderDraftUpdate", On(id, ("order", form)));
        var tried = await sales.AcceptedAsync("orderSubmit", new() { ["draftId"] = id, ["dryRun"] = true });
        Assert.Equal(("RECEIVED", null), ((string?)tried["status"], (string?)tried["number"]));
        var submitted = await sales.OrderAsync("orderSubmit", new() { ["draftId"] = id, ["idempotencyKey"] = "submit-1" });
        var again = await sales.OrderAsync("orderSubmit", new() { ["draftId"] = id, ["idempotencyKey"] = "submit-1" });

        Assert.NotNull(submitted["order"]!["number"]);
        Assert.Equal(("RECEIVED", id, false),
            ((string?)submitted["order"]!["status"], (string?)submitted["order"]!["id"], (bool)submitted["replayed"]!));
        Assert.Equal((submitted["order"]!.ToJsonString(), true), (again["order"]!.ToJsonString(), (bool)again["replayed"]!));
        Assert.Contains(
            "STATE_CONFLICT", Codes(await sales.OrderAsync("orderSubmit", new() { ["draftId"] = id, ["idempotencyKey"] = "submit-2" })));
    }

    [Fact]
    public async Task The_enterer_of_an_order_does_not_review_it()
    {
        var both = await site.AsAsync("both", "SALES,ORDER_REVIEWER");
        var form = SampleSubmissions.Order("sales");
        form.Remove("platform");
        form.Remove("externalReference");
        form["contract"]!["acknowledgement"] =
            new JsonObject { ["by"] = "Chen Zhiyuan", ["at"] = "2026-01-04", ["method"] = "ON_SITE", ["explainedBy"] = "Li Na" };
        var id = (string)(await both.AcceptedAsync("orderSubmit", new() { ["order"] = form, ["idempotencyKey"] = "sales-1" }))["id"]!;

        var refused = await both.OrderAsync("orderReviewClaim", On(id));

        var error = refused["errors"]![0]!;
        Assert.Equal(("SeparationOfDutiesError", "SOD_SELF_REVIEW", "orderSubmit", "both"),
            ((string)error["__typename"]!, (string)error["code"]!, (string)error["conflictingStep"]!, (string)error["conflictingActor"]!));
        Assert.Equal("UNDER_REVIEW",
            (string?)(await (await site.AsAsync("reviewer", "ORDER_REVIEWER")).AcceptedAsync("orderReviewClaim", On(id)))["status"]);
    }

    [Fact]
    public async Task A_role_without_permission_is_refused_and_a_platform_does_not_learn_of_another_platforms_orders()
    {
        var id =
            (string)(await (await site.AsPlatformAsync("app"))
                .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("roles") }))["id"]!;

        Assert.Contains("NOT_AUTHORISED", Codes(await (await site.AsAsync("clerk", "FINANCE")).OrderAsync("orderReviewClaim", On(id))));
        var other = await site.AsPlatformAsync("web-store");
        Assert.Contains("NOT_FOUND", Codes(await other.OrderAsync("orderCancellationRequest", On(id, ("reason", "mine")))));
        Assert.Null((await other.QueryAsync("query Q($id: ID!) { order(id: $id) { number } }", new() { ["id"] = id }))["order"]);
    }

    [Fact]
    public async Task A_blocked_customers_order_is_refused_until_the_block_is_lifted()
    {
        var platform = await site.AsPlatformAsync("app");
        var form = SampleSubmissions.Order("block-1");
        form["customer"]!["account"] = "A-blocked";
        var first = await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form.DeepClone() });
        var customer = (string)first["customer"]!["id"]!;

        await ChangeCustomerAsync("customerBlock", "FINANCE", customer);
        form["externalReference"] = "block-2";
        Assert.Equal(["CUSTOMER_BLOCKED"], Codes(await platform.OrderAsync("orderSubmit", new() { ["order"] = form.DeepClone() })));

        await ChangeCustomerAsync("customerUnblock", "SENIOR_LEADER", customer);
        await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form });
    }

    [Fact]
    public async Task A_hundred_clients_on_one_order_lose_no_update()
    {
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        var id = (string)(await (await site.AsPlatformAsync("app"))
            .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("hot") }))["id"]!;
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, Clients).Select(_ => HoldAndResumeAsync(manager, id, start.Task)).ToList();

        start.SetResult();
        var outcomes = (await Task.WhenAll(clients)).SelectMany(x => x).ToList();

        var accepted = outcomes.Count(x => x.Length == 0);
        Assert.All(outcomes.Where(x => x.Length > 0),
            codes => Assert.Contains(Assert.Single(codes), (string[])["STALE_REVISION", "STATE_CONFLICT", "OVERLOADED"]));
        Assert.True(
            accepted >= 3 && outcomes.Count(x => x.Length > 0) >= Clients, string.Join(", ", outcomes.CountBy(x => string.Join('+', x))));
        var events = (await TimelineAsync(id)).Skip(1).Select(x => (string)x["type"]!).ToList();
        Assert.Equal(accepted, events.Count);
        Assert.All(events.Index(), x => Assert.Equal(x.Index % 2 == 0 ? events[0] : events[1], x.Item));
        Assert.NotEqual(events[0], events[1]);
    }

    // Three rounds: sees the order, and holds it or resumes it as it saw it. Returns the codes of each round's refusals.
    private static async Task<List<string[]>> HoldAndResumeAsync(ApiClient manager, string id, Task start)
    {
        List<string[]> outcomes = [];
        await start;
        for (var round = 0; round < 3; round++)
        {
            var seen = (await manager.QueryAsync(
                "query Q($id: ID!) { order(id: $id) { revision hold { kind } } }", new() { ["id"] = id }))["order"]!;
            var input = On(id, ("expectedRevision", (int)seen["revision"]!));
            if (seen["hold"] is null)
                (input["kind"], input["reason"], input["expectedResume"]) = ("INTERNAL", "A question.", "2199-12-31");
            var payload = await manager.OrderAsync(seen["hold"] is null ? "orderHold" : "orderResume", input);
            outcomes.Add([.. Codes(payload)]);
            if (outcomes[^1] is ["OVERLOADED"])
                round--; // No room for it: it was not looked at, and is tried again.
        }
        return outcomes;
    }

    private async Task ChangeCustomerAsync(string mutation, string role, string customer)
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var payload = (await (await site.AsAsync(role.ToLowerInvariant(), role)).QueryAsync(
            $"mutation M($input: {type}!) {{ it: {mutation}(input: $input) {{ errors {{ code }} customer {{ id }} }} }}",
            new() { ["input"] = new JsonObject { ["customerId"] = customer, ["reason"] = "Unpaid bills." } }))["it"]!;
        Assert.Empty(payload["errors"]!.AsArray());
    }

    private async Task<List<JsonNode>> TimelineAsync(string id)
    {
        const string Page =
            "query Q($id: ID!, $after: String) { order(id: $id) { timeline(first: 100, after: $after) { "
            + "nodes { type actor orderRevision } pageInfo { hasNextPage endCursor } } } }";
        var auditor = await site.AsAsync("auditor", "AUDITOR");
        List<JsonNode> events = [];
        for (string? after = null; ;)
        {
            var page = (await auditor.QueryAsync(Page, new() { ["id"] = id, ["after"] = after }))["order"]!["timeline"]!;
            events.AddRange(page["nodes"]!.AsArray()!);
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
                return events;
            after = (string?)page["pageInfo"]!["endCursor"];
        }
    }

    private static JsonObject On(string id, params (string Name, JsonNode Value)[] more)
    {
        var input = new JsonObject { ["orderId"] = id };
        foreach (var (name, value) in more)
            input[name] = value;
        return input;
    }

    private static IEnumerable<string> Codes(JsonObject payload) => payload["errors"]!.AsArray().Select(x => (string)x!["code"]!);
}

public sealed class OrdersOnSqlite(SqliteSite site) : OrderScenarios(site), IClassFixture<SqliteSite>;

public sealed class OrdersOnPostgres(PostgresSite site) : OrderScenarios(site), IClassFixture<PostgresSite>;
