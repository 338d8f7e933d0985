using System.Text.Json.Nodes;
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
    private const int Orders = 2; // Each has an order and a draft.

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
    public async Task A_customer_finds_nothing_of_another_by_any_filter_count_or_cursor()
    {
        var (own, other) = await CustomersAsync("filter");
        var orders = ProductSchema.Schema.Query.GetField("orders")!;
        var filter = (IInputObjectGraphType)orders.Arguments!.Find("where")!.ResolvedType!;
        var conditions = Conditions(filter, other, 2).ToList();
        Assert.True(conditions.Count > 30, $"Only {conditions.Count} filters were tried.");

        foreach (var call in conditions.Select(condition => $"where: {condition}").Concat(other.Cursors.SelectMany(cursor => new[] { $"after: \"{cursor}\"", $"before: \"{cursor}\"" })))
        {
            var answer = await own.Client.SendAsync(Body($"{{ orders({call}) {{ totalCount totalCountAtLeast nodes {{ id customer {{ id }} }} }} }}"));
            Assert.True(answer.Code is null, $"{call}: {answer.Text}");
            var found = answer.Json!["data"]!["orders"]!;
            Assert.True((int)found["totalCountAtLeast"]! <= Orders && (int?)found["totalCount"] <= Orders, $"{call}: {answer.Text}");
            Assert.All(found["nodes"]!.AsArray(), order => Assert.Equal(own.CustomerId, (string?)order!["customer"]?["id"] ?? own.CustomerId));
            Assert.DoesNotContain(other.Secrets, secret => answer.Text.Contains(secret, StringComparison.Ordinal));
        }
    }

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

    // A customer with an order that was returned with a finding, and a draft.
    private async Task<Party> CustomerAsync(string name)
    {
        var form = SampleSubmissions.Order(name);
        (form["customer"]!["account"], form["customer"]!["name"]) = ($"account-{name}", $"Company {name}");
        var platform = site.As(Roles.Platform, "client-app", null, "app");
        var reviewer = site.As(Roles.OrderReviewer, "reviewer");
        var order = await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form.DeepClone() });
        var id = (string)order["id"]!;
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = id });
        await reviewer.AcceptedAsync("orderReviewReturn", new()
        {
            ["orderId"] = id,
            ["findings"] = new JsonArray(new JsonObject { ["path"] = "customer.phone", ["message"] = $"Nobody answers at {name}." }),
        });
        var customer = (string)order["customer"]!["id"]!;
        Assert.True(GlobalId.TryDecode(customer, "Customer", out var customerId));
        var client = site.As(Roles.Customer, $"person-{name}", new CustomerId(customerId));
        (form["platform"], form["externalReference"]) = (null, null);
        var draft = (string)(await client.AcceptedAsync("orderDraftCreate", new() { ["order"] = form, ["idempotencyKey"] = name }))["id"]!;
        var page = (await site.As(Roles.OrderManager, "manager").QueryAsync("{ orders(first: 100) { edges { cursor node { id } } } }"))["orders"]!["edges"]!.AsArray();
        return new(
            client, customer, [id, draft, customer],
            new() { ["number"] = $"\"{order["number"]}\"", ["platform"] = "\"app\"", ["externalReference"] = $"\"{name}\"" },
            [.. page.Where(edge => (string)edge!["node"]!["id"]! == id || (string)edge["node"]!["id"]! == draft).Select(edge => (string)edge!["cursor"]!)],
            [id, draft, customer, (string)order["number"]!, $"Company {name}", $"account-{name}", $"at {name}"]);
    }

    /// <summary>A customer: how it calls, and what is its own.</summary>
    private sealed record Party(
        ApiClient Client, string CustomerId, IReadOnlyList<string> Ids, Dictionary<string, string> Texts, IReadOnlyList<string> Cursors, IReadOnlyList<string> Secrets)
    {
        /// <summary>Values of the same shape that are nobody's.</summary>
        public Party Unknown() => this with
        {
            Ids = [.. Ids.Select(id => GlobalId.TryDecode(id, out var type, out _) ? GlobalId.Encode(type, new Guid(7, 7, 7, new byte[8])) : throw new InvalidOperationException(id))],
            Texts = new() { ["number"] = "\"SO-19990101-999999\"", ["platform"] = "\"app\"", ["externalReference"] = "\"nobody\"" },
        };

        /// <summary>A text without what was asked for.</summary>
        public string Hide(string text) => Ids.Concat(Texts.Values.Select(value => value.Trim('"'))).Aggregate(text, (hidden, value) => hidden.Replace(value, "…", StringComparison.Ordinal));
    }
}

public sealed class ForeignOrdersOnSqlite(SqliteSite site) : ForeignOrderScenarios(site), IClassFixture<SqliteSite>;

public sealed class ForeignOrdersOnPostgres(PostgresSite site) : ForeignOrderScenarios(site), IClassFixture<PostgresSite>;
