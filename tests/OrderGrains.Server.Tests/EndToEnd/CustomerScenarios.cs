using System.Globalization;
using System.Text.Json.Nodes;
using OrderGrains.Domain.Customers;
using OrderGrains.Testing;
using static OrderGrains.Testing.CustomerRegister;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Orders create customers, the staff maintains them, and identical customers are merged.</summary>
public abstract partial class CustomerScenarios(Site site)
{
    private const string Phone = "+8613800000001";
    private readonly CustomerRegister register = new(site);

    [Fact]
    public async Task A_customer_appears_with_its_contact_as_first_signer_and_is_found_again_by_account_and_by_name_and_phone()
    {
        var account = (await register.SubmitAsync(Order("return-1", "A-return", "Harbour Light", Phone)))[0];
        var customer = await register.WithOrdersAsync(account, 1);

        Assert.Equal(("ACTIVE", "A-return", "Harbour Light", Phone),
            ((string)customer["status"]!, (string)customer["profile"]!["account"]!, (string)customer["profile"]!["name"]!,
                (string)customer["profile"]!["phone"]!));
        Assert.Equal("Chen Zhiyuan", (string)Assert.Single(customer["contacts"]!.AsArray())!["name"]!);
        var signer = Assert.Single(customer["signers"]!.AsArray())!;
        Assert.Equal(("Chen Zhiyuan", "TERMS_ACCEPTED"), ((string)signer["name"]!, (string)signer["evidence"]!));
        Assert.NotNull(signer["orderId"]);

        // Nothing new is nothing to record; without the account, the name and phone lead to the same customer.
        var person =
            (await register.SubmitAsync(
                Order("return-2", "A-return", "Harbour Light", Phone), Order("return-3", null, " HARBOUR  light", "+86 138-0000-0001")))[1];
        var returned = await register.BecomesAsync(person, x => (int)x["revision"]! == 2);
        Assert.Equal((account, 3), ((string)returned["id"]!, (int)returned["orders"]!["totalCount"]!));
        Assert.Equal(person, (string)Assert.Single(returned["aliases"]!.AsArray())!["id"]!);

        await register.SubmitAsync(Order("return-4", "A-return", "Harbour Light", Phone, contact: "Zhou Min"));
        var told = await register.BecomesAsync(account, x => x["contacts"]!.AsArray().Count == 2);
        Assert.Equal(["Chen Zhiyuan", "Zhou Min"], told["signers"]!.AsArray().Select(x => (string)x!["name"]!));
        Assert.Equal(["return-4", "return-3", "return-2", "return-1"],
            told["orders"]!["nodes"]!.AsArray().Select(x => (string)x!["externalReference"]!));
    }

    [Fact]
    public async Task Two_customers_with_one_name_and_phone_are_flagged_and_merged_by_order_management()
    {
        var ids = await register.SubmitAsync(Order("twin-1", "A-twin", "Twin Ltd", "+8613800000002"));
        await register.WithOrdersAsync(ids[0], 1);
        ids.AddRange(await register.SubmitAsync(Order("twin-2", "B-twin", "Twin Ltd", "+8613800000002", contact: "Zhou Min")));
        var flagged = await register.BecomesAsync(ids[1], x => x["possibleDuplicates"]!.AsArray().Count == 1);
        Assert.Equal(ids[0], (string)flagged["possibleDuplicates"]![0]!["id"]!);
        Assert.Equal(ids[1], (string)(await register.FindAsync(ids[0]))!["possibleDuplicates"]![0]!["id"]!);

        JsonObject input =
            new() { ["customerId"] = ids[0], ["mergedCustomerId"] = ids[1], ["reason"] = "One firm.", ["idempotencyKey"] = "twins" };
        Assert.Equal(["FORBIDDEN"], await DeniedAsync("SALES", "customerMerge", input));
        Assert.Equal(["Chen Zhiyuan", "Zhou Min"], Names(await DryAsync("customerMerge", input), "contacts"));
        var merged = await register.AcceptedAsync("ORDER_MANAGER", "customerMerge", (JsonObject)input.DeepClone());
        Assert.Equal(["Chen Zhiyuan", "Zhou Min"], Names(merged, "contacts"));

        // A query for the other customer finds this one, with the orders of both; the command is not carried out twice.
        var found = await register.BecomesAsync(ids[1], x => (string)x["id"]! == ids[0] && (int)x["orders"]!["totalCount"]! == 2);
        Assert.Empty(found["possibleDuplicates"]!.AsArray());
        Assert.Equal((ids[1], "order_manager", "One firm."),
            ((string)found["merged"]![0]!["id"]!, (string)found["merged"]![0]!["by"]!, (string)found["merged"]![0]!["reason"]!));
        Assert.True((bool)(await register.CallAsync("ORDER_MANAGER", "customerMerge", (JsonObject)input.DeepClone()))["replayed"]!);
        input["idempotencyKey"] = null;
        Assert.Equal([("CONTRADICTION", "mergedCustomerId")],
            await register.RefusedAsync("ORDER_MANAGER", "customerMerge", (JsonObject)input.DeepClone()));

        // Later orders of the other are this one's, and a block counts for both.
        await register.SubmitAsync(Order("twin-3", "B-twin", "Twin Ltd", "+8613800000002", contact: "Wang Qiang"));
        await register.BecomesAsync(ids[0], x => Names(x, "contacts").Contains("Wang Qiang") && (int)x["orders"]!["totalCount"]! == 3);
        await register.AcceptedAsync("FINANCE", "customerBlock", new() { ["customerId"] = ids[1], ["reason"] = "Unpaid bills." });
        var refused = await (await site.AsPlatformAsync("app"))
            .OrderAsync("orderSubmit", new() { ["order"] = Order("twin-4", "B-twin", "Twin Ltd", "+8613800000002") });
        Assert.Equal("CUSTOMER_BLOCKED", (string)refused["errors"]![0]!["code"]!);
        Assert.Equal("CUSTOMER_BLOCKED", (string)(await (await site.AsPlatformAsync("app")).OrderAsync("orderSubmit",
            new() { ["order"] = Order("twin-5", null, "Twin Ltd", "+8613800000002") }))["errors"]![0]!["code"]!);
    }

    [Fact]
    public async Task Customers_merged_while_the_server_is_killed_are_one_afterwards()
    {
        const int Pairs = 6;
        var survivors = await register.SubmitAsync(
            Enumerable.Range(0, Pairs).Select(i => Order($"kill-{i}", $"S-{i}", $"Survivor {i}", Digits(100 + i))));
        var merged = await register.SubmitAsync(
            Enumerable.Range(0, Pairs).Select(i => Order($"kill-{Pairs + i}", $"M-{i}", $"Merged {i}", Digits(200 + i))));
        foreach (var id in survivors.Concat(merged))
            await register.WithOrdersAsync(id, 1);

        await site.RestartAsProcessAsync();
        var commands = survivors.Zip(merged, (survivor, other) => TryAsync(survivor, other)).ToList();
        await Task.WhenAny(commands);
        await site.Kill9Async();
        await Task.WhenAll(commands);
        await site.StartAsync();

        // Commands whose answer was lost are sent again; the others finish by themselves.
        foreach (var (survivor, other, isDone) in await Task.WhenAll(commands))
        {
            if (!isDone)
                await register.AcceptedAsync("ORDER_MANAGER", "customerMerge", Merge(survivor, other));
            var one = await register.BecomesAsync(other, x => (string)x["id"]! == survivor && (int)x["orders"]!["totalCount"]! == 2);
            Assert.Equal(2, one["contacts"]!.AsArray().Count);
            Assert.Equal(2, one["aliases"]!.AsArray().Count(x => x!["account"] is null));
        }

        static JsonObject Merge(string survivor, string other) =>
            new() { ["customerId"] = survivor, ["mergedCustomerId"] = other, ["reason"] = "One firm.", ["idempotencyKey"] = "kill" };

        async Task<(string Survivor, string Other, bool IsDone)> TryAsync(string survivor, string other)
        {
            try
            {
                await register.AcceptedAsync("ORDER_MANAGER", "customerMerge", Merge(survivor, other));
                return (survivor, other, true);
            }
            catch (HttpRequestException)
            {
                return (survivor, other, false);
            }
        }
    }

    [Fact]
    public async Task The_staff_changes_a_customer_and_the_order_keeps_the_contracted_data()
    {
        var id = (await register.SubmitAsync(Order("update-1", "A-update", "Before Ltd", "+8613800000003")))[0];
        await register.WithOrdersAsync(id, 1);
        JsonObject profile = new()
        {
            ["name"] = "After Ltd",
            ["phone"] = "+44 20 7946 0000",
            ["address"] = new JsonObject { ["country"] = "GB", ["province"] = "England", ["city"] = "London", ["street"] = "1 Quay Road" },
        };
        JsonObject input = new()
        {
            ["customerId"] = id,
            ["expectedRevision"] = 1,
            ["idempotencyKey"] = "update",
            ["profile"] = profile,
            ["signers"] = new JsonArray(new JsonObject { ["name"] = "Ann Lee", ["evidence"] = "Power of attorney." }),
            ["language"] = "en",
            ["timeZone"] = "Europe/London",
            ["contactConsent"] = true,
        };

        Assert.Equal("After Ltd", (string)(await DryAsync("customerUpdate", input))["profile"]!["name"]!);
        Assert.Equal(1, (int)(await register.FindAsync(id))!["revision"]!);
        var updated = await register.AcceptedAsync("ORDER_MANAGER", "customerUpdate", (JsonObject)input.DeepClone());
        Assert.Equal(("After Ltd", "A-update", "+442079460000", "en", "Europe/London", true),
            ((string)updated["profile"]!["name"]!, (string)updated["profile"]!["account"]!,
            (string)updated["profile"]!["phone"]!, (string)updated["language"]!, (string)updated["timeZone"]!,
            (bool)updated["contactConsent"]!));
        Assert.Equal(["Chen Zhiyuan", "Ann Lee"], Names(updated, "signers"));
        Assert.Equal(updated.ToJsonString(), (await register.FindAsync(id))!.ToJsonString());
        Assert.True((bool)(await register.CallAsync("ORDER_MANAGER", "customerUpdate", (JsonObject)input.DeepClone()))["replayed"]!);
        var order = (await (await site.AsAsync("auditor", "AUDITOR"))
            .QueryAsync(
                "{ orderByExternalReference(platform: \"app\", externalReference: \"update-1\") { revision customer { name } } "
                    + "}"))["orderByExternalReference"]!;
        Assert.Equal((1, "Before Ltd"), ((int)order["revision"]!, (string)order["customer"]!["name"]!));

        // By the name and phone that were entered it is found too.
        var entered = GlobalId.Encode("Customer", CustomerIdentity.OfNameAndPhone("After Ltd", "+442079460000").Value);
        await register.BecomesAsync(entered, x => (string)x["id"]! == id);
        Assert.Equal([entered], await register.SubmitAsync(Order("update-2", null, "after ltd", "+442079460000")));
        await register.BecomesAsync(id, x => (int)x["orders"]!["totalCount"]! == 2 && x["aliases"]!.AsArray().Count == 2);

        input["idempotencyKey"] = null;
        Assert.Equal([("STALE_REVISION", "")], await register.RefusedAsync("SALES", "customerUpdate", (JsonObject)input.DeepClone()));
        profile["phone"] = "12";
        Assert.Equal(
            [("MALFORMED", "profile.phone"), ("REQUIRED", "signers.0.evidence"), ("UNKNOWN_CODE", "timeZone")],
            await register.RefusedAsync("SALES", "customerUpdate", new()
            {
                ["customerId"] = id,
                ["profile"] = profile.DeepClone(),
                ["signers"] = new JsonArray(new JsonObject { ["name"] = "Bo" }),
                ["timeZone"] = "Mars/Olympus",
            }));
        Assert.Equal(["FORBIDDEN"], await DeniedAsync("FINANCE", "customerUpdate", new() { ["customerId"] = id }));
        Assert.Equal(
            [("NOT_FOUND", "customerId")], await register.RefusedAsync("SALES", "customerUpdate", new() { ["customerId"] = "nobody" }));
    }

    [Fact]
    public async Task A_customer_sees_only_itself_and_no_internal_data_of_the_company()
    {
        var ids = await register.SubmitAsync(
            Order("see-1", "A-see", "See Ltd", "+8613800000004"), Order("see-2", "B-see", "Foreign Ltd", "+8613800000005"));
        await register.WithOrdersAsync(ids[0], 1);
        await register.WithOrdersAsync(ids[1], 1);
        var own = new ApiClient(site.Url, await site.TokenAsync("--role", "CUSTOMER", "--subject", "buyer", "--customer", ids[0]));

        var seen = await own.QueryAsync(
            "query Q($own: ID!, $foreign: ID!) { own: customer(id: $own) { profile { name } signers { name } orders { totalCount } } "
                + "foreign: customer(id: $foreign) { id } "
            + "nodes(ids: [$own, $foreign]) { id } }", new() { ["own"] = ids[0], ["foreign"] = ids[1] });
        Assert.Equal(("See Ltd", 1), ((string)seen["own"]!["profile"]!["name"]!, (int)seen["own"]!["orders"]!["totalCount"]!));
        Assert.Null(seen["foreign"]);
        Assert.Equal([ids[0], null], seen["nodes"]!.AsArray().Select(node => (string?)node?["id"]));

        foreach (var query in new[] { "{ customers { nodes { id } } }", $"{{ customer(id: \"{ids[0]}\") {{ block {{ reason }} }} }}",
            $"{{ customer(id: \"{ids[0]}\") {{ possibleDuplicates {{ id }} }} }}" })
            Assert.NotNull((await own.SendAsync(new JsonObject { ["query"] = query }.ToJsonString())).Json!["errors"]);
        var platform = await site.AsPlatformAsync("app");
        Assert.NotNull(
            (await platform.SendAsync(
                new JsonObject { ["query"] = $"{{ customer(id: \"{ids[0]}\") {{ id }} }}" }.ToJsonString())).Json!["errors"]);
    }

    [Fact]
    public async Task Customers_are_listed_page_by_page_and_by_status()
    {
        var ids = await register.SubmitAsync(
            Enumerable.Range(0, 5).Select(i => Order($"list-{i}", $"L-{i}", $"Listed {i}", Digits(300 + i))));
        foreach (var id in ids)
            await register.WithOrdersAsync(id, 1);
        await register.AcceptedAsync("FINANCE", "customerBlock", new() { ["customerId"] = ids[3], ["reason"] = "Unpaid bills." });
        const string Page = """
            query Q($first: Int, $after: String, $last: Int, $before: String, $where: CustomerFilterInput, $orderBy: CustomerSortInput) {
              customers(first: $first, after: $after, last: $last, before: $before, where: $where, orderBy: $orderBy) {
                totalCount nodes { id status profile { name } } pageInfo { hasNextPage endCursor startCursor } } }
            """;
        var auditor = await site.AsAsync("auditor", "AUDITOR");

        List<string> all = [];
        for (string? after = null; ;)
        {
            var page = (await auditor.QueryAsync(Page, new() { ["first"] = 2, ["after"] = after }))["customers"]!;
            all.AddRange(page["nodes"]!.AsArray().Select(x => (string)x!["id"]!));
            after = (string?)page["pageInfo"]!["endCursor"];
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
            {
                Assert.Equal(all.Count, (int)page["totalCount"]!);
                break;
            }
        }
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Superset(ids.ToHashSet(), all.ToHashSet());
        var backward = (await auditor.QueryAsync(Page, new() { ["last"] = 3 }))["customers"]!["nodes"]!.AsArray()
            .Select(x => (string)x!["id"]!);
        Assert.Equal(all[^3..], backward);

        JsonObject blocked = new() { ["status"] = new JsonObject { ["eq"] = "BLOCKED" } };
        Assert.Contains(ids[3],
            await IdsAsync(new()
            {
                ["where"] = blocked.DeepClone(),
                ["orderBy"] = new JsonObject { ["field"] = "UPDATED_AT", ["direction"] = "ASC" }
            }));
        var others = await IdsAsync(new() { ["where"] = new JsonObject { ["not"] = blocked.DeepClone() }, ["first"] = 100 });
        Assert.DoesNotContain(ids[3], others);
        Assert.Superset(ids.ToHashSet(), others.Append(ids[3]).ToHashSet());
        Assert.Equal("BAD_USER_INPUT",
            (await auditor.SendAsync(new JsonObject { ["query"] = "{ customers(after: \"x\") { totalCount } }" }.ToJsonString())).Code);

        async Task<List<string>> IdsAsync(JsonObject variables) =>
            [.. (await auditor.QueryAsync(Page, variables))["customers"]!["nodes"]!.AsArray().Select(x => (string)x!["id"]!)];
    }

    [Fact]
    public async Task An_event_delivered_twice_is_recorded_once_and_erased_data_are_gone()
    {
        // One after the other: two partitions are delivered in any order.
        var id = (await register.SubmitAsync(Order("twice-1", "A-twice", "Twice Ltd", "+8613800000006")))[0];
        await register.BecomesAsync(id, x => (int)x["revision"]! == 1);
        await register.SubmitAsync(Order("twice-2", null, "Twice Ltd", "+8613800000006"));
        var before = await register.BecomesAsync(id, x => (int)x["revision"]! == 2);

        await site.Server.StopAsync();
        await site.Store.ForgetConsumersAsync();
        await site.StartAsync();
        await Recount.OfApiAsync(await site.AsAsync("manager", "ORDER_MANAGER"));
        var last = (await register.SubmitAsync(Order("twice-3", "A-last", "Last Ltd", "+8613800000007")))[0];
        await register.WithOrdersAsync(last, 1);
        Assert.Equal(before.ToJsonString(), (await register.FindAsync(id))!.ToJsonString());

        Assert.Equal(0, await site.Server.StopAsync());
        var verified = await site.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Equal(0, (await site.RunAsync("rebuild")).ExitCode);
        await site.Store.DestroyKeysAsync(Guid.ParseExact(Hex(last), "N"));
        await site.StartAsync();

        Assert.Equal(before.ToJsonString(), (await register.FindAsync(id))!.ToJsonString());
        var erased = (await register.FindAsync(last))!;
        Assert.Equal((true, null, 0, 1),
            ((bool)erased["erased"]!, (string?)erased["profile"]?["name"], erased["contacts"]!.AsArray().Count,
                (int)erased["orders"]!["totalCount"]!));
    }

    private static string Digits(int number) => "+86139" + number.ToString("D8", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(JsonObject customer, string list) =>
        customer[list]!.AsArray().Select(x => (string)x!["name"]!);

    private static string Hex(string id) => GlobalId.TryDecode(id, "Customer", out var value) ? value.ToString("N")
        : throw new ArgumentException("no customer's id", nameof(id));

    private async Task<JsonObject> DryAsync(string mutation, JsonObject input)
    {
        var dry = (JsonObject)input.DeepClone();
        dry["dryRun"] = true;
        return await register.AcceptedAsync("ORDER_MANAGER", mutation, dry);
    }

    // Roles that may not call the mutation at all are refused before anything is decided.
    private async Task<string[]> DeniedAsync(string role, string mutation, JsonObject input)
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var answer = await (await site.AsAsync(role.ToLowerInvariant(), role)).SendAsync(new JsonObject
        {
            ["query"] = $"mutation M($input: {type}!) {{ {mutation}(input: $input) {{ replayed }} }}",
            ["variables"] = new JsonObject { ["input"] = input.DeepClone() },
        }.ToJsonString());
        return [answer.Code ?? answer.Text];
    }
}

public sealed class CustomersOnSqlite(SqliteSite site) : CustomerScenarios(site), IClassFixture<SqliteSite>;

public sealed class CustomersOnPostgres(PostgresSite site) : CustomerScenarios(site), IClassFixture<PostgresSite>;
