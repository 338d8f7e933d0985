using System.Reflection;
using System.Text.Json.Nodes;
using OrderGrains.Domain.Orders;

namespace OrderGrains.Server.Docs;

/// <summary>A request that shows how a mutation is used. In its variables <c>$order</c>, <c>$customer</c> and <c>$team</c> stand for the
/// ids that the requests before it answered, <c>$person1</c>, <c>$person2</c> and so on for those whom they entered in the staff register,
/// <c>$week</c> for the next week, and <c>$new</c> for a text that was not used before.</summary>
/// <param name="Mutation">The mutation.</param>
/// <param name="Chinese">The description of the mutation in Chinese; the English is the schema's description.</param>
/// <param name="Role">The role that the token needs.</param>
/// <param name="After">The examples that come before it.</param>
/// <param name="Expects">The code of the refusal that it gets; null where it is carried out.</param>
/// <param name="Query">The document.</param>
/// <param name="Variables">The variables.</param>
internal sealed record MutationExample(string Mutation, string? Chinese, string Role, IReadOnlyList<string> After, string? Expects,
    string Query, JsonObject Variables)
{
    private const string Folder = "OrderGrains.Server.Docs.Examples.", Texts = ".texts.json", Section = "examples";

    /// <summary>The example of every mutation that has one, by the mutation's name.</summary>
    public static IReadOnlyDictionary<string, MutationExample> All { get; } = typeof(MutationExample).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => Of(name[Folder.Length..^".json".Length], Read(typeof(MutationExample).Assembly, name)))
        .Concat(typeof(Order).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Texts, StringComparison.Ordinal))
            // An example is an object.
            .SelectMany(name => Read(typeof(Order).Assembly, name)[Section]?.AsObject() ?? [])
            .Select(example => Of(example.Key, example.Value!)))
        .ToDictionary(example => example.Mutation);

    private static JsonNode Read(Assembly assembly, string resource)
    {
        using var text = assembly.GetManifestResourceStream(resource)!; // Not null: it was just listed.
        return JsonNode.Parse(text)!;
    }

    // The document of a command on an order may be left out: it is always the same.
    private static MutationExample Of(string mutation, JsonNode json) => new(
        mutation, (string?)json["zh-CN"], (string)json["role"]!, [.. (json["after"]?.AsArray() ?? []).Select(x => (string)x!)],
            (string?)json["expects"],
        (string?)json["query"] ?? QueryOf(mutation), json["variables"]!.AsObject());

    private static string QueryOf(string mutation) =>
        $"mutation($input: {char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!) {{ {mutation}(input: $input) "
        + "{ order { id number status revision } errors { code message path clause } replayed } }";
}
