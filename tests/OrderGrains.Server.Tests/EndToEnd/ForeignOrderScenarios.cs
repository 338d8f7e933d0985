using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A customer tries the ids, numbers and references of another everywhere the schema takes one: nothing is found, and the answer
/// is the same as for an unknown record.</summary>
public abstract class ForeignOrderScenarios(Site site)
{
    private const int Deep = 3;
    private const string Some = "first: 10";
    private const int Orders = 3; // Each has an order of a platform, an own one, and a draft.

    [Fact]
    public async Task A_customer_finds_nothing_of_another_through_any_id_or_reference()
    {
        var (own, other) = await CustomersAsync("walk");

        Assert.InRange(await TriedAsync(own.Client, Roles.Customer, other), 50, int.MaxValue);
    }

    [Fact]
    public async Task A_platform_finds_nothing_of_another_through_any_id_or_reference()
    {
        var (_, other) = await CustomersAsync("platform-walk");

        Assert.InRange(await TriedAsync(site.As(Roles.Platform, "client-web", null, "web"), Roles.Platform, other), 50, int.MaxValue);
    }

    [Fact]
    public async Task Colleagues_without_access_to_drafts_find_none_through_any_id()
    {
        const Roles Without = OrderAccess.SeesEverything & ~OrderScope.DraftRoles;
        var (_, other) = await CustomersAsync("draft-walk");
        var discarded = await site.As(Roles.Sales, "discarding")
            .AcceptedAsync("orderDraftCreate", new() { ["order"] = new JsonObject(), ["idempotencyKey"] = "discarded" });
        await site.As(Roles.Sales, "discarding").AcceptedAsync("orderDraftDiscard", new() { ["orderId"] = (string)discarded["id"]! });
        string[] drafts = [other.Ids[2], (string)discarded["id"]!];

        Assert.InRange(await TriedAsync(site.As(Without, "colleague"), Without, other with { Ids = drafts, Texts = [], Secrets = drafts }),
            50, int.MaxValue);
    }

    [Fact]
    public async Task A_repeated_key_reveals_no_order_after_the_role_is_withdrawn()
    {
        var (_, other) = await CustomersAsync("moved");
        var (before, after) = (site.As(Roles.Sales, "moving"), site.As(Roles.Customer | Roles.Finance, "moving", other.Customer));
        JsonObject begin = new() { ["order"] = new JsonObject { ["serviceType"] = "TAX_AGENCY" }, ["idempotencyKey"] = "begin" };
        var draft = (string)(await before.AcceptedAsync("orderDraftCreate", begin))["id"]!;
        JsonObject change = new() { ["orderId"] = draft, ["order"] = new JsonObject(), ["idempotencyKey"] = "change" };
        JsonObject cancel = new()
        {
            ["orderId"] = (await OnlineAsync("moved-order"))["id"]!.DeepClone(),
            ["reason"] = "No need.",
            ["idempotencyKey"] = "cancel"
        };
        await before.AcceptedAsync("orderDraftUpdate", change);
        await before.AcceptedAsync("orderCancellationRequest", cancel);

        Assert.Equal("IDEMPOTENCY_CONFLICT", await RefusalAsync("orderDraftCreate", begin)); // The key is the caller's own, and taken.
        begin["order"] = new JsonObject();
        Assert.Equal("IDEMPOTENCY_CONFLICT", await RefusalAsync("orderDraftCreate", begin));
        Assert.Equal("NOT_FOUND", await RefusalAsync("orderDraftUpdate", change));
        Assert.Equal("NOT_AUTHORISED", await RefusalAsync("orderCancellationRequest", cancel)); // It still sees the order.

        async Task<string> RefusalAsync(string mutation, JsonObject input)
        {
            var payload = await after.OrderAsync(mutation, (JsonObject)input.DeepClone());
            Assert.Null(payload["order"]);
            return (string)Assert.Single(payload["errors"]!.AsArray())!["code"]!;
        }
    }

    [Fact]
    public async Task A_customer_finds_nothing_of_another_by_any_list_filter_count_or_cursor()
    {
        var (own, other) = await CustomersAsync("filter");
        var search = $"{{ orders(where: {{contains: {other.Texts["words"]}}}) {{ totalCount }} }}";
        await Polling.UntilAsync(async () =>
            (await other.ListAsync(search)).Contains($"\"totalCount\":{Orders}", StringComparison.Ordinal));
        var lists = Lists(own).ToList();
        Assert.Equal(["Customer.orders", "Query.orders", "Viewer.notifications", "Viewer.tasks"],
            lists.Select(list => list.Name).Order(StringComparer.Ordinal));

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
                Assert.True(!Values(found, "cursor").Except(Values(all, "cursor")).Any() && Values(found, "totalCount(?:AtLeast)?")
                    .All(count => count.Length == 1 && count[0] <= '0' + Orders), $"{name} {call}: {found}");
                Assert.DoesNotContain(other.Secrets, secret => found.Contains(secret, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_customer_who_follows_orders_receives_only_its_own()
    {
        var (own, other) = await CustomersAsync("follow");
        var filter =
            new JsonObject
            {
                ["orderId"] =
                new JsonObject { ["in"] = new JsonArray([.. other.Ids.Concat(own.Ids).Select(id => (JsonNode)id)]) }
            }.ToJsonString();
        var address = site.Url.ToString().TrimEnd('/');
        await using var company = NodeProcess.Start(
            "follow.mjs", "ws", address, await site.TokenAsync("--role", "FINANCE", "--subject", "finance"), "orderEvents", filter);
        await using var customer = NodeProcess.Start("follow.mjs", "sse", address,
            await site.TokenAsync("--role", "CUSTOMER", "--subject", "follower", "--customer", own.CustomerId), "orderEvents", filter);
        await company.NextAsync("following");
        await customer.NextAsync("following");

        foreach (var order in new[] { other.Ids[0], own.Ids[0] })
        {
            await site.As(Roles.OrderManager, "manager")
                .AcceptedAsync("orderHold",
                    new() { ["orderId"] = order, ["kind"] = "INTERNAL", ["reason"] = "A question.", ["expectedResume"] = "2199-12-31" });
            // The first was delivered before the second happened.
            Assert.Equal(order, (string?)(await company.NextAsync("event"))["event"]!["orderId"]);
        }

        Assert.Equal(own.Ids[0], (string?)(await customer.NextAsync("event"))["event"]!["orderId"]);
    }

    [Theory]
    [InlineData("viewerTasks")]
    [InlineData("notifications")]
    public async Task A_customer_who_follows_tasks_or_notifications_receives_only_its_own(string field)
    {
        var (own, other) = await CustomersAsync(field);
        var address = site.Url.ToString().TrimEnd('/');
        await using var follower = NodeProcess.Start("follow.mjs", "ws", address,
            await site.TokenAsync("--role", "CUSTOMER", "--subject", $"person-{field}-own", "--customer", own.CustomerId), field);
        await follower.NextAsync("following");

        // The event of the other customer was delivered to it before the own event happened.
        foreach (var (name, party) in new[] { ($"{field}-other", other), ($"{field}-own", own) })
        {
            var told = (await party.Client.NotificationsAsync()).Count;
            await AnswerAsync(party, name);
            await ReturnAsync(party.Ids[1], name);
            await Polling.UntilAsync(async () =>
                (await party.Client.NotificationsAsync()).Count > told && await party.Client.HasTaskAsync(party.Ids[1], "CORRECTION"));
        }

        var first = (await follower.NextAsync("event"))["event"]!;
        Assert.Equal(own.Ids[1], (string?)(first["orderId"] ?? first["notification"]!["order"]!["id"]));
        Assert.DoesNotContain(other.Secrets, secret => first.ToJsonString().Contains(secret, StringComparison.Ordinal));
    }

    // Every list that a customer can come to, with the document that asks for it.
    private static List<(string Name, FieldType Field, Func<string, string> Document)> Lists(Party own)
    {
        return [.. Below(ProductSchema.Schema.Query, selection => $"{{ {selection} }}", 2).DistinctBy(list => list.Name)];

        IEnumerable<(string Name, FieldType Field, Func<string, string> Document)> Below(
            IComplexGraphType type, Func<string, string> way, int depth)
        {
            foreach (var field in type.Fields.Where(field => ProductSchema.May(Roles.Customer, field)))
            {
                if (field.ResolvedType!.GetNamedType() is not IObjectGraphType next)
                    continue;
                var given = Given("id", $"\"{(next.Name == "Customer" ? own.CustomerId : own.Ids[0])}\"");
                if (next.Name.EndsWith("Connection", StringComparison.Ordinal))
                    yield return ($"{type.Name}.{field.Name}", field, call =>
                        way($"{field.Name}({call}){ProductSchema.Selection(next, Roles.Customer, Deep)}"));
                else if (depth > 1)
                    foreach (var list in Below(next, selection => way($"{ProductSchema.Call(field, given)} {{ {selection} }}"), depth - 1))
                        yield return list;
            }
        }
    }

    private static List<string> Values(string answer, string member) =>
        [.. Regex.Matches(answer, $"\"{member}\":\"?([^\",}}]+)").Select(match => match.Groups[1].Value).Where(value => value != "null")];

    private static string Body(string query, JsonObject? variables = null) =>
        new JsonObject { ["query"] = query, ["variables"] = variables }.ToJsonString();

    // Sends every field that takes an id or a reference with each known one of the other and with one that is nobody's; both must be
    // answered alike.
    private static async Task<int> TriedAsync(ApiClient viewer, Roles roles, Party other)
    {
        var unknown = other.Unknown();
        var tried = 0;
        foreach (var field in ProductSchema.Schema.Query.Fields.Concat(ProductSchema.Schema.Mutation!.Fields)
            .Where(field => ProductSchema.May(roles, field)))
        {
            foreach (var (foreign, missing) in Pairs(field, roles, other, unknown))
            {
                var (answer, expected) = (await viewer.SendAsync(foreign), await viewer.SendAsync(missing));
                Assert.True(other.Hide(answer.Text) == unknown.Hide(expected.Text) && answer.Status == expected.Status,
                    $"{foreign}\n{answer.Text}\n{expected.Text}");
                Assert.DoesNotContain(other.Secrets, secret =>
                    answer.Text.Contains(secret, StringComparison.Ordinal) && !foreign.Contains(secret, StringComparison.Ordinal));
                tried++;
            }
        }
        return tried;
    }

    // The bodies that pass the field a value of the other customer, and the same with an unknown value.
    private static IEnumerable<(string Foreign, string Missing)> Pairs(FieldType field, Roles roles, Party other, Party unknown)
    {
        var isMutation = ProductSchema.Schema.Mutation!.Fields.Contains(field);
        if (field.Name is "orderByNumber" or "orderByExternalReference")
            yield return (Body(Call(other.Texts, Deep - 1)), Body(Call(unknown.Texts, Deep - 1)));
        foreach (var argument in field.Arguments ?? Enumerable.Empty<QueryArgument>())
        {
            if (argument.ResolvedType!.GetNamedType() is IInputObjectGraphType input)
            {
                foreach (var (name, foreign, missing) in isMutation ? Values(input, other, unknown) : [])
                    yield return (Commands(argument, input, name, foreign, other), Commands(argument, input, name, missing, unknown));
            }
            else
            {
                foreach (var (foreign, missing) in Literals(argument.ResolvedType!, other, unknown))
                    yield return (Body(Call(Given(argument.Name, foreign), Deep - 1)), Body(Call(Given(argument.Name, missing), Deep - 1)));
            }
        }

        string Call(IReadOnlyDictionary<string, string> given, int depth) =>
            (isMutation ? "mutation " : "")
            + $"{{ {ProductSchema.Call(field, given)}{ProductSchema.Selection(field.ResolvedType!, roles, depth)} }}";

        // The command in every frame: as it is, tried, with a revision, with a key, and with that key again.
        string Commands(QueryArgument argument, IInputObjectGraphType input, string name, string value, Party party)
        {
            var key = $"\"{party.Key} {field.Name} {value.Replace('"', '\'')}\"";
            (string Name, string Value)[] frames = [("dryRun", "false"), ("dryRun", "true"), ("expectedRevision", "1"),
                ("expectedRevision", "99"), ("idempotencyKey", key), ("idempotencyKey", key)];
            var selection = ProductSchema.Selection(field.ResolvedType!, roles, 1);
            var calls = frames.Where(frame => input.Fields.Any(x => x.Name == frame.Name) || frame == frames[0]).Select((frame, i) =>
            {
                Dictionary<string, string> values = new() { ["dryRun"] = "false", [name] = value, [frame.Name] = frame.Value };
                return $"c{i}: {ProductSchema.Call(field, Given(argument.Name, ProductSchema.Literal(input, values)))}{selection}";
            });
            var text = string.Join(' ', calls);
            return text.Contains("$form", StringComparison.Ordinal)
                ? Body($"mutation($form: OrderFormInput!) {{ {text} }}", new() { ["form"] = party.Form.DeepClone() })
                    : Body($"mutation {{ {text} }}");
        }
    }

    // Every field of an input that takes an id or a reference, as deep as they lie.
    private static IEnumerable<(string Name, string Foreign, string Missing)> Values(
        IInputObjectGraphType input, Party other, Party unknown) =>
        from field in input.Fields
        from pair in Literals(
            field.ResolvedType!, other, unknown)
        select (field.Name, pair.Foreign, pair.Missing);

    private static IEnumerable<(string Foreign, string Missing)> Literals(IGraphType type, Party other, Party unknown) => type switch
    {
        NonNullGraphType nonNull => Literals(nonNull.ResolvedType!, other, unknown),
        ListGraphType list => Literals(list.ResolvedType!, other, unknown).Select(pair => ($"[{pair.Foreign}]", $"[{pair.Missing}]")),
        IdGraphType => other.Ids.Zip(unknown.Ids).Select(pair => ($"\"{pair.First}\"", $"\"{pair.Second}\"")),
        IInputObjectGraphType { Name: "OrderFormInput" } form =>
            [("$form", "$form"), (ProductSchema.Literal(form, other.Texts), ProductSchema.Literal(form, unknown.Texts))],
        IInputObjectGraphType input => Values(input, other, unknown).Select(value =>
            (ProductSchema.Literal(input, Given(value.Name, value.Foreign)),
                ProductSchema.Literal(input, Given(value.Name, value.Missing)))),
        _ => [],
    };

    private static Dictionary<string, string> Given(string name, string literal) => new() { [name] = literal };

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

    private async Task<(Party Own, Party Other)> CustomersAsync(string name) =>
        (await CustomerAsync($"{name}-own"), await CustomerAsync($"{name}-other"));

    // A customer with an order of a platform, one of its own that was returned to it with a notification, and a draft.
    private async Task<Party> CustomerAsync(string name)
    {
        var form = Form(name);
        var online = (JsonObject)form.DeepClone();
        var order = await OnlineAsync(name);
        var customer = (string)order["customer"]!["id"]!;
        Assert.True(GlobalId.TryDecode(customer, "Customer", out var customerId));
        var client = site.As(Roles.Customer, $"person-{name}", new CustomerId(customerId));
        (form["platform"], form["externalReference"]) = (null, null);
        var draft = await client.AcceptedAsync("orderDraftCreate", new() { ["order"] = form.DeepClone(), ["idempotencyKey"] = name });
        var returned = await client.AcceptedAsync("orderSubmit", new() { ["order"] = form, ["idempotencyKey"] = name });
        await ReturnAsync((string)order["id"]!, name);
        await ReturnAsync((string)returned["id"]!, name);
        await Polling.UntilAsync(async () => (await client.TasksAsync()).Count > 0 && (await client.NotificationsAsync()).Count > 0);
        string[] ids = [.. new[] { order, returned, draft }.Select(x => (string)x["id"]!), customer,
            .. (await client.NotificationsAsync()).Select(told => (string)told["id"]!)];
        return new(
            client, customer, ids, online,
            new()
            {
                ["number"] = $"\"{order["number"]}\"",
                ["platform"] = "\"app\"",
                ["externalReference"] = $"\"{Reference(name)}\"",
                ["words"] = $"\"Company {name}\""
            },
            [.. ids, (string)order["number"]!, (string)returned["number"]!, $"Company {name}", $"account-{name}", $"at {name}"]);
    }

    private static string Reference(string name) => $"reference-of-{name}";

    private static JsonObject Form(string name)
    {
        var form = SampleSubmissions.Order(Reference(name));
        (form["customer"]!["account"], form["customer"]!["name"]) = ($"account-{name}", $"Company {name}");
        return form;
    }

    private async Task<JsonObject> OnlineAsync(string name) =>
        await site.As(Roles.Platform, "client-app", null, "app").AcceptedAsync("orderSubmit", new() { ["order"] = Form(name) });

    // The answer of a customer to a returned order, so that it can be returned once more.
    private static async Task AnswerAsync(Party party, string name)
    {
        var form = Form(name);
        (form["platform"], form["externalReference"]) = (null, null);
        await party.Client.AcceptedAsync("orderResubmit", new()
        {
            ["orderId"] = party.Ids[1],
            ["order"] = form,
            ["answers"] =
                new JsonArray(new JsonObject { ["finding"] = 1, ["askedPerson"] = "Chen Zhiyuan", ["verified"] = "The phone is right." }),
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

    /// <summary>A customer: its client and its own records.</summary>
    private sealed record Party(
        ApiClient Client, string CustomerId, string[] Ids, JsonObject Form, Dictionary<string, string> Texts, IReadOnlyList<string> Secrets)
    {
        /// <summary>The customer.</summary>
        public CustomerId Customer =>
            GlobalId.TryDecode(CustomerId, "Customer", out var id) ? new(id) : throw new InvalidOperationException(CustomerId);

        /// <summary>The beginning of keys that nobody else uses.</summary>
        public string Key { get; init; } = "foreign";

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
            Ids = [.. Ids.Select(id => GlobalId.TryDecode(id, out var type, out _) ? GlobalId.Encode(type, new Guid(7, 7, 7, new byte[8]))
                : throw new InvalidOperationException(id))],
            Texts = new()
            {
                ["number"] = "\"SO-19990101-999999\"",
                ["platform"] = "\"app\"",
                ["externalReference"] = "\"nobody\"",
                ["words"] = "\"nobody there\""
            },
            Form = new(Form.Select(field =>
                KeyValuePair.Create(field.Key, field.Key == "externalReference" ? "nobody" : field.Value?.DeepClone()))),
            Key = "missing",
        };

        /// <summary>A text without the requested value, and without ids and times of the own calls of the caller.</summary>
        public string Hide(string text) => Regex.Replace(HideAsked(text), "\"(id|createdAt|updatedAt)\":\"[^\"]*\"", "\"$1\":…");

        private string HideAsked(string text) => Ids.Concat(Texts.Values.Select(value => value.Trim('"')))
            .Aggregate(text, (hidden, value) => hidden.Replace(value, "…", StringComparison.Ordinal));
    }
}

public sealed class ForeignOrdersOnSqlite(SqliteSite site) : ForeignOrderScenarios(site), IClassFixture<SqliteSite>;

public sealed class ForeignOrdersOnPostgres(PostgresSite site) : ForeignOrderScenarios(site), IClassFixture<PostgresSite>;
