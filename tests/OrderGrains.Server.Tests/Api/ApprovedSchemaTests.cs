using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using OrderGrains.Server.Tests.GraphQL;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Api;

/// <summary>The schema is the product's contract: a difference is a decision, not an accident.</summary>
public sealed partial class ApprovedSchemaTests
{
    /// <summary>APPROVE=1 approves additions only; changes that break clients need APPROVE=breaking and a new major version.</summary>
    [Fact]
    public void The_schema_is_the_one_that_was_approved()
    {
        if (Environment.GetEnvironmentVariable("APPROVE") != "breaking" && File.Exists(FileOf("schema.graphql")))
            Assert.Equal(
                "", string.Join('\n', SchemaChanges.Breaking(File.ReadAllText(FileOf("schema.graphql")), ProductSchema.Schema.Sdl)));
        Matches("schema.graphql", ProductSchema.Schema.Sdl);
    }

    [Fact]
    public void Access_to_every_field_is_as_approved() => Matches("access.txt", AccessMatrix.Text());

    [Fact]
    public void The_clauses_of_the_schema_are_as_approved() => Matches("clauses.txt", ClauseIndex.Text());

    [Fact]
    public void The_nouns_and_verbs_that_name_mutations_are_those_approved() => Matches("mutations.txt", string.Concat(
        ProductSchema.Schema.Mutation!.Fields.Select(mutation => LastWord().Match(mutation.Name))
            .GroupBy(verb => verb.Value.ToLowerInvariant())
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key}: {string.Join(' ', group.Select(verb => verb.Result("$`")).Order(StringComparer.Ordinal))}\n")));

    [Fact]
    public void Everything_in_the_schema_is_described() =>
        Assert.Equal("", string.Join(", ", SchemaReview.Undescribed(ProductSchema.Schema)));

    // The approved texts lie beside the code that they describe. With APPROVE=1 the test writes its result, for the difference to be
    // reviewed.
    private static void Matches(string name, string actual)
    {
        if (Environment.GetEnvironmentVariable("APPROVE") is "1" or "breaking")
            File.WriteAllText(FileOf(name), actual);
        Assert.True(File.Exists(FileOf(name)), $"{name} is not approved yet; APPROVE=1 writes it.");
        Assert.Equal(File.ReadAllText(FileOf(name)).ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
    }

    private static string FileOf(string name, [CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../src/OrderGrains.Server", name));

    [GeneratedRegex("[A-Z][a-z]*$")]
    private static partial Regex LastWord();
}
