using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrderGrains.Server.Tests.Api;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Bad input is answered with a typed error that names the place, stores nothing and reveals no internals. All of it is decided
/// before the store is asked, so one store is enough.</summary>
public sealed class BadInputScenarios(SqliteSite site) : IClassFixture<SqliteSite>
{
    private const string Submit =
        "mutation M($input: OrderSubmitInput!) { orderSubmit(input: $input) { order { number } errors { __typename code path } } }";

    /// <summary>Fields of an order, a bad value (JSON), and the code of the refusal.</summary>
    public static TheoryData<string, string, string> Fields { get; } = new()
    {
        { "fee.amount", "\"-1\"", "OUT_OF_RANGE" },
        { "fee.amount", "\"0\"", "OUT_OF_RANGE" },
        { "fee.amount", $"\"{new string('9', 40)}\"", "OUT_OF_RANGE" },
        { "fee.amount", $"\"{new string('9', 400)}\"", "TOO_LONG" },
        { "fee.amount", "\"1e9\"", "NOT_A_NUMBER" },
        { "fee.amount", "\"NaN\"", "NOT_A_NUMBER" },
        { "fee.amount", "\"1.234\"", "TOO_MANY_DECIMALS" },
        { "fee.currency", "\"XXQ\"", "UNKNOWN_CODE" },
        { "term.to", "\"2026-01-24\"", "DATE_ORDER" },
        { "term.to", "\"2025-02-30\"", "NOT_A_DATE" },
        { "contract.signedAt", "\"2199-01-01\"", "DATE_ORDER" },
        { "submittedAt", "\"yesterday\"", "NOT_A_DATE" },
        { "serviceType", "\"HAIRCUT\"", "UNKNOWN_CODE" },
        { "customer.address.country", "\"QQ\"", "UNKNOWN_CODE" },
        { "customer.phone", "\"12\"", "MALFORMED" },
        { "customer.name", "\"a\\u0000b\"", "INVALID_CHARACTERS" },
        { "customer.name", "\"a\\u0007b\"", "INVALID_CHARACTERS" },
        { "customer.name", $"\"{new string('n', 5_000)}\"", "TOO_LONG" },
        { "customer.name", "\"   \"", "REQUIRED" },
        { "customer.name", "\"\u3164\u2800\"", "REQUIRED" },
        { "externalReference", "\"A\u200b1\"", "INVALID_CHARACTERS" },
        { "submittedAt", "\"2150-06-01T00:00:00Z\"", "OUT_OF_RANGE" },
        { "service.deliverables", "[]", "REQUIRED" },
    };

    /// <summary>Fields of an order, and values of a wrong type: refused as a request.</summary>
    public static TheoryData<string, string> WrongTypes { get; } = new()
    {
        { "fee.amount", "5" },
        { "fee", "\"5\"" },
        { "customer.name", "{}" },
        { "customer.name", "[\"a\"]" },
        { "customer.name", "true" },
        { "customer.nickname", "\"x\"" },
        { "service.deliverables[0].name", "7" },
        { "customer.name", "\"\\ud800\"" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_bad_field_is_named(string path, string value, string code)
    {
        var before = await site.CountAsync();

        var answer = await SubmitAsync(With(path, value));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var payload = answer.Json!["data"]!["orderSubmit"]!;
        Assert.Null(payload["order"]);
        var error = Assert.Single(payload["errors"]!.AsArray())!;
        Assert.Equal(
            ("ValidationError", code, path),
            ((string)error["__typename"]!, (string)error["code"]!, string.Join('.', error["path"]!.AsArray().Select(x => (string)x!))));
        Assert.Equal(before, await site.CountAsync());
    }

    [Theory]
    [MemberData(nameof(WrongTypes))]
    public async Task A_value_of_a_wrong_type_is_refused_as_a_request(string path, string value)
    {
        var before = await site.CountAsync();

        var answer = await SubmitAsync(With(path, value));

        Refused(answer, HttpStatusCode.BadRequest, "BAD_USER_INPUT");
        Assert.Contains(path.EndsWith("nickname", StringComparison.Ordinal) ? "nickname" : path, answer.Message);
        Assert.Equal(before, await site.CountAsync());
    }

    [Theory]
    [InlineData("{", 400, "MALFORMED_JSON")]
    [InlineData("", 400, "MALFORMED_JSON")]
    [InlineData("nonsense", 400, "MALFORMED_JSON")]
    [InlineData("null", 400, "INVALID_REQUEST")]
    [InlineData("{}", 400, "INVALID_REQUEST")]
    [InlineData("""{"query":5}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"query":"{ orders { totalCount } }","variables":[]}""", 400, "INVALID_REQUEST")]
    [InlineData("""[{"query":"{ orders { totalCount } }"}]""", 400, "BATCHING_NOT_ALLOWED")]
    [InlineData("""{"query":"{"}""", 400, "GRAPHQL_PARSE_FAILED")]
    [InlineData("""{"query":"{ noSuchField }"}""", 400, "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("""{"query":"mutation { orderVerify(input: {orderId: 5.5}) { replayed } }"}""", 400, "GRAPHQL_VALIDATION_FAILED")]
    public async Task A_body_that_is_no_request_is_refused(string body, int status, string code) =>
        Refused(await (await site.AsPlatformAsync("app")).SendAsync(body), (HttpStatusCode)status, code);

    [Fact]
    public async Task A_body_that_is_no_UTF8_is_refused() =>
        Refused(await (await site.AsPlatformAsync("app"))
            .SendAsync([.. "{\"query\":\"{ __typename }"u8, 0xff, 0xfe, .. "\"}"u8], "application/json"),
            HttpStatusCode.BadRequest, "MALFORMED_JSON");

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        var order = SampleSubmissions.Order("huge");
        order["service"]!["requirements"] = new string('x', 9 << 20);

        Refused(await SubmitAsync(order.ToJsonString()), HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");
    }

    [Fact]
    public async Task Another_content_type_is_refused() =>
        Refused(await (await site.AsPlatformAsync("app")).SendAsync("{}"u8.ToArray(), "text/plain"),
            HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE");

    [Theory]
    [InlineData(null)]
    [InlineData("x.y.z")]
    public async Task A_request_without_a_valid_token_is_refused(string? token) =>
        Refused(await new ApiClient(site.Url, token).SendAsync("""{"query":"{ orders { totalCount } }"}"""), HttpStatusCode.Unauthorized,
            "UNAUTHENTICATED");

    [Theory]
    [InlineData("no id")]
    [InlineData("T3JkZXI")]
    [InlineData("\u0000")]
    public async Task A_malformed_id_is_not_found(string id)
    {
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");

        var payload = await manager.OrderAsync("orderResume", new() { ["orderId"] = id });

        Assert.Equal("NOT_FOUND", (string?)payload["errors"]![0]!["code"]);
        Assert.Null((await manager.QueryAsync("query Q($id: ID!) { order(id: $id) { number } }", new() { ["id"] = id }))["order"]);
    }

    [Theory]
    [InlineData(""), InlineData(" \t"), InlineData("\u200b\u3164")]
    public async Task An_invisible_key_is_refused(string key)
    {
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        var order = SampleSubmissions.Order("blank-key");
        foreach (var (mutation, input) in new[]
        {
            ("orderSubmit", new JsonObject { ["order"] = order.DeepClone() }),
            ("orderDraftCreate", new JsonObject { ["order"] = order.DeepClone() }),
            ("orderResume", new JsonObject { ["orderId"] = GlobalId.Encode("Order", Guid.Empty) }),
        })
        {
            input["idempotencyKey"] = key;
            var errors = (await manager.OrderAsync(mutation, input))["errors"]!.AsArray();
            Assert.Equal(("REQUIRED", "idempotencyKey"), ((string?)Assert.Single(errors)!["code"], (string?)errors[0]!["path"]![0]));
        }
    }

    [Fact]
    public async Task Items_of_one_order_keep_their_order_in_every_spelling_of_its_reference()
    {
        var (platform, items) = (await site.AsPlatformAsync("app"), new JsonArray());
        for (var i = 0; i < 100; i++)
        {
            var order = SampleSubmissions.Order($"same-{i / 2}{new string(' ', i % 2)}");
            order["customer"]!["phone"] = i % 2 == 0 ? "+44 20 7946 0000" : "+442079460000";
            items.Add(order);
        }

        var answer = await platform.QueryAsync(
            "mutation M($input: OrderBulkSubmitInput!) { orderBulkSubmit(input: $input) { results { replayed errors { code } } } }",
            new() { ["input"] = new JsonObject { ["orders"] = items } });

        var results = answer["orderBulkSubmit"]!["results"]!.AsArray();
        Assert.All(results, result => Assert.Empty(result!["errors"]!.AsArray()));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i % 2 == 1), results.Select(result => (bool)result!["replayed"]!));
    }

    [Fact]
    public async Task Every_list_refuses_one_item_beyond_its_bound_by_name()
    {
        var everybody = site.As(ProductSchema.EveryRole.Aggregate((all, role) => all | role), "everybody");
        var wrong = new List<string>();
        var lists = InputLists.Of(ProductSchema.Schema).ToList();
        foreach (var list in lists)
        {
            var many = list.Bound.Max + 1;
            var variable = list.Call("$v");
            variable = variable.Insert(variable.IndexOf(' ', StringComparison.Ordinal), $"($v: {list.Type})");
            Check(list, "literal", await everybody.SendAsync(JsonSerializer.Serialize(new { query = list.Call(list.Items(many)) })));
            Check(list, "variable",
                await everybody.SendAsync(JsonSerializer.Serialize(new { query = variable, variables = new { v = list.Json(many) } })));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(lists.Count > 40, $"Only {lists.Count} lists were found.");

        void Check(InputList list, string how, ApiClient.Answer answer)
        {
            var isNamed = list.Bound.ByRule
                ? answer.Status == HttpStatusCode.OK && answer.Code is null
                    && (IsTooMany(answer, list) || answer.Text.Contains("NOT_FOUND", StringComparison.Ordinal))
                : answer.Status == HttpStatusCode.BadRequest && answer.Code == "BAD_USER_INPUT"
                    && answer.Message!.Contains(list.Path, StringComparison.Ordinal)
                    && answer.Message.Contains($"has more than {list.Bound.Max} item", StringComparison.Ordinal);
            if (!isNamed)
                wrong.Add($"{list.Path} as {how}: {answer.Status} {answer.Text}");
        }

        // A rule names the place by the end of its path; of an order that is not there, it does not come to that.
        static bool IsTooMany(ApiClient.Answer answer, InputList list) =>
            Regex.Match(answer.Text, "\"TOO_MANY\",\"path\":\\[([^]]+)\\]").Groups[1].Value.EndsWith(
                $"\"{list.Path.Split('.')[^1]}\"", StringComparison.Ordinal);
    }

    private static void Refused(ApiClient.Answer answer, HttpStatusCode status, string code)
    {
        Assert.True(answer.Status == status && answer.Code == code, $"{(int)answer.Status}: {answer.Text}");
        Assert.DoesNotContain("   at ", answer.Text);
        Assert.DoesNotContain("Exception", answer.Text);
        Assert.Null(answer.Json!["data"]);
    }

    private async Task<ApiClient.Answer> SubmitAsync(string order)
    {
        var platform = await site.AsPlatformAsync("app");
        return await platform.SendAsync(
            Encoding.UTF8.GetBytes($$$"""{"query":"{{{Submit}}}","variables":{"input":{"order":{{{order}}} } } }"""), "application/json");
    }

    // The order as JSON text with the value, as it is written, in the field's place.
    private static string With(string path, string value)
    {
        const string Mark = "@@@";
        var order = SampleSubmissions.Order("bad");
        var steps = path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        JsonNode holder = order;
        foreach (var step in steps[..^1])
            holder = int.TryParse(step, out var index) ? holder[index]! : holder[step]!;
        holder[steps[^1]] = Mark;
        return order.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }
}
