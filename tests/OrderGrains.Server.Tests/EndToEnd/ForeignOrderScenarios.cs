using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Tests.Api;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A customer tries another's ids, numbers and references everywhere the schema takes one: nothing is found, and the answer is that of what does not exist.</summary>
public abstract class ForeignOrderScenarios(Site site)
{
    private const int Deep = 3;
    private const string Some = "first: 10";
    private const int Orders = 3; // Each has an order of a platform, an own one, and a draft.

    [Fact]
    public async Task A_customer_finds_nothing_of_another_wherever_an_id_is_taken()
    {
        var (own, other) = await CustomersAsync("walk");
        var unknown = other.Unknown();
        var tried = 0;
        foreach (var field in ProductSchema.Schema.Query.Fields.Concat(ProductSchema.Schema.Mutation!.Fields).Where(field => ProductSchema.May(Roles.Customer, field)))
        {
            foreach (var (foreign, missing) in Pairs(field, other, unknown))
            {
                var (answer, expected) = (await own.Client.SendAsync(Body(foreign)), await own.Client.SendAsync(Body(missing)));
                Assert.True(other.Hide(answer.Text) == unknown.Hide(expected.Text) && answer.Status == expected.Status, $"{foreign}\n{answer.Text}\n{expected.Text}");
                Assert.DoesNotContain(other.Secrets, secret => answer.Text.Contains(secret, StringComparison.Ordinal));
                tried++;
            }
        }
        Assert.True(tried >= 50, $"Only {tried} ways were tried.");
    }

    [Fact]
    public async Task A_customer_finds_nothing_of_another_by_any_list_filter_count_or_cursor()
    {
        var (own, other) = await CustomersAsync("filter");
        var search = $"{{ orders(where: {{contains: {other.Texts["words"]}}}) {{ totalCount }} }}";
        await Polling.UntilAsync(async () => (await other.ListAsync(search)).Contains($"\"totalCount\":{Orders}", StringComparison.Ordinal));
        var lists = Lists(own).ToList();
        Assert.Equal(["Customer.orders", "Query.orders", "Viewer.notifications", "Viewer.tasks"], lists.Select(list => list.Name).Order(StringComparer.Ordinal));

        foreach (var (name, field, document) in lists)
        {
            var all = await own.ListAsync(document(Some));
            var cursors = Values(await other.ListAsync(Lists(other).Single(list => list.Name == name).Document(Some)), "cursor");
            Assert.NotEmpty(cursors);
            var filter = field.Arguments!.Find("where")?.ResolvedType!.GetNamedType() as IInputObjectGraphType;
            List<string> calls =
            [
                .. filter is null ? [] : Conditions(filter, other, 2).Select(condition => $"{Some}, where: {condition}"),
                .. cursors.Select(cursor => $"{Some}, after: \"{cursor}\""),
                .. field.Arguments!.Find("before") is null ? [] : cursors.Select(cursor => $"last: 10, before: \"{cursor}\""),
            ];
            Assert.True(calls.Count > (filter is null ? 0 : 30), $"Only {calls.Count} ways were tried of {name}.");
            foreach (var call in calls)
            {
                var found = await own.ListAsync(document(call));
                Assert.True(!Values(found, "cursor").Except(Values(all, "cursor")).Any() && Values(found, "totalCount(?:AtLeast)?").All(count => count.Length == 1 && count[0] <= '0' + Orders), $"{name} {call}: {found}");
                Assert.DoesNotContain(other.Secrets, secret => found.Contains(secret, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_customer_who_follows_anothers_orders_is_told_of_its_own_alone()
    {
        var (own, other) = await CustomersAsync("follow");
        var filter = new JsonObject { ["orderId"] = new JsonObject { ["in"] = new JsonArray([.. other.Ids.Concat(own.Ids).Select(id => (JsonNode)id)]) } }.ToJsonString();
        var address = site.Url.ToString().TrimEnd('/');
        await using var company = NodeProcess.Start("follow.mjs", "ws", address, await site.TokenAsync("--role", "FINANCE", "--subject", "finance"), "orderEvents", filter);
        await using var customer = NodeProcess.Start("follow.mjs", "sse", address, await site.TokenAsync("--role", "CUSTOMER", "--subject", "follower", "--customer", own.CustomerId), "orderEvents", filter);
        await company.NextAsync("following");
        await customer.NextAsync("following");

        foreach (var order in new[] { other.Ids[0], own.Ids[0] })
        {
            await site.As(Roles.OrderManager, "manager").AcceptedAsync("orderHold", new() { ["orderId"] = order, ["kind"] = "INTERNAL", ["reason"] = "A question.", ["expectedResume"] = "2199-12-31" });
            Assert.Equal(order, (string?)(await company.NextAsync("event"))["event"]!["orderId"]); // The first was told before the second happened.
        }

        Assert.Equal(own.Ids[0], (string?)(await customer.NextAsync("event"))["event"]!["orderId"]);
    }

    [Theory]
    [InlineData("viewerTasks")]
    [InlineData("notifications")]
    public async Task A_customer_who_follows_tasks_or_notifications_is_told_of_its_own_alone(string field)
    {
        var (own, other) = await CustomersAsync(field);
        var address = site.Url.ToString().TrimEnd('/');
        await using var follower = NodeProcess.Start("follow.mjs", "ws", address, await site.TokenAsync("--role", "CUSTOMER", "--subject", $"person-{field}-own", "--customer", own.CustomerId), field);
        await follower.NextAsync("following");

        // The other's was told to the other before the own happened.
        foreach (var (name, party) in new[] { ($"{field}-other", other), ($"{field}-own", own) })
        {
            var told = (await party.Client.NotificationsAsync()).Count;
            await AnswerAsync(party, name);
            await ReturnAsync(party.Ids[1], name);
            await Polling.UntilAsync(async () => (await party.Client.NotificationsAsync()).Count > told && await party.Client.HasTaskAsync(party.Ids[1], "CORRECTION"));
        }

        var first = (await follower.NextAsync("event"))["event"]!;
        Assert.Equal(own.Ids[1], (string?)(first["orderId"] ?? first["notification"]!["order"]!["id"]));
        Assert.DoesNotContain(other.Secrets, secret => first.ToJsonString().Contains(secret, StringComparison.Ordinal));
    }

    // Every list that a customer can come to, with the document that asks for it.
    private static List<(string Name, FieldType Field, Func<string, string> Document)> Lists(Party own)
    {
        return [.. Below(ProductSchema.Schema.Query, selection => $"{{ {selection} }}", 2).DistinctBy(list => list.Name)];

        IEnumerable<(string Name, FieldType Field, Func<string, string> Document)> Below(IComplexGraphType type, Func<string, string> way, int depth)
        {
            foreach (var field in type.Fields.Where(field => ProductSchema.May(Roles.Customer, field)))
            {
                if (field.ResolvedType!.GetNamedType() is not IObjectGraphType next)
                    continue;
                var given = Given("id", $"\"{(next.Name == "Customer" ? own.CustomerId : own.Ids[0])}\"");
                if (next.Name.EndsWith("Connection", StringComparison.Ordinal))
                    yield return ($"{type.Name}.{field.Name}", field, call => way($"{field.Name}({call}){ProductSchema.Selection(next, Roles.Customer, Deep)}"));
                else if (depth > 1)
                    foreach (var list in Below(next, selection => way($"{ProductSchema.Call(field, given)} {{ {selection} }}"), depth - 1))
                        yield return list;
            }
        }
    }

    private static List<string> Values(string answer, string member) => [.. Regex.Matches(answer, $"\"{member}\":\"?([^\",}}]+)").Select(match => match.Groups[1].Value).Where(value => value != "null")];

    private static string Body(string query) => new JsonObject { ["query"] = query }.ToJsonString();

    // The field with each known value of the other customer in each place that could take it, and the same with a value that nobody has.
    private static IEnumerable<(string Foreign, string Missing)> Pairs(FieldType field, Party other, Party unknown)
    {
        var isMutation = ProductSchema.Schema.Mutation!.Fields.Contains(field);
        string Document(IReadOnlyDictionary<string, string> given) =>
            (isMutation ? "mutation " : "") + $"{{ {ProductSchema.Call(field, given)}{ProductSchema.Selection(field.ResolvedType!, Roles.Customer, Deep - 1)} }}";
        if (field.Name is "orderByNumber" or "orderByExternalReference")
            yield return (Document(other.Texts), Document(unknown.Texts));
        foreach (var argument in field.Arguments ?? Enumerable.Empty<QueryArgument>())
        {
            foreach (var (foreign, missing) in other.Ids.Zip(unknown.Ids))
            {
                if (argument.ResolvedType!.GetNamedType() is IdGraphType)
                    yield return (Document(Given(argument.Name, Listed(argument.ResolvedType!, foreign))), Document(Given(argument.Name, Listed(argument.ResolvedType!, missing))));
                else if (argument.ResolvedType!.GetNamedType() is IInputObjectGraphType input && isMutation)
                    foreach (var id in input.Fields.Where(x => x.ResolvedType!.GetNamedType() is IdGraphType))
                        yield return (
                            Document(Given(argument.Name, ProductSchema.Literal(input, Given(id.Name, Listed(id.ResolvedType!, foreign))))),
                            Document(Given(argument.Name, ProductSchema.Literal(input, Given(id.Name, Listed(id.ResolvedType!, missing))))));
            }
        }
    }

    private static Dictionary<string, string> Given(string name, string literal) => new() { [name] = literal };

    private static string Listed(IGraphType type, string id) => type.ToString()!.Contains('[', StringComparison.Ordinal) ? $"[\"{id}\"]" : $"\"{id}\"";

    // Every operator of every field with the other's value, alone and inside the operators that combine.
    private static IEnumerable<string> Conditions(IInputObjectGraphType filter, Party other, int depth)
    {
        foreach (var field in filter.Fields)
        {
            if (field.ResolvedType!.GetNamedType() is not IInputObjectGraphType operators)
            {
                foreach (var text in Values(field, other))
                    yield return $"{{{field.Name}: {text}}}";
            }
            else if (operators == filter)
            {
                foreach (var inner in depth > 1 ? Conditions(filter, other, depth - 1) : [])
                    yield return field.ResolvedType is ListGraphType ? $"{{{field.Name}: [{inner}]}}" : $"{{{field.Name}: {inner}}}";
            }
            else
            {
                foreach (var @operator in operators.Fields)
                    foreach (var value in Values(@operator, other))
                        yield return $"{{{field.Name}: {{{@operator.Name}: {value}}}}}";
            }
        }
    }

    private static IEnumerable<string> Values(FieldType @operator, Party other)
    {
        var isList = @operator.ResolvedType!.ToString()!.Contains('[', StringComparison.Ordinal);
        IEnumerable<string> values = @operator.ResolvedType!.GetNamedType() switch
        {
            IdGraphType => other.Ids.Select(id => $"\"{id}\""),
            StringGraphType => other.Texts.Values,
            EnumerationGraphType states => states.Values.Select(value => value.Name),
            var scalar => [ProductSchema.Literal(scalar)],
        };
        return values.Select(value => isList ? $"[{value}]" : value);
    }

    private async Task<(Party Own, Party Other)> CustomersAsync(string name) => (await CustomerAsync($"{name}-own"), await CustomerAsync($"{name}-other"));

    // A customer with an order of a platform, one of its own that it has to correct and was told so, and a draft.
    private async Task<Party> CustomerAsync(string name)
    {
        var form = SampleSubmissions.Order(name);
        (form["customer"]!["account"], form["customer"]!["name"]) = ($"account-{name}", $"Company {name}");
        var order = await site.As(Roles.Platform, "client-app", null, "app").AcceptedAsync("orderSubmit", new() { ["order"] = form.DeepClone() });
        var customer = (string)order["customer"]!["id"]!;
        Assert.True(GlobalId.TryDecode(customer, "Customer", out var customerId));
        var client = site.As(Roles.Customer, $"person-{name}", new CustomerId(customerId));
        (form["platform"], form["externalReference"]) = (null, null);
        var draft = await client.AcceptedAsync("orderDraftCreate", new() { ["order"] = form.DeepClone(), ["idempotencyKey"] = name });
        var returned = await client.AcceptedAsync("orderSubmit", new() { ["order"] = form, ["idempotencyKey"] = name });
        await ReturnAsync((string)order["id"]!, name);
        await ReturnAsync((string)returned["id"]!, name);
        await Polling.UntilAsync(async () => (await client.TasksAsync()).Count > 0 && (await client.NotificationsAsync()).Count > 0);
        string[] ids = [.. new[] { order, returned, draft }.Select(x => (string)x["id"]!), customer, .. (await client.NotificationsAsync()).Select(told => (string)told["id"]!)];
        return new(
            client, customer, ids,
            new() { ["number"] = $"\"{order["number"]}\"", ["platform"] = "\"app\"", ["externalReference"] = $"\"{name}\"", ["words"] = $"\"Company {name}\"" },
            [.. ids, (string)order["number"]!, (string)returned["number"]!, $"Company {name}", $"account-{name}", $"at {name}"]);
    }

    // What a customer answers to what was returned to it, so that it can be returned once more.
    private static async Task AnswerAsync(Party party, string name)
    {
        var form = SampleSubmissions.Order(name);
        (form["platform"], form["externalReference"]) = (null, null);
        (form["customer"]!["account"], form["customer"]!["name"]) = ($"account-{name}", $"Company {name}");
        await party.Client.AcceptedAsync("orderResubmit", new()
        {
            ["orderId"] = party.Ids[1],
            ["order"] = form,
            ["answers"] = new JsonArray(new JsonObject { ["finding"] = 1, ["askedPerson"] = "Chen Zhiyuan", ["verified"] = "The phone is right." }),
        });
    }

    private async Task ReturnAsync(string order, string name)
    {
        var reviewer = site.As(Roles.OrderReviewer, "reviewer");
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = order });
        await reviewer.AcceptedAsync("orderReviewReturn", new()
        {
            ["orderId"] = order,
            ["findings"] = new JsonArray(new JsonObject { ["path"] = "customer.phone", ["message"] = $"Nobody answers at {name}." }),
        });
    }

    /// <summary>A customer: how it calls, and what is its own.</summary>
    private sealed record Party(ApiClient Client, string CustomerId, IReadOnlyList<string> Ids, Dictionary<string, string> Texts, IReadOnlyList<string> Secrets)
    {
        /// <summary>The answer to a query that must be answered.</summary>
        public async Task<string> ListAsync(string query)
        {
            var answer = await Client.SendAsync(Body(query));
            Assert.True(answer.Code is null, $"{query}: {answer.Text}");
            return answer.Text;
        }

        /// <summary>Values of the same shape that are nobody's.</summary>
        public Party Unknown() => this with
        {
            Ids = [.. Ids.Select(id => GlobalId.TryDecode(id, out var type, out _) ? GlobalId.Encode(type, new Guid(7, 7, 7, new byte[8])) : throw new InvalidOperationException(id))],
            Texts = new() { ["number"] = "\"SO-19990101-999999\"", ["platform"] = "\"app\"", ["externalReference"] = "\"nobody\"", ["words"] = "\"nobody there\"" },
        };

        /// <summary>A text without what was asked for.</summary>
        public string Hide(string text) => Ids.Concat(Texts.Values.Select(value => value.Trim('"'))).Aggregate(text, (hidden, value) => hidden.Replace(value, "…", StringComparison.Ordinal));
    }
}

public sealed class ForeignOrdersOnSqlite(SqliteSite site) : ForeignOrderScenarios(site), IClassFixture<SqliteSite>;

public sealed class ForeignOrdersOnPostgres(PostgresSite site) : ForeignOrderScenarios(site), IClassFixture<PostgresSite>;
