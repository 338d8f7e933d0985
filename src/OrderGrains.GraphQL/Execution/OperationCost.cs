using GraphQL.Validation;
using GraphQLParser.AST;

namespace OrderGrains.GraphQL.Execution;

/// <summary>The cost of an operation: a tree of its fields, whose page and input sizes may depend on variables.</summary>
internal sealed class OperationCost(int weight, PageSize factor, bool countsItself, IReadOnlyList<InputUse>? inputs = null)
{
    private readonly List<OperationCost> _children = [];

    /// <summary>Whether the cost depends on variables.</summary>
    public bool IsVariable =>
        factor.IsVariable || inputs?.Any(input => input.IsVariable) == true || _children.Exists(child => child.IsVariable);

    public void Add(OperationCost child) => _children.Add(child);

    /// <summary>Computes the cost with the request's variables; saturates.</summary>
    public long Compute(Variables variables)
    {
        var inner = 0L;
        foreach (var child in _children)
            inner = Math.Min(inner + child.Compute(variables), int.MaxValue);
        var size = factor.Compute(variables);
        var own = countsItself ? size * (weight + inner) : weight + size * inner;
        foreach (var input in inputs ?? [])
            own += input.Count(variables);
        return Math.Min(own, int.MaxValue);
    }
}

/// <summary>The assumed size of a list: by its paging arguments, by the items of an argument, or a default.</summary>
internal readonly record struct PageSize(GraphQLValue? First, GraphQLValue? Last, int Fallback)
{
    public const int Default = 20;

    public static readonly PageSize One = new(null, null, 1);

    public bool IsVariable => First is GraphQLVariable || Last is GraphQLVariable;

    public long Compute(Variables variables)
    {
        var first = Evaluate(First, variables);
        var last = Evaluate(Last, variables);
        return first is null && last is null ? Fallback : Math.Clamp(Math.Max(first ?? 0, last ?? 0), 0, 1_000_000);
    }

    private static long? Evaluate(GraphQLValue? value, Variables variables) => value switch
    {
        GraphQLIntValue number when long.TryParse(number.Value, out var size) => size,
        GraphQLListValue list => list.Values?.Count ?? 0,
        GraphQLVariable variable => variables.Find(variable.Name)?.Value switch
        {
            int size => size,
            System.Collections.ICollection list => list.Count,
            _ => null,
        },
        _ => null,
    };
}
