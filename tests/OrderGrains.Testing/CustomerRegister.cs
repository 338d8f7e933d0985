using System.Text.Json.Nodes;

namespace OrderGrains.Testing;

/// <summary>The register of customers as those who keep it use it.</summary>
public sealed class CustomerRegister(Site site)
{
    private const string Fields = """
        id revision status profile { platform account name phone email address { city street } } contacts { name phone email } signers {
          name evidence orderId by }
        language timeZone contactConsent erased block { reason by } aliases { id platform account name phone confirmed } claims { id name
          orderId declined { by reason } } merged { id by reason } possibleDuplicates { id }
        orders { totalCount nodes { externalReference } }
        """;

    /// <summary>A submission of a platform, of a customer of its own.</summary>
    public static JsonObject Order(string reference, string? account, string name, string phone, string contact = "Chen Zhiyuan")
    {
        var order = SampleSubmissions.Order(reference);
        var customer = order["customer"]!;
        (customer["account"], customer["name"], customer["phone"], customer["contactPerson"], customer["email"]) =
            (account, name, phone, contact, null);
        return order;
    }

    /// <summary>An order without a platform: of an account by itself, or of sales.</summary>
    public static JsonObject OrderWithoutPlatform(string name, string phone, string contact, string? email = null)
    {
        var order = Order("", null, name, phone, contact);
        order.Remove("platform");
        order.Remove("externalReference");
        order["customer"]!["email"] = email;
        order["contract"]!["acknowledgement"] =
            new JsonObject { ["by"] = contact, ["at"] = "2026-01-04", ["method"] = "ON_SITE", ["explainedBy"] = "Li Na" };
        return order;
    }

    /// <summary>Submits orders, each of which must be accepted.</summary>
    /// <returns>The id of the customer that each carries.</returns>
    public async Task<List<string>> SubmitAsync(params IEnumerable<JsonObject> orders)
    {
        var platform = await site.AsPlatformAsync("app");
        List<string> customers = [];
        foreach (var order in orders)
            customers.Add((string)(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = order }))["customer"]!["id"]!);
        return customers;
    }

    /// <summary>The customer once it is as it must become; if that is asked for too often, the test has failed.</summary>
    public async Task<JsonObject> BecomesAsync(string id, Func<JsonObject, bool> state)
    {
        const int MostTimes = 5_000;
        JsonObject? customer = null;
        for (var time = 0; time < MostTimes; time++)
        {
            customer = await FindAsync(id);
            if (customer is not null && state(customer))
                return customer;
            await Polling.PauseAsync();
        }
        throw new InvalidOperationException($"The customer has not become so: {customer}");
    }

    /// <summary>The customer with so many orders.</summary>
    public Task<JsonObject> WithOrdersAsync(string id, int orders) =>
        BecomesAsync(id, customer => (int)customer["orders"]!["totalCount"]! == orders);

    /// <summary>The customer as an auditor sees it; null if there is none.</summary>
    public async Task<JsonObject?> FindAsync(string id) =>
        (await (await site.AsAsync("auditor", "AUDITOR"))
            .QueryAsync($"query Q($id: ID!) {{ customer(id: $id) {{ {Fields} }} }}", new() { ["id"] = id }))["customer"]?.AsObject();

    /// <summary>Calls a mutation on customers.</summary>
    /// <returns>Its payload.</returns>
    public async Task<JsonObject> CallAsync(string role, string mutation, JsonObject input)
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var data = await (await site.AsAsync(role.ToLowerInvariant(), role)).QueryAsync(
            $"mutation M($input: {type}!) {{ it: {mutation}(input: $input) {{ customer {{ {Fields} }} replayed errors {{ __typename code "
                + $"path }} }} }}", new() { ["input"] = input });
        return data["it"]!.AsObject();
    }

    /// <summary>Calls a mutation that must be accepted.</summary>
    /// <returns>The customer.</returns>
    public async Task<JsonObject> AcceptedAsync(string role, string mutation, JsonObject input)
    {
        var payload = await CallAsync(role, mutation, input);
        Assert.True(payload["errors"]!.AsArray().Count == 0, payload.ToJsonString());
        return payload["customer"]!.AsObject();
    }

    /// <summary>The refusals of a mutation: their codes and paths.</summary>
    public async Task<List<(string Code, string Path)>> RefusedAsync(string role, string mutation, JsonObject input)
    {
        var payload = await CallAsync(role, mutation, input);
        Assert.Null(payload["customer"]);
        return [.. payload["errors"]!.AsArray()
            .Select(error => ((string)error!["code"]!, string.Join('.', error["path"]?.AsArray().Select(step => (string)step!) ?? [])))];
    }
}
