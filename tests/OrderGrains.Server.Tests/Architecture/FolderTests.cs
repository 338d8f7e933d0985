using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using OrderGrains.Domain.Orders;
using OrderGrains.GraphQL;
using OrderGrains.Server.Composition;
using OrderGrains.Server.Tests.Architecture.Samples.Above;

namespace OrderGrains.Server.Tests.Architecture;

/// <summary>The allowed dependencies between the folders of a project. The approved lists lie beside the projects; APPROVE=1 writes the
/// dependencies found.</summary>
public class FolderTests
{
    private const string Samples = "OrderGrains.Server.Tests.Architecture.Samples";

    // An order and its slices. Customers and Teams take part because they read the company's policy, which stands with orders.
    private const string DomainCycle =
        "Assignment, Communication, Deadlines, Formation, HoldAndCancellation, Kickoff, Notifications, Orders, "
        + "Planning, Receipt, Review";

    [Fact]
    public void The_folders_of_the_server_use_only_allowed_folders() => UseOnlyWhatTheyMay(typeof(ServerHost).Assembly);

    [Fact]
    public void The_folders_of_the_domain_use_only_allowed_folders() => UseOnlyWhatTheyMay(typeof(Order).Assembly);

    [Fact]
    public void No_other_folders_of_the_server_use_each_other() =>
        Assert.Empty(new FolderGraph(typeof(ServerHost).Assembly).Cycles());

    [Fact]
    public void No_other_folders_of_the_domain_use_each_other() =>
        Assert.Equal([DomainCycle], new FolderGraph(typeof(Order).Assembly).Cycles());

    [Fact]
    public void The_library_of_the_API_uses_only_the_shared_kernel_of_the_domain()
    {
        Assert.Equal(["OrderGrains.Domain.Shared"], DomainNamespaces(typeof(GraphQLOptions).Assembly));
        Assert.Contains("OrderGrains.Domain.Orders", DomainNamespaces(typeof(ServerHost).Assembly));
    }

    [Theory]
    [InlineData(nameof(InAttribute))]
    [InlineData(nameof(InBody))]
    [InlineData(nameof(InConstraint))]
    [InlineData(nameof(InField))]
    [InlineData(nameof(InGenericArgument))]
    [InlineData(nameof(InLambda))]
    [InlineData(nameof(InParameter))]
    [InlineData(nameof(InTask))]
    public void A_forbidden_use_is_found(string sample)
    {
        var graph = new FolderGraph(typeof(InBody).Assembly, Samples, type => type.Name == sample);
        var fault = Assert.Single(graph.Forbidden("Above:\n"));
        Assert.StartsWith($"Above must not use Below: {Samples}.Above.{sample}", fault, StringComparison.Ordinal);
        Assert.Empty(graph.Forbidden("Above: Below\n"));
    }

    [Fact]
    public void A_cycle_is_found() => Assert.Equal(["Above, Below"], new FolderGraph(typeof(InBody).Assembly, Samples).Cycles());

    private static List<string> DomainNamespaces(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        return reader.TypeReferences.Select(handle => reader.GetString(reader.GetTypeReference(handle).Namespace))
            .Where(name => name.StartsWith("OrderGrains.Domain", StringComparison.Ordinal)).Distinct().ToList();
    }

    private static void UseOnlyWhatTheyMay(Assembly assembly, [CallerFilePath] string source = "")
    {
        var graph = new FolderGraph(assembly);
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../src", assembly.GetName().Name!, "folders.txt"));
        if (Environment.GetEnvironmentVariable("APPROVE") is "1" or "breaking")
            File.WriteAllText(file, graph.Text());
        var approved = File.ReadAllText(file);
        var forbidden = string.Join('\n', graph.Forbidden(approved));
        Assert.True(forbidden.Length == 0, forbidden);
        Assert.Equal(approved, graph.Text()); // A dependency that is no longer used is no longer allowed.
    }
}
