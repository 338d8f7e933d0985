using System.Text;
using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.Testing;
using static OrderGrains.Testing.ProductSchema;

namespace OrderGrains.Server.Tests.Api;

/// <summary>The access of each role to each field: a role has it if the policy of the field allows it and the role may use some path to the
/// field.</summary>
internal static class AccessMatrix
{
    /// <summary>A document that asks for a field and, besides the way to it, for nothing else.</summary>
    /// <param name="Field">Such as <c>Order.number</c>.</param>
    /// <param name="Role">The role of the caller.</param>
    /// <param name="IsAllowed">Whether the role may.</param>
    /// <param name="Document">The document.</param>
    public sealed record Cell(string Field, Roles Role, bool IsAllowed, string Document);

    /// <summary>Every field with every role.</summary>
    public static IEnumerable<Cell> Cells()
    {
        var every = Ways(null);
        foreach (var role in EveryRole)
        {
            var open = Ways(role);
            foreach (var type in Objects)
            {
                foreach (var field in type.Fields.OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    var isAllowed = May(role, field) && open.ContainsKey(type.Name);
                    yield return new($"{type.Name}.{field.Name}", role, isAllowed, (isAllowed ? open : every)[type.Name](
                        Call(field) + (field.ResolvedType!.GetNamedType() is IComplexGraphType ? " { __typename }" : "")));
                }
            }
        }
    }

    /// <summary>The matrix as a text: a letter where a role may, a dot where it may not.</summary>
    public static string Text()
    {
        var text = new StringBuilder(
            "Who may read which field, and do what. A role has its letter in the line of a field that it may use.\n\n");
        foreach (var (index, role) in EveryRole.Index())
            text.Append($"{Letter(index)} {Names.ToConstant(role.ToString())}\n");
        var lines = Cells().GroupBy(cell => cell.Field).ToList();
        var width = lines.Max(line => line.Key.Length);
        text.Append('\n');
        foreach (var line in lines)
            text.Append(line.Key.PadRight(width + 2))
                .AppendJoin("", line.Index().Select(cell => cell.Item.IsAllowed ? Letter(cell.Index) : '.')).Append('\n');
        return text.ToString();
    }

    private static char Letter(int index) => (char)('a' + index);

    // For every type the shortest path to an object of it, as a function that puts a document around a selection; for a role only the paths
    // that it may use.
    private static Dictionary<string, Func<string, string>> Ways(Roles? role)
    {
        var ways = new Dictionary<string, Func<string, string>>
        {
            [ProductSchema.Schema.Query.Name] = selection => $"{{ {selection} }}",
            [ProductSchema.Schema.Mutation!.Name] = selection => $"mutation {{ {selection} }}",
            [ProductSchema.Schema.Subscription!.Name] = selection => $"subscription {{ {selection} }}",
        };
        var open = new Queue<IComplexGraphType>(
            [ProductSchema.Schema.Query, ProductSchema.Schema.Mutation, ProductSchema.Schema.Subscription]);
        while (open.TryDequeue(out var type))
        {
            foreach (var field in type.Fields.Where(field => role is not { } asking || May(asking, field)))
            {
                if (field.ResolvedType!.GetNamedType() is not IComplexGraphType next)
                    continue;
                var way = ways[type.Name];
                Enter(next, selection => way($"{Call(field)} {{ {selection} }}"));
            }
        }
        return ways;

        void Enter(IComplexGraphType type, Func<string, string> way)
        {
            if (ways.TryAdd(type.Name, way))
                open.Enqueue(type);
            foreach (var possible in (type as IInterfaceGraphType)?.PossibleTypes ?? Enumerable.Empty<IObjectGraphType>())
            {
                if (ways.TryAdd(possible.Name, selection => way($"... on {possible.Name} {{ {selection} }}")))
                    open.Enqueue(possible);
            }
        }
    }
}
