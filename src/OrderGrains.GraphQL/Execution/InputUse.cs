using System.Text.Json;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using OrderGrains.GraphQL.Schema;

namespace OrderGrains.GraphQL.Execution;

/// <summary>The size of an input value.</summary>
/// <param name="Count">The number of its objects and list items.</param>
/// <param name="Depth">The depth of its nested objects.</param>
internal readonly record struct InputSize(int Count, int Depth)
{
    /// <summary>Returns the size of the JSON value at the reader's current token; does not move the caller's reader.</summary>
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

/// <summary>A variable of known size.</summary>
internal sealed class MeasuredVariable(string name, GraphQLVariableDefinition definition, InputSize size) : Variable(name, definition)
{
    public InputSize Size { get; } = size;
}

/// <summary>An operation's value for one argument: the part in the document, and the variables it uses.</summary>
internal sealed class InputUse
{
    private readonly List<Place> _variables = [];
    private readonly MaxSizeAttribute? _bound;
    private readonly string _name;
    private int _count;
    private int _deepest;

    /// <summary>Analyses a value in a document.</summary>
    /// <param name="name">The name of the value in a refusal.</param>
    /// <param name="type">Its type.</param>
    /// <param name="list">The bound of its list, if it is one.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InputException">The part in the document exceeds a bound.</exception>
    public InputUse(string name, IGraphType type, ListBound? list, GraphQLValue value)
    {
        (_name, _bound) = (name, MaxSizeAttribute.Of(type));
        Walk(value, type, list, name, 0);
        Check(Literal, name);
    }

    /// <summary>Whether the size depends on variables.</summary>
    public bool IsVariable => _variables.Count > 0;

    /// <summary>The size of the part in the document.</summary>
    public InputSize Literal => new(_count, _deepest);

    /// <summary>Returns the number of objects and list items in the value.</summary>
    public long Count(Variables variables)
    {
        var count = (long)_count;
        foreach (var place in _variables)
            count += (variables.Find(place.Name) as MeasuredVariable)?.Size.Count ?? 0;
        return count;
    }

    /// <summary>Checks the bounds that depend on variables.</summary>
    /// <exception cref="InputException">The value exceeds a bound.</exception>
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
