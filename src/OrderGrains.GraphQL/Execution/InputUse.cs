using System.Text.Json;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using OrderGrains.GraphQL.Schema;

namespace OrderGrains.GraphQL.Execution;

/// <summary>How large a value of an input is.</summary>
/// <param name="Count">Its objects and the items of its lists.</param>
/// <param name="Depth">How deep its objects nest.</param>
internal readonly record struct InputSize(int Count, int Depth)
{
    /// <summary>The size of the JSON value at the reader's current token; the caller's reader stays where it is.</summary>
    public static InputSize Of(Utf8JsonReader json)
    {
        var (count, depth, deepest, open) = (0, 0, 0, 0);
        var isItem = false;
        do
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    (count, depth, open) = (count + 1, depth + 1, open + 1);
                    deepest = Math.Max(deepest, depth);
                    break;
                case JsonTokenType.EndObject:
                    (depth, open) = (depth - 1, open - 1);
                    break;
                case JsonTokenType.StartArray:
                    open++;
                    break;
                case JsonTokenType.EndArray:
                    open--;
                    break;
                case JsonTokenType.PropertyName:
                    break;
                default:
                    count += isItem ? 1 : 0;
                    break;
            }
            isItem = json.TokenType != JsonTokenType.PropertyName;
        }
        while (open > 0 && json.Read());
        return new(count, deepest);
    }
}

/// <summary>A variable of which the size is known.</summary>
internal sealed class MeasuredVariable(string name, GraphQLVariableDefinition definition, InputSize size) : Variable(name, definition)
{
    public InputSize Size { get; } = size;
}

/// <summary>What an operation gives to one argument: as much as stands in the document, and the variables that belong to it.</summary>
internal sealed class InputUse
{
    private readonly List<Place> _variables = [];
    private readonly MaxSizeAttribute? _bound;
    private readonly string _name;
    private int _count;
    private int _deepest;

    /// <summary>Looks at a value in a document.</summary>
    /// <param name="name">How the value is called where it is refused.</param>
    /// <param name="type">Its type.</param>
    /// <param name="list">The bound of its list, if it is one.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InputException">What stands in the document is beyond a bound.</exception>
    public InputUse(string name, IGraphType type, ListBound? list, GraphQLValue value)
    {
        (_name, _bound) = (name, MaxSizeAttribute.Of(type));
        Walk(value, type, list, name, 0);
        Check(Literal, name);
    }

    /// <summary>Whether its size depends on variables.</summary>
    public bool IsVariable => _variables.Count > 0;

    /// <summary>The size of what stands in the document.</summary>
    public InputSize Literal => new(_count, _deepest);

    /// <summary>How many objects and items of lists the value has.</summary>
    public long Count(Variables variables)
    {
        var count = (long)_count;
        foreach (var place in _variables)
            count += (variables.Find(place.Name) as MeasuredVariable)?.Size.Count ?? 0;
        return count;
    }

    /// <summary>Checks what only the variables show.</summary>
    /// <exception cref="InputException">The value is beyond a bound.</exception>
    public void Check(Variables variables)
    {
        var (count, deepest) = (_count, _deepest);
        foreach (var place in _variables)
        {
            var variable = variables.Find(place.Name);
            if (place.List is { ByRule: false } list && variable?.Value is System.Collections.ICollection items && items.Count > list.Max)
                throw new InputException(list.Fault).At(place.ToString());
            var size = (variable as MeasuredVariable)?.Size ?? default;
            (count, deepest) = (count + size.Count, Math.Max(deepest, place.Depth + size.Depth));
        }
        if (_variables is [var first, ..])
            Check(new InputSize(count, deepest), (first with { Path = _name }).ToString());
    }

    private void Check(InputSize size, string at)
    {
        try
        {
            _bound?.Check(size);
        }
        catch (InputException fault)
        {
            throw fault.At(at);
        }
    }

    private void Walk(GraphQLValue value, IGraphType type, ListBound? list, string path, int depth)
    {
        var inner = type is NonNullGraphType nonNull ? nonNull.ResolvedType! : type;
        switch (value)
        {
            case GraphQLVariable variable:
                _variables.Add(new(variable.Name.StringValue, path, depth, inner is ListGraphType ? list : null));
                break;
            case GraphQLListValue { Values: { } items } when inner is ListGraphType { ResolvedType: { } item }:
                if (list is { ByRule: false } && items.Count > list.Max)
                    throw new InputException(list.Fault).At(path);
                foreach (var (i, entry) in items.Index())
                {
                    _count += entry is GraphQLObjectValue ? 0 : 1;
                    Walk(entry, item, null, $"{path}[{i}]", depth);
                }
                break;
            case GraphQLObjectValue nested when inner.GetNamedType() is IInputObjectGraphType input:
                _count++;
                _deepest = Math.Max(_deepest, depth + 1);
                foreach (var given in nested.Fields ?? [])
                {
                    if (input.GetField(given.Name.Value) is { } field)
                        Walk(given.Value, field.ResolvedType!, ListBound.Of(field), $"{path}.{given.Name.Value}", depth + 1);
                }
                break;
        }
    }

    private readonly record struct Place(string Name, string Path, int Depth, ListBound? List)
    {
        public override string ToString() => $"${Name}, given to {Path},";
    }
}
