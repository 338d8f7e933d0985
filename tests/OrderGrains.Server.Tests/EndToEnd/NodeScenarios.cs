using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Every global id of the schema finds its record.</summary>
public sealed class NodeScenarios(SqliteSite site) : IClassFixture<SqliteSite>
{
    [Fact]
    public async Task Every_global_id_that_is_shown_finds_its_record_by_node_and_nodes()
    {
        var everybody = site.As(OrderAccess.SeesEverything, "everybody");
        await MakeRecordsAsync();
        Dictionary<string, HashSet<string>> shown = [];
        foreach (var selection in ProductSchema.Schema.Query.Fields.SelectMany(field => Ways(field, [])))
            Collect(await everybody.QueryAsync($"{{ {selection} }}"), shown);
        Assert.Empty(ProductSchema.Objects.Where(type => type.Fields.Any(IsGlobalId)).Select(type => type.Name).Except(shown.Keys));

        foreach (var (type, ids) in shown)
        {
            var nodes = (await everybody.QueryAsync("query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
                new() { ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) }))["nodes"]!.AsArray();
            foreach (var (id, found) in ids.Zip(nodes))
            {
                Assert.True(found is not null, $"{type} {id}");
                var node = (await everybody.QueryAsync(
                    "query Q($id: ID!) { node(id: $id) { __typename id } }", new() { ["id"] = id }))["node"]!;
                Assert.Equal(found.ToJsonString(), node.ToJsonString());
                if (ProductSchema.Objects.Single(x => x.Name == type).ResolvedInterfaces.Any(x => x.Name == "Node"))
                    Assert.Equal((type, id), ((string)node["__typename"]!, (string)node["id"]!));
            }
        }
    }

    [Fact]
    public void A_type_with_a_global_id_of_its_own_is_a_node()
    {
        // These show the id of a customer, which is a node.
        string[] borrowing = ["CustomerAlias", "CustomerClaim", "MergedCustomer", "OrderCustomer"];

        Assert.Equal(
            ProductSchema.Objects.Where(type => type.Fields.Any(IsGlobalId)).Select(type => type.Name).Except(borrowing),
            ProductSchema.Objects.Where(type => type.ResolvedInterfaces.Any(x => x.Name == "Node")).Select(type => type.Name));
    }

    private static bool IsGlobalId(FieldType field) => field.Name == "id" && field.ResolvedType!.GetNamedType() is IdGraphType;

    // Every way to a global id through fields that need no argument, without going in circles; each is a document, since all together would
    // cost more than one may.
    private static IEnumerable<string> Ways(FieldType field, IReadOnlyList<string> passed)
    {
        if (IsGlobalId(field))
            return ["__typename id"];
        if (field.ResolvedType!.GetNamedType() is not IObjectGraphType type || passed.Contains(type.Name)
            || !ProductSchema.May(OrderAccess.SeesEverything, field)
            || field.Name == "edges"
                || (field.Arguments?.Any(argument => argument.ResolvedType is NonNullGraphType && argument.DefaultValue is null) ?? false))
            return [];
        var call = ProductSchema.Call(
            field, field.Arguments?.Find("first") is null ? null : new Dictionary<string, string> { ["first"] = "5" });
        return type.Fields.SelectMany(inner => Ways(inner, [.. passed, type.Name])).Select(way => $"{call} {{ {way} }}");
    }

    private static void Collect(JsonNode? node, Dictionary<string, HashSet<string>> shown)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Collect(item, shown);
        }
        else if (node is JsonObject record)
        {
            if ((string?)record["__typename"] is { } type)
                (shown.TryGetValue(type, out var ids) ? ids : shown[type] = []).Add((string)record["id"]!);
            foreach (var (_, value) in record)
                Collect(value, shown);
        }
    }

    // An order with a feedback item and a notification, a team, a person, and two identical customers.
    private async Task MakeRecordsAsync()
    {
        var manager = site.As(Roles.OrderManager | Roles.OrderReviewer | Roles.DepartmentHead, "manager");
        var platform = site.As(Roles.Platform, "client-app", null, "app");
        List<JsonObject> orders = [];
        foreach (var name in new[] { "nodes-one", "nodes-two" })
        {
            var form = SampleSubmissions.Order(name);
            (form["customer"]!["account"], form["customer"]!["name"]) = ($"account-{name}", $"Company {name}");
            orders.Add(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form }));
        }
        var order = (string)orders[0]["id"]!;
        await manager.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = order });
        await manager.AcceptedAsync("orderVerify", new() { ["orderId"] = order });
        await AssignmentDesk.AcceptedAsync(manager, "teamCreate", "team", new()
        {
            ["team"] = new JsonObject
            {
                ["name"] = "Team of nodes",
                ["department"] = "Project department 1",
                ["skills"] = new JsonArray(new JsonObject { ["code"] = "SYSTEMS", ["level"] = 3 }),
            },
        });
        await AssignmentDesk.AcceptedAsync(manager, "staffMemberSet", "staffMember", new()
        {
            ["subject"] = "person-of-nodes",
            ["member"] = new JsonObject
            {
                ["name"] = "Person",
                ["departments"] = new JsonArray("Project department 1"),
                ["roles"] = new JsonArray("SERVICE_STAFF")
            },
        });
        var claimed = SampleSubmissions.Order("nodes-claim");
        (claimed["platform"], claimed["externalReference"]) = (null, null);
        (claimed["customer"]!["name"], claimed["customer"]!["phone"]) = ("Claimed company of nodes", "+442079469999");
        claimed["contract"]!["acknowledgement"] =
            new JsonObject { ["by"] = "Ann Lee", ["at"] = "2026-01-04", ["method"] = "ON_SITE", ["explainedBy"] = "Li Na" };
        await site.As(Roles.Customer, "claimer-of-nodes", CustomerId.OfAccount("self", "nodes"))
            .AcceptedAsync("orderSubmit", new() { ["order"] = claimed });
        var (one, two) = ((string)orders[0]["customer"]!["id"]!, (string)orders[1]["customer"]!["id"]!);
        await Polling.UntilAsync(async () =>
            (await manager.QueryAsync(
                "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }", new() { ["ids"] = new JsonArray(one, two) }))["nodes"]!
            .AsArray().All(customer => customer is not null));
        await AssignmentDesk.AcceptedAsync(manager, "customerMerge", "customer",
            new() { ["customerId"] = one, ["mergedCustomerId"] = two, ["reason"] = "The same company." });
        await Polling.UntilAsync(async () =>
            (string?)(await manager.QueryAsync(
                "query Q($id: ID!) { node(id: $id) { id } }", new() { ["id"] = two }))["node"]?["id"] == one);
        await Polling.UntilAsync(async () =>
            (await manager.QueryAsync(
                "{ feedbackItems { nodes { id } } customers(first: 100) { nodes { claims { id } } } viewer { notifications { nodes { id } "
                    + "} } }")) is var made
            && made["customers"]!["nodes"]!.AsArray().Any(customer => customer!["claims"]!.AsArray().Count > 0)
            && made["feedbackItems"]!["nodes"]!.AsArray().Count > 0 && made["viewer"]!["notifications"]!["nodes"]!.AsArray().Count > 0);
    }
}
