using System.Runtime.CompilerServices;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Customers;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Tests.GraphQL;

namespace OrderGrains.Server.Tests.Api;

/// <summary>The schema is the product's contract: a difference is a decision, not an accident.</summary>
public class ApprovedSchemaTests
{
    private static readonly (ApiDefinition Definition, ApiSchema Schema) Product = Build();

    [Fact]
    public void The_schema_is_the_one_that_was_approved() => Matches("schema.graphql", Product.Schema.Sdl);

    [Fact]
    public void Who_may_use_which_field_is_what_was_approved()
    {
        var policies = AccessPolicies.Of(Product.Schema, Product.Definition.Grants);
        var lines = Product.Schema.AllTypes
            .OfType<global::GraphQL.Types.IObjectGraphType>().Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal)).OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type => type.Fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{type.Name}.{field.Name}: {Names(policies.Of(field))}"));
        Matches("access.txt", $"the company = {Listed(OrderAccess.SeesEverything)}\n\n{string.Join('\n', lines)}\n");
    }

    [Fact]
    public void Everything_in_the_schema_is_described() => Assert.Equal("", string.Join(", ", SchemaReview.Undescribed(Product.Schema)));

    private static string Names(Roles roles) => roles switch
    {
        Roles.None => "whoever is signed in",
        OrderAccess.SeesOrders => "the company, customers, platforms",
        OrderAccess.SeesEverything => "the company",
        CustomerAccess.SeesCustomers => "the company, customers",
        _ => Listed(roles),
    };

    private static string Listed(Roles roles) => string.Join(' ', ApiFlags<Roles>.Split(roles)!);

    private static (ApiDefinition, ApiSchema) Build()
    {
        var definition = new ApiDefinition();
        Server.Hosting.Api.Define(definition);
        return (definition, new ApiSchema(definition));
    }

    // The approved texts lie beside what they describe. With APPROVE=1 the test writes what it found, for the difference to be reviewed.
    private static void Matches(string name, string actual, [CallerFilePath] string source = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../src/OrderGrains.Server"));
        var file = Path.Combine(folder, name);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(file, actual);
        Assert.True(File.Exists(file), $"{name} is not approved yet; APPROVE=1 writes it.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
    }
}
