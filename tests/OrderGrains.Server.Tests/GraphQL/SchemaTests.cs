using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class SchemaTests(ApiServer server) : IClassFixture<ApiServer>
{
    private string Sdl => server.Services.GetRequiredService<ApiSchema>().Sdl;

    [Theory]
    [InlineData("type Book implements Node {")]
    [InlineData("id: ID!")]
    [InlineData("price: Decimal!")]
    [InlineData("readers: [Role!]!")]
    [InlineData("chapters: [String!]!")]
    [InlineData("hold: HoldKind\n")]
    [InlineData("node: Book!")]
    [InlineData("nodes: [Book!]!")]
    [InlineData("edges: [BookEdge!]!")]
    [InlineData("code: ErrorCode!")]
    [InlineData("path: [String!]\n")]
    [InlineData("input OrderFormInput {")]
    [InlineData("acceptanceCriteria: [CriterionFormInput!]\n")]
    [InlineData("goals: [String]\n")]
    [InlineData("dryRun: Boolean! = false")]
    [InlineData("submitMany(forms: [OrderFormInput!]!): Int!")]
    [InlineData("union(roles: [Role!]!): [Role!]!")]
    [InlineData("\"Who may read it, see price.\"")]
    [InlineData("  \"The customer's answer or act.\"\n  AWAITING_CUSTOMER\n")]
    [InlineData("interface UserError {")]
    public void Types_are_written_by_the_conventions(string part) => Assert.Contains(part, Sdl, StringComparison.Ordinal);

    [Fact]
    public void The_member_None_of_an_enumeration_is_not_part_of_the_API() => Assert.DoesNotContain("NONE", Sdl, StringComparison.Ordinal);

    [Fact]
    public void Undescribed_elements_are_found()
    {
        var missing = SchemaReview.Undescribed(server.Services.GetRequiredService<ISchema>());

        Assert.Contains("Query.sum(numbers:)", missing);
        Assert.Contains("Query.instant(day:)", missing);
        Assert.DoesNotContain("Query.hello(name:)", missing);
        Assert.DoesNotContain("OrderFormInput.platform", missing);
        Assert.DoesNotContain("ErrorCode.SOD_SELF_REVIEW", missing);
    }

    [Fact]
    public async Task A_field_without_a_policy_stops_the_start()
    {
        await using var careless = new ApiServer { Define = api => api.WithQuery<Careless>() };

        var refused = await Assert.ThrowsAsync<SchemaRefusedException>(() => careless.InitializeAsync().AsTask());

        Assert.Contains("Careless.forgotten", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Money.amount, Money.currency", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Careless.closed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interface_that_reveals_a_hidden_field_stops_the_start()
    {
        await using var leaky = new ApiServer { Define = api => api.WithQuery<Leaky>().With(typeof(Wage)) };

        var refused = await Assert.ThrowsAsync<SchemaRefusedException>(() => leaky.InitializeAsync().AsTask());

        Assert.Contains("Payable.amount can be read by more people than Wage.amount", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grant_opens_a_value_of_the_domain()
    {
        await using var granted = new ApiServer { Define = api => api.WithQuery<Granted>().Grant(Roles.None, typeof(Money)) };
        await granted.InitializeAsync();

        var answer = await granted.AskAsync("{ price { amount currency } }");

        Assert.Equal("""{"data":{"price":{"amount":"1.50","currency":"EUR"}}}""", answer.Text);
    }

    /// <summary>A query with a field that has no access policy.</summary>
    public sealed class Careless
    {
        [Access] public static string Closed() => "";
        [Access] public static Money Price() => default;
        [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "A field of the API.")]
        public string Forgotten => "";
    }

    public sealed class Granted
    {
        [Access] public static Money Price() => new(1.50m, "EUR");
    }

    public sealed class Leaky
    {
        [Access] public static IPayable? Any() => null;
    }

    [ApiInterface, Access]
    public interface IPayable
    {
        decimal Amount { get; }
    }

    [Access(Roles.Finance)]
    public sealed record Wage(decimal Amount) : IPayable;
}
