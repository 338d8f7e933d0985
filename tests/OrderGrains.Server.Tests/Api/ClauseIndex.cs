using System.Text;
using System.Text.RegularExpressions;
using GraphQL.Types;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Api;

/// <summary>Which parts of the schema rest on which clause of the regulation, by their descriptions; and which types, values and fields of
/// the roots name none. A member of a type rests on the clauses of the type.</summary>
internal static partial class ClauseIndex
{
    public static string Text()
    {
        var parts = Parts().ToList();
        var text = new StringBuilder("# The clauses of the regulation that the schema's descriptions name. Approved by a test.\n");
        foreach (var clause in parts.SelectMany(part => part.Clauses, (part, clause) => (clause, part.Name))
            .GroupBy(x => x.clause, x => x.Name).OrderBy(group => group.Key, ByNumber))
            text.Append(clause.Key).Append(": ").AppendJoin(", ", clause.Order(StringComparer.Ordinal)).Append('\n');
        text.Append("\n# What rests on none.\n");
        foreach (var name in parts.Where(part => part.Clauses.Count == 0 && part.IsAsked).Select(part => part.Name)
            .Order(StringComparer.Ordinal))
            text.Append(name).Append('\n');
        return text.ToString();
    }

    private static Comparer<string> ByNumber { get; } = Comparer<string>.Create((x, y) => Numbers(x).SequenceCompareTo(Numbers(y)));

    private static ReadOnlySpan<int> Numbers(string clause) => clause[1..].Split('.').Select(int.Parse).ToArray();

    private static IEnumerable<(string Name, List<string> Clauses, bool IsAsked)> Parts()
    {
        var schema = ProductSchema.Schema;
        foreach (var type in schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal)))
        {
            var whole = Part(type.Name, type.Description, true);
            yield return whole;
            if (type is EnumerationGraphType values)
            {
                foreach (var value in values.Values)
                    yield return Part($"{type.Name}.{value.Name}", value.Description, whole.Clauses.Count == 0);
            }
            else if (type is IComplexGraphType fields)
            {
                var isRoot = type == schema.Query || type == schema.Mutation || type == schema.Subscription;
                foreach (var field in fields.Fields)
                    yield return Part($"{type.Name}.{field.Name}", field.Description, isRoot);
            }
        }
    }

    private static (string Name, List<string> Clauses, bool IsAsked) Part(string name, string? description, bool isAsked) =>
        (name, [.. Clause().Matches(description ?? "").Select(match => match.Value).Distinct()], isAsked);

    [GeneratedRegex(@"\bR\d+(\.\d+)*\b")]
    private static partial Regex Clause();
}
