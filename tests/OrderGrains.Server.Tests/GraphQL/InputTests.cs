using System.Text.Json;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class InputTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Submit = "mutation($i: SubmitInput!) { submit(input: $i) { text } }";

    private Task<Answer> SendAsync(string query, string variables) =>
        server.PostAsync($"{{\"query\":{JsonSerializer.Serialize(query)},\"variables\":{variables}}}");

    [Theory]
    [InlineData("""{"i":{"form":{"platform":"app"}}}""", "||none||False|True")]
    [InlineData(
        """{"i":{"dryRun":true,"form":{"term":{},"platform":"app","customer":{"address":{"city":"北京"}},"""
        + "\"fee\":{\"currency\":\"CNY\",\"amount\":\"1.50\"}}}}",
        "北京|MoneyForm { Amount = 1.50, Currency = CNY }|none||True|False")]
    [InlineData(
        """{"i":{"form":{"platform":"app","service":{"goals":["a",null,"b"]},"acceptanceCriteria":[{"category":"x"},{}],"term":null}}}""",
        "||a++b|2|False|True")]
    [InlineData("""{"i":{"form":{"platform":"app","service":{"goals":"one"},"acceptanceCriteria":{}}}}""", "||one|1|False|True")]
    [InlineData("""{"i":{"form":{"platform":"app","service":{"goals":[]},"acceptanceCriteria":[]}}}""", "|||0|False|True")]
    [InlineData("""{"other":[{"i":1}],"i":{"form":{"pl\u0061tform":"app"}}}""", "||none||False|True")]
    public async Task A_nested_record_is_read_with_null_for_absent_members(string variables, string text) =>
        Assert.Equal(text, (await SendAsync(Submit, variables)).Data.GetProperty("submit").GetProperty("text").GetString());

    [Theory]
    [InlineData("""{ form: { platform: "app", service: { goals: ["a", null] }, acceptanceCriteria: [{}, {}] } }""", "||a+|2|False|True")]
    [InlineData("""{ form: { platform: "app", service: { goals: "one" } }, dryRun: true }""", "||one||True|True")]
    public async Task Literals_are_read_like_variables(string literal, string text) =>
        Assert.Equal(text, (await server.AskAsync($"mutation {{ submit(input: {literal}) {{ text }} }}")).Data.GetProperty("submit")
            .GetProperty("text").GetString());

    [Fact]
    public async Task Variables_may_stand_inside_literals()
    {
        const string query = """
            mutation($f: OrderFormInput!, $g: [String] = ["d"], $d: Boolean = true) {
              a: submit(input: { form: $f, dryRun: $d }) { text }
              b: submit(input: { form: { platform: "x", service: { goals: $g } } }) { text } }
            """;

        var answer = await SendAsync(query, """{"f":{"platform":"app"}}""");

        Assert.Equal("""{"data":{"a":{"text":"||none||True|True"},"b":{"text":"||d||False|True"}}}""", answer.Text);
    }

    [Theory]
    [InlineData("""{}""", "Variable $i must be given.")]
    [InlineData("""{"i":null}""", "Variable $i must not be null.")]
    [InlineData("""{"i":7}""", "Variable $i is not of type SubmitInput (a number was given).")]
    [InlineData("""{"i":[]}""", "Variable $i is not of type SubmitInput (a list was given).")]
    [InlineData("""{"i":{}}""", "Variable $i.form must be given.")]
    [InlineData("""{"i":{"form":null}}""", "Variable $i.form must not be null.")]
    [InlineData("""{"i":{"form":{"fee":{"amount":5}}}}""", "Variable $i.form.fee.amount is not of type String (a number was given).")]
    [InlineData("""{"i":{"form":{"fee":{"amount":["5"]}}}}""", "Variable $i.form.fee.amount is not of type String (a list was given).")]
    [InlineData("""{"i":{"form":{"service":{"deliverables":[{},{"name":true}]}}}}""",
        "Variable $i.form.service.deliverables[1].name is not of type String (a boolean was given).")]
    [InlineData("""{"i":{"form":{"acceptanceCriteria":[null]}}}""", "Variable $i.form.acceptanceCriteria[0] must not be null.")]
    [InlineData("""{"i":{"form":{"state":"VERIFIED"}}}""", "Variable $i.form has no field state.")]
    [InlineData("""{"i":{"form":{"platform":"a","platform":"b"}}}""", "Variable $i.form gives the field platform twice.")]
    [InlineData("""{"i":{"form":{}},"i":{"form":{}}}""", "Variable $i is given twice.")]
    [InlineData("""{"i":{"form":{},"dryRun":"true"}}""", "Variable $i.dryRun is not of type Boolean (a string was given).")]
    [InlineData("""{"i":{"form":{},"dryRun":null}}""", "Variable $i.dryRun must not be null.")]
    public async Task Input_of_the_wrong_shape_is_refused_with_its_path(string variables, string message)
    {
        var answer = await SendAsync(Submit, variables);

        Assert.Equal((400, "BAD_USER_INPUT", message, false), (answer.Status, answer.Code, answer.Message, answer.HasData));
        Assert.DoesNotContain("System.", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query($n: [Decimal!]!) { sum(numbers: $n) }", """{"n":["1.5","2"]}""", "3.5")]
    [InlineData("query($n: [Decimal!]!) { sum(numbers: $n, more: [\"1\"]) }", """{"n":"1.5"}""", "2.5")]
    [InlineData("query($n: Decimal!) { sum(numbers: [$n, \"1\"]) }", """{"n":"1.5"}""", "2.5")]
    [InlineData("query($r: [Role!]!) { union(roles: $r) }", """{"r":["SALES","FINANCE"]}""", "[\"SALES\",\"FINANCE\"]")]
    [InlineData("{ union(roles: [SALES, FINANCE]) }", "{}", "[\"SALES\",\"FINANCE\"]")]
    [InlineData("query($a: DateTime!, $s: Duration) { instant(at: $a, span: $s) }", """{"a":"2026-01-31T09:15:30+01:00","s":"PT90M"}""",
        "2026-01-31T09:45:30Z")]
    [InlineData("{ instant(at: \"2026-01-31T09:15:30.1234Z\") }", "{}", "2026-01-31T09:15:30.123Z")]
    public async Task Scalars_and_lists_are_read(string query, string variables, string value) =>
        Assert.Equal(value, (await SendAsync(query, variables)).Data.EnumerateObject().Single().Value.ToString());

    [Theory]
    [InlineData("query($n: [Decimal!]!) { sum(numbers: $n) }", """{"n":[1.5]}""")]
    [InlineData("query($n: [Decimal!]!) { sum(numbers: $n) }", """{"n":["1e5"]}""")]
    [InlineData("query($n: [Decimal!]!) { sum(numbers: $n) }", """{"n":[null]}""")]
    [InlineData("query($n: [Decimal!]!) { sum(numbers: $n) }", """{"n":["１２"]}""")]
    [InlineData("query($r: [Role!]!) { union(roles: $r) }", """{"r":["NONE"]}""")]
    [InlineData("query($r: [Role!]!) { union(roles: $r) }", """{"r":["sales"]}""")]
    [InlineData("query($a: DateTime!) { instant(at: $a) }", """{"a":"2026-01-31T09:15:30"}""")]
    [InlineData("query($a: DateTime!) { instant(at: $a) }", """{"a":"2026-02-31T09:15:30Z"}""")]
    [InlineData("query($d: Date) { instant(at: \"2026-01-31T09:15:30Z\", day: $d) }", """{"d":"31.1.2026"}""")]
    [InlineData("query($s: Duration) { instant(at: \"2026-01-31T09:15:30Z\", span: $s) }", """{"s":"1 hour"}""")]
    [InlineData("query($n: Int) { shelf(first: $n) { totalCount } }", """{"n":3000000000}""")]
    [InlineData("query($n: Int) { shelf(first: $n) { totalCount } }", """{"n":1.5}""")]
    [InlineData("query($n: Int) { shelf(first: $n) { totalCount } }", """{"n":1e999}""")]
    public async Task Invalid_scalars_are_refused(string query, string variables)
    {
        var answer = await SendAsync(query, variables);

        Assert.Equal((400, "BAD_USER_INPUT"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("{ sum(numbers: [1.5]) }")]
    [InlineData("{ instant(at: \"yesterday\") }")]
    [InlineData("{ union(roles: [NONE]) }")]
    [InlineData("mutation { submit(input: { form: { state: \"x\" } }) { text } }")]
    [InlineData("mutation { submit(input: { form: { platform: 5 } }) { text } }")]
    [InlineData("mutation { submit(input: {}) { text } }")]
    public async Task Literals_of_the_wrong_type_are_refused(string query)
    {
        var answer = await server.AskAsync(query);

        Assert.Equal((400, false), (answer.Status, answer.HasData));
        Assert.Contains(answer.Code, (string[])["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]);
        Assert.DoesNotContain("System.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nullable_variable_in_a_non_null_position_must_not_be_null()
    {
        var answer = await SendAsync(
            "mutation($d: Boolean = true) { submit(input: { form: { platform: \"x\" }, dryRun: $d }) { text } }", """{"d":null}""");

        Assert.Equal((400, "BAD_USER_INPUT"), (answer.Status, answer.Code));
    }
}
