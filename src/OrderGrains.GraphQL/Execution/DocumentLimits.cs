using GraphQLParser;
using GraphQLParser.AST;

namespace OrderGrains.GraphQL.Execution;

/// <summary>Enforces limits on a parsed document before it is validated, which may take time quadratic in their size.</summary>
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
            limits.CheckOperation(operation);
        // Fragments that no operation uses count as well, because validation reads them too.
        var fragments = document.Definitions.OfType<GraphQLFragmentDefinition>();
        foreach (var fragment in fragments.Where(fragment => !limits._reached.Contains(fragment)))
            limits.CheckFragment(fragment, 0);
    }

    private void CheckOperation(GraphQLOperationDefinition operation)
    {
        if (++_operations > options.MaxOperations)
        {
            throw CreateRefusal(
                ErrorCodes.OperationsExceeded, $"A document may hold at most {options.MaxOperations} operations.", operation);
        }
        _aliases = 0;
        CountDirectives(operation);
        foreach (var variable in operation.Variables?.Items ?? [])
            CountDirectives(variable);
        CheckSelections(operation.SelectionSet, 1);
    }

    private void CheckSelections(GraphQLSelectionSet? set, int depth)
    {
        foreach (var selection in set?.Selections ?? [])
        {
            if (++_selections > options.MaxSelections)
            {
                throw CreateRefusal(
                    ErrorCodes.SelectionsExceeded, $"A document may select at most {options.MaxSelections} fields.", selection);
            }
            CountDirectives((IHasDirectivesNode)selection);
            switch (selection)
            {
                case GraphQLField field:
                    CheckField(field, depth);
                    break;
                case GraphQLInlineFragment inline:
                    CheckSelections(inline.SelectionSet, depth);
                    break;
                case GraphQLFragmentSpread spread when document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment:
                    CheckFragment(fragment, depth - 1);
                    break;
            }
        }
    }

    private void CheckField(GraphQLField field, int depth)
    {
        if (depth > options.MaxDepth && !field.Name.Value.Span.StartsWith("__"))
            throw CreateRefusal(ErrorCodes.DepthExceeded, $"Fields may nest at most {options.MaxDepth} deep.", field);
        if (field.Alias is not null && ++_aliases > options.MaxAliases)
            throw CreateRefusal(ErrorCodes.AliasesExceeded, $"An operation may use at most {options.MaxAliases} aliases.", field);
        // The standard introspection query nests deeper than others; where introspection is disabled, it is refused as a whole.
        CheckSelections(field.SelectionSet, IsIntrospection(field) ? int.MinValue / 2 : depth + 1);
    }

    private void CheckFragment(GraphQLFragmentDefinition fragment, int depth)
    {
        if (_open.Contains(fragment))
            throw CreateRefusal(ErrorCodes.Validation, $"The fragment {fragment.FragmentName.Name} spreads itself.", fragment);
        _open.Add(fragment);
        _reached.Add(fragment);
        CountDirectives(fragment);
        CheckSelections(fragment.SelectionSet, depth + 1);
        _open.RemoveAt(_open.Count - 1);
    }

    private void CountDirectives(IHasDirectivesNode node)
    {
        _directives += node.Directives?.Count ?? 0;
        if (_directives > options.MaxDirectives)
        {
            throw CreateRefusal(
                ErrorCodes.DirectivesExceeded, $"A document may use at most {options.MaxDirectives} directives.", (ASTNode)node);
        }
    }

    private RequestRefusedException CreateRefusal(string code, string message, ASTNode at) =>
        RequestRefusedException.ByGraphQL(code, message, Location.FromLinearPosition(document.Source, at.Location.Start));

    private static bool IsIntrospection(GraphQLField field) => field.Name.Value.Span is "__schema" or "__type";
}
