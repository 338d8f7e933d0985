using GraphQLParser;
using GraphQLParser.AST;

namespace OrderGrains.GraphQL.Execution;

/// <summary>The limits that a parsed document has to keep before it is worth validating: what follows may then take time that grows with their
/// square.</summary>
internal sealed class DocumentLimits(GraphQLDocument document, GraphQLOptions options)
{
    private readonly List<GraphQLFragmentDefinition> _open = [];
    private readonly HashSet<ASTNode> _reached = new(ReferenceEqualityComparer.Instance);
    private int _operations;
    private int _selections;
    private int _aliases;
    private int _directives;

    public static void Check(GraphQLDocument document, GraphQLOptions options)
    {
        var limits = new DocumentLimits(document, options);
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
            limits.Enter(operation);
        // A fragment that no operation reaches counts as well: validation reads it too.
        foreach (var fragment in document.Definitions.OfType<GraphQLFragmentDefinition>().Where(fragment => !limits._reached.Contains(fragment)))
            limits.Fragment(fragment, 0);
    }

    private void Enter(GraphQLOperationDefinition operation)
    {
        if (++_operations > options.MaxOperations)
            throw Refuse(ErrorCodes.OperationsExceeded, $"A document may hold at most {options.MaxOperations} operations.", operation);
        _aliases = 0;
        Directives(operation);
        foreach (var variable in operation.Variables?.Items ?? [])
            Directives(variable);
        Walk(operation.SelectionSet, 1);
    }

    private void Walk(GraphQLSelectionSet? set, int depth)
    {
        foreach (var selection in set?.Selections ?? [])
        {
            if (++_selections > options.MaxSelections)
                throw Refuse(ErrorCodes.SelectionsExceeded, $"A document may select at most {options.MaxSelections} fields.", selection);
            Directives((IHasDirectivesNode)selection);
            switch (selection)
            {
                case GraphQLField field:
                    Field(field, depth);
                    break;
                case GraphQLInlineFragment inline:
                    Walk(inline.SelectionSet, depth);
                    break;
                case GraphQLFragmentSpread spread when document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment:
                    Fragment(fragment, depth - 1);
                    break;
            }
        }
    }

    private void Field(GraphQLField field, int depth)
    {
        if (depth > options.MaxDepth && !field.Name.Value.Span.StartsWith("__"))
            throw Refuse(ErrorCodes.DepthExceeded, $"Fields may nest at most {options.MaxDepth} deep.", field);
        if (field.Alias is not null && ++_aliases > options.MaxAliases)
            throw Refuse(ErrorCodes.AliasesExceeded, $"An operation may use at most {options.MaxAliases} aliases.", field);
        // The standard introspection query is deeper than any other; where it is not allowed it is refused as a whole.
        Walk(field.SelectionSet, IsIntrospection(field) ? int.MinValue / 2 : depth + 1);
    }

    private void Fragment(GraphQLFragmentDefinition fragment, int depth)
    {
        if (_open.Contains(fragment))
            throw Refuse(ErrorCodes.Validation, $"The fragment {fragment.FragmentName.Name} spreads itself.", fragment);
        _open.Add(fragment);
        _reached.Add(fragment);
        Directives(fragment);
        Walk(fragment.SelectionSet, depth + 1);
        _open.RemoveAt(_open.Count - 1);
    }

    private void Directives(IHasDirectivesNode node)
    {
        _directives += node.Directives?.Count ?? 0;
        if (_directives > options.MaxDirectives)
            throw Refuse(ErrorCodes.DirectivesExceeded, $"A document may use at most {options.MaxDirectives} directives.", (ASTNode)node);
    }

    private RequestRefusedException Refuse(string code, string message, ASTNode at) =>
        RequestRefusedException.ByGraphQL(code, message, Location.FromLinearPosition(document.Source, at.Location.Start));

    private static bool IsIntrospection(GraphQLField field) => field.Name.Value.Span is "__schema" or "__type";
}
