using System.Globalization;
using System.Text.Json.Nodes;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Testing;
using static OrderGrains.Testing.CustomerRegister;

namespace OrderGrains.Server.Tests.EndToEnd;

// An account names a company in an order of its own. Until order management has confirmed that the two are the same, neither sees anything
// of the other.
public abstract partial class CustomerScenarios
{
    private const string Seen = """
        query Q($own: ID!, $entry: ID!, $order: ID!) {
          own: customer(id: $own) { id revision status profile { name email } contacts { name phone email } signers { name orderId }
            language contactConsent orders { totalCount } }
          entry: customer(id: $entry) { id } node(id: $entry) { id } order(id: $order) { id }
          orders(first: 100) { totalCount nodes { id } } found: orders(where: {contains: "Secret"}) { totalCount }
          ofEntry: orders(where: {customerId: {eq: $entry}}) { totalCount }
          viewer { tasks { nodes { kind } } notifications(first: 100) { nodes { order { id } } } } }
        """;

    [Fact]
    public async Task An_account_that_names_a_company_sees_nothing_of_it_before_order_management_confirms_the_claim()
    {
        var (account, entry, client) = await ClaimAsync("Prey Ltd", 400);
        var secret = await SellAsync("Prey Ltd", 400, "secret");
        var register = await this.register.BecomesAsync(entry, x => Names(x, "contacts").Contains("Secret Buyer"));

        // Two customers, each flagged on the other; the register's entry has nothing of the account's.
        Assert.Equal((entry, "secret@example.com", 1),
            ((string)register["id"]!, (string)register["profile"]!["email"]!, (int)register["orders"]!["totalCount"]!));
        Assert.DoesNotContain("Claimer", Names(register, "signers"));
        Assert.Equal([account], Ids(register, "possibleDuplicates"));
        var claimer = (await this.register.FindAsync(account))!;
        Assert.Equal([entry], Ids(claimer, "possibleDuplicates"));
        Assert.Equal((entry, 0), ((string)Assert.Single(claimer["claims"]!.AsArray())!["id"]!, claimer["aliases"]!.AsArray().Count));

        // The account does not see the entries of sales about either: they do not stem from the account.
        await this.register.AcceptedAsync(
            "SALES", "customerUpdate", new() { ["customerId"] = entry, ["signers"] = Signer("Secret Director") });
        await this.register.AcceptedAsync("SALES", "customerUpdate", new()
        {
            ["customerId"] = account,
            ["contacts"] = new JsonArray(new JsonObject { ["name"] = "Secret Clerk", ["phone"] = Digits(499) }),
            ["signers"] = Signer("Secret Chairman"),
            ["language"] = "en",
        });
        var before = await SeeAsync(client, account, entry, secret);
        Assert.DoesNotContain("Secret", before.ToJsonString());
        Assert.Equal((account, "Prey Ltd", 1),
            ((string)before["own"]!["id"]!, (string)before["own"]!["profile"]!["name"]!, (int)before["own"]!["orders"]!["totalCount"]!));
        Assert.Equal(["Claimer"], Names(before["own"]!.AsObject(), "contacts"));
        Assert.Equal(["Claimer"], Names(before["own"]!.AsObject(), "signers"));
        Assert.Equal((null, 1), (before["own"]!["language"], (int)before["own"]!["revision"]!));
        Assert.Equal((null, null, null, 1, 0),
            (before["entry"], before["node"], before["order"], (int)before["orders"]!["totalCount"]!,
                (int)before["ofEntry"]!["totalCount"]!));

        JsonObject input =
            new() { ["customerId"] = account, ["claimId"] = entry, ["reason"] = "Confirmed by letter.", ["idempotencyKey"] = "confirm" };
        Assert.Equal(["FORBIDDEN"], await DeniedAsync("SALES", "customerClaimConfirm", input));
        Assert.Equal([("STALE_REVISION", "")],
            await this.register.RefusedAsync("ORDER_MANAGER", "customerClaimConfirm", With(input, "expectedRevision", 1)));
        Assert.Contains("Secret Buyer", Names(await DryAsync("customerClaimConfirm", input), "contacts"));
        Assert.Single((await this.register.FindAsync(account))!["claims"]!.AsArray());
        var confirmed = await this.register.AcceptedAsync("ORDER_MANAGER", "customerClaimConfirm", (JsonObject)input.DeepClone());
        Assert.True((bool)Assert.Single(confirmed["aliases"]!.AsArray())!["confirmed"]!);
        Assert.True(
            (bool)(await this.register.CallAsync("ORDER_MANAGER", "customerClaimConfirm", (JsonObject)input.DeepClone()))["replayed"]!);
        await this.register.BecomesAsync(entry, x => (string)x["id"]! == account && (int)x["orders"]!["totalCount"]! == 2);

        var after = await SeeAsync(client, account, entry, secret);
        Assert.Equal(
            (account, account, "en"), ((string)after["own"]!["id"]!, (string)after["entry"]!["id"]!, (string)after["own"]!["language"]!));
        Assert.Superset(new HashSet<string> { "Secret Buyer", "Secret Director", "Secret Chairman" },
            Names(after["own"]!.AsObject(), "signers").ToHashSet());
        Assert.Equal((null, 1), (after["order"], (int)after["orders"]!["totalCount"]!)); // An order stays its own customer's.
    }

    [Fact]
    public async Task A_claim_is_a_task_of_order_management_until_it_is_decided_and_a_declined_one_keeps_both_apart()
    {
        var (account, entry, client) = await ClaimAsync("Quarry Ltd", 410);
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        await Polling.UntilAsync(async () => (await ClaimsAsync(manager)).Contains(account));
        Assert.DoesNotContain(account, await ClaimsAsync(await site.AsAsync("seller", "SALES")));
        // Nobody has ordered under it yet.
        Assert.DoesNotContain(entry, (await manager.QueryAsync("{ customers(first: 100) { nodes { id } } }")).ToJsonString());

        JsonObject input = new() { ["customerId"] = account, ["claimId"] = entry, ["idempotencyKey"] = "decline" };
        Assert.Equal([("REQUIRED", "reason")], await register.RefusedAsync("ORDER_MANAGER", "customerClaimDecline", input));
        Assert.Equal([("NOT_FOUND", "claimId")],
            await register.RefusedAsync(
                "ORDER_MANAGER", "customerClaimDecline", With(With(input, "claimId", account), "idempotencyKey", null)));
        var declined =
            await register.AcceptedAsync("ORDER_MANAGER", "customerClaimDecline", With(input, "reason", "Unknown to the company."));
        Assert.Equal(("order_manager", "Unknown to the company."),
            ((string)declined["claims"]![0]!["declined"]!["by"]!, (string)declined["claims"]![0]!["declined"]!["reason"]!));
        await Polling.UntilAsync(async () => !(await ClaimsAsync(manager)).Contains(account));

        // The claim is not opened again by further orders of the account, and later changes of the company stay with the company.
        await OrderAsync(client, "Quarry Ltd", 410, "Other Claimer");
        var secret = await SellAsync("Quarry Ltd", 410, "secret");
        await register.BecomesAsync(account, x => Names(x, "contacts").Contains("Other Claimer"));
        await register.BecomesAsync(entry, x => (string)x["id"]! == entry && Names(x, "contacts").Contains("Secret Buyer"));
        Assert.Equal([("CONTRADICTION", "claimId")],
            await register.RefusedAsync(
                "ORDER_MANAGER", "customerClaimConfirm", With(With(input, "reason", "x"), "idempotencyKey", "late")));
        Assert.DoesNotContain("Secret", (await SeeAsync(client, account, entry, secret)).ToJsonString());
        Assert.Empty((await register.FindAsync(account))!["possibleDuplicates"]!.AsArray());
        Assert.DoesNotContain(account, await ClaimsAsync(manager));
    }

    [Fact]
    public async Task An_account_named_by_a_platform_is_one_customer_with_the_register_and_sees_the_data_of_its_own_orders()
    {
        var account = (await register.SubmitAsync(Order("vouch-1", "A-vouch", "Vouched Ltd", Digits(420))))[0];
        await register.WithOrdersAsync(account, 1);
        var secret = await SellAsync("Vouched Ltd", 420, "secret");
        var entry = Entry("Vouched Ltd", 420);
        await register.BecomesAsync(entry, x => (string)x["id"]! == account && Names(x, "contacts").Contains("Secret Buyer"));
        var client = Claimer(account, "buyer");

        var before = await SeeAsync(client, account, entry, secret);
        Assert.DoesNotContain("Secret", before.ToJsonString());
        Assert.Equal(["Chen Zhiyuan"], Names(before["own"]!.AsObject(), "contacts"));
        Assert.Null(before["entry"]);

        var alias = Assert.Single((await register.FindAsync(account))!["aliases"]!.AsArray())!;
        Assert.Equal((entry, false), ((string)alias["id"]!, (bool)alias["confirmed"]!));
        await register.AcceptedAsync(
            "ORDER_MANAGER", "customerClaimConfirm", new() { ["customerId"] = account, ["claimId"] = entry, ["reason"] = "The same." });
        Assert.Contains("Secret Buyer", Names((await SeeAsync(client, account, entry, secret))["own"]!.AsObject(), "contacts"));
    }

    [Fact]
    public async Task An_order_of_the_registers_entry_reaches_no_inbox_queue_or_command_of_the_account_that_claims_it()
    {
        var (account, entry, client) = await ClaimAsync("Silent Ltd", 430);
        var order = await SellAsync("Silent Ltd", 430, "secret");
        await register.WithOrdersAsync(entry, 1);

        var reviewer = await site.AsAsync("reviewer", "ORDER_REVIEWER");
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = order });
        await reviewer.AcceptedAsync("orderReject", new() { ["orderId"] = order, ["reason"] = "No such service." });
        var seller = await site.AsAsync("seller", "SALES");
        await Polling.UntilAsync(async () => (await seller.ToldAsync(order)).Contains("ORDER_REJECTED"));

        var seen = await SeeAsync(client, account, entry, order);
        Assert.Empty(seen["viewer"]!["notifications"]!["nodes"]!.AsArray());
        Assert.Empty(seen["viewer"]!["tasks"]!["nodes"]!.AsArray());
        Assert.Equal("NOT_FOUND",
            (string)(await client.OrderAsync(
                "orderCancellationRequest", new() { ["orderId"] = order, ["reason"] = "mine" }))["errors"]![0]!["code"]!);
    }

    [Fact]
    public async Task A_block_in_the_register_refuses_and_holds_orders_under_its_name_and_phone_from_every_account()
    {
        var (account, entry, client) = await ClaimAsync("Debtor Ltd", 440);
        await SellAsync("Debtor Ltd", 440, "secret");
        await register.WithOrdersAsync(entry, 1);
        await register.AcceptedAsync("FINANCE", "customerBlock", new() { ["customerId"] = entry, ["reason"] = "Secret: unpaid bills." });

        foreach (var one in new[] { client, Claimer(GlobalId.Encode("Customer", CustomerId.OfAccount("self", "fresh").Value), "fresh") })
            Assert.Equal("CUSTOMER_BLOCKED",
                (string)(await one.OrderAsync("orderSubmit", Submission("Debtor Ltd", 440, "Claimer")))["errors"]![0]!["code"]!);
        var platform = await site.AsPlatformAsync("app");
        Assert.Equal("CUSTOMER_BLOCKED",
            (string)(await platform.OrderAsync(
                "orderSubmit", new() { ["order"] = Order("debt-1", "A-debt", "debtor ltd", Digits(440)) }))["errors"]![0]!["code"]!);

        // The block belongs to the entry alone: the account goes on under another name and learns nothing of it.
        await OrderAsync(client, "Honest Ltd", 441, "Claimer");
        var seen = await SeeAsync(client, account, entry, entry);
        Assert.Equal(
            ("ACTIVE", false), ((string)seen["own"]!["status"]!, seen.ToJsonString().Contains("Secret", StringComparison.Ordinal)));
        await register.AcceptedAsync("SENIOR_LEADER", "customerUnblock", new() { ["customerId"] = entry, ["reason"] = "Paid." });
        await OrderAsync(client, "Debtor Ltd", 440, "Claimer");
    }

    [Fact]
    public async Task Two_merged_customers_show_an_account_no_more_than_was_confirmed()
    {
        // A platform's account that the register has joined with a company, unconfirmed, is merged into an account that was confirmed.
        var (account, entry, client) = await ClaimAsync("Merger Ltd", 450);
        await register.AcceptedAsync(
            "ORDER_MANAGER", "customerClaimConfirm", new() { ["customerId"] = account, ["claimId"] = entry, ["reason"] = "The same." });
        var other = (await register.SubmitAsync(Order("merge-1", "A-merge", "Victim Ltd", Digits(451))))[0];
        await register.WithOrdersAsync(other, 1);
        var secret = await SellAsync("Victim Ltd", 451, "secret");
        var victim = Entry("Victim Ltd", 451);
        await register.BecomesAsync(other, x => Names(x, "contacts").Contains("Secret Buyer"));
        await register.AcceptedAsync(
            "ORDER_MANAGER", "customerMerge", new() { ["customerId"] = account, ["mergedCustomerId"] = other, ["reason"] = "One buyer." });
        await register.BecomesAsync(victim, x => (string)x["id"]! == account);

        Assert.DoesNotContain("Secret", (await SeeAsync(client, account, victim, secret)).ToJsonString());
        Assert.DoesNotContain("Secret", (await SeeAsync(Claimer(other, "second"), other, victim, secret)).ToJsonString());
        await register.AcceptedAsync("ORDER_MANAGER", "customerClaimConfirm",
            new() { ["customerId"] = account, ["claimId"] = victim, ["reason"] = "The same too." });
        Assert.Contains("Secret Buyer", Names((await SeeAsync(client, account, victim, secret))["own"]!.AsObject(), "contacts"));
        Assert.Contains(
            "Secret Buyer", Names((await SeeAsync(Claimer(other, "second"), other, victim, secret))["own"]!.AsObject(), "contacts"));
    }

    private static string Entry(string name, int phone) =>
        GlobalId.Encode("Customer", CustomerIdentity.OfNameAndPhone(name, Digits(phone)).Value);

    private static JsonArray Signer(string name) => new(new JsonObject { ["name"] = name, ["evidence"] = "Power of attorney." });

    private static IEnumerable<string> Ids(JsonObject customer, string list) => customer[list]!.AsArray().Select(x => (string)x!["id"]!);

    private static JsonObject With(JsonObject input, string name, JsonNode? value)
    {
        var copy = (JsonObject)input.DeepClone();
        copy[name] = value;
        return copy;
    }

    private static JsonObject Submission(string name, int phone, string contact) =>
        new() { ["order"] = OrderWithoutPlatform(name, Digits(phone), contact) };

    private static async Task OrderAsync(ApiClient client, string name, int phone, string contact) =>
        await client.AcceptedAsync("orderSubmit", Submission(name, phone, contact));

    private static async Task<JsonObject> SeeAsync(ApiClient client, string own, string entry, string order) =>
        await client.QueryAsync(Seen, new() { ["own"] = own, ["entry"] = entry, ["order"] = order });

    private static async Task<List<string>> ClaimsAsync(ApiClient viewer) =>
    [
        .. (await viewer.QueryAsync(
            "{ viewer { tasks(first: 100) { nodes { kind dueAt order { id } record { __typename id } actions { command } } } } "
                + "}"))["viewer"]!["tasks"]!["nodes"]!.AsArray()
            .Where(task => (string)task!["kind"]! == "CUSTOMER_CLAIM" && task["order"] is null
                && (string)task["record"]!["__typename"]! == "Customer").Select(task => (string)task!["record"]!["id"]!),
    ];

    private ApiClient Claimer(string account, string subject) =>
        site.As(Roles.Customer, subject, GlobalId.TryDecode(account, "Customer", out var id) ? new CustomerId(id)
            : throw new ArgumentException("no customer's id", nameof(account)));

    // An account orders by itself and names a company that nothing is known of yet.
    private async Task<(string Account, string Entry, ApiClient Client)> ClaimAsync(string name, int phone)
    {
        var account = GlobalId.Encode("Customer", CustomerId.OfAccount("self", phone.ToString(CultureInfo.InvariantCulture)).Value);
        var client = Claimer(account, $"claimer-{phone}");
        await OrderAsync(client, name, phone, "Claimer");
        await register.BecomesAsync(account, x => x["claims"]!.AsArray().Count == 1);
        return (account, Entry(name, phone), client);
    }

    // Sales enters an order of the real company.
    private async Task<string> SellAsync(string name, int phone, string mail) =>
        (string)(await (await site.AsAsync("seller", "SALES"))
            .AcceptedAsync("orderSubmit",
                new() { ["order"] = OrderWithoutPlatform(name, Digits(phone), "Secret Buyer", $"{mail}@example.com") }))["id"]!;
}
