using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Schema;

namespace OrderGrains.GraphQL.Execution;

/// <summary>Walks once through a valid operation and its fragments, and collects its policies, cost and arguments.</summary>
internal sealed class OperationAnalysis(
    ISchema schema, AccessPolicies policies, GraphQLOptions options, GraphQLDocument document, bool introspection)
{
    private readonly HashSet<ASTNode> _seen = new(ReferenceEqualityComparer.Instance);
    private bool _isMutation;

    public HashSet<FieldPolicy> Policies { get; } = [];

    public OperationCost Cost { get; } = new(0, PageSize.One, false);

    public List<PreparedArguments> Arguments { get; } = [];

    public List<InputUse> Inputs { get; } = [];

    public List<ASTNode> Directed { get; } = [];

    public bool TakesLargeInput { get; private set; }

    public Urgency Urgency { get; private set; }

    public void Run(GraphQLOperationDefinition operation)
    {
        IObjectGraphType? root = operation.Operation switch
        {
            OperationType.Query => schema.Query,
            OperationType.Mutation => schema.Mutation,
            _ => schema.Subscription,
        };
        if (root is null)
            throw RequestRefusedException.ByGraphQL(ErrorCodes.Validation, "The schema has no operations of this kind.");
        var mutations = operation.Operation == OperationType.Mutation ? CountRootFields(operation.SelectionSet) : 0;
        if (mutations > options.MaxMutations)
        {
            throw RequestRefusedException.ByGraphQL(
                ErrorCodes.MutationsExceeded, $"A document may hold at most {options.MaxMutations} mutations.");
        }
        Urgency = operation.Operation == OperationType.Mutation ? Urgency.Finish : Urgency.Query;
        _isMutation = operation.Operation == OperationType.Mutation;
        Visit(operation.SelectionSet, root, Cost, null, false);
    }

    private int CountRootFields(GraphQLSelectionSet set) => set.Selections.Sum(selection => selection switch
    {
        GraphQLField => 1,
        GraphQLInlineFragment inline => CountRootFields(inline.SelectionSet),
        GraphQLFragmentSpread spread => CountRootFields(document.FindFragmentDefinition(spread.FragmentName.Name)!.SelectionSet),
        _ => 0,
    });

    private void Visit(GraphQLSelectionSet? set, IGraphType parent, OperationCost cost, PageSize? page, bool meta)
    {
        foreach (var selection in set?.Selections ?? [])
        {
            if (((IHasDirectivesNode)selection).Directives is { Count: > 0 } && _seen.Add(selection))
                Directed.Add(selection);
            switch (selection)
            {
                case GraphQLField field when field.Name.Value.Span is not "__typename":
                    VisitField(field, (IComplexGraphType)parent, cost, page, meta);
                    break;
                case GraphQLInlineFragment inline:
                    var condition = inline.TypeCondition is { } type ? schema.AllTypes[type.Type.Name.Value]! : parent;
                    Visit(inline.SelectionSet, condition, cost, page, meta);
                    break;
                case GraphQLFragmentSpread spread when document.FindFragmentDefinition(spread.FragmentName.Name) is { } fragment:
                    Visit(fragment.SelectionSet, schema.AllTypes[fragment.TypeCondition.Type.Name.Value]!, cost, page, meta);
                    break;
            }
        }
    }

    private void VisitField(GraphQLField field, IComplexGraphType parent, OperationCost cost, PageSize? page, bool meta)
    {
        var definition = FindDefinition(field, parent);
        meta |= definition == schema.SchemaMetaFieldType || definition == schema.TypeMetaFieldType;
        if (meta && !introspection)
            throw RequestRefusedException.ByGraphQL(ErrorCodes.IntrospectionDisabled, "Introspection is disabled on this server.");
        if (definition.Arguments is { Count: > 0 } arguments && _seen.Add(field))
        {
            var hasVariable = field.Arguments?.Items.Exists(argument => HasVariable(argument.Value)) == true;
            var none = global::GraphQL.Validation.Variables.None;
            var known = hasVariable ? null : ExecutionHelper.GetArguments(arguments, field.Arguments, none, document, field, null);
            Arguments.Add(new(field, arguments, known));
        }
        if (meta)
        {
            Visit(field.SelectionSet, definition.ResolvedType!.GetNamedType(), cost, null, true);
            return;
        }
        if (policies.Of(definition) is var roles && roles != Roles.None)
            Policies.Add(new($"{parent.Name}.{definition.Name}", roles));
        if (parent == schema.Mutation)
            Urgency = (Urgency)Math.Min((int)Urgency, (int)definition.GetMetadata(UrgencyAttribute.Key, Urgency.Transition));
        TakesLargeInput |= definition.HasMetadata(LargeInputAttribute.Key);
        var inputs = CollectInputs(field, definition);
        // A mutation's input is bounded by its own lists; a query's filter is work for the store.
        var (own, below) = CostOf(field, definition, page, _isMutation ? null : inputs);
        cost.Add(own);
        Visit(field.SelectionSet, definition.ResolvedType!.GetNamedType(), own, below, false);
    }

    private List<InputUse>? CollectInputs(GraphQLField field, FieldType definition)
    {
        if (definition.Arguments is null || field.Arguments is not { Count: > 0 } given)
            return null;
        List<InputUse> inputs = [];
        foreach (var argument in given.Items)
        {
            if (definition.Arguments.Find(argument.Name.Value) is { ResolvedType: { } type } known && IsComposed(type))
                inputs.Add(new(argument.Name.StringValue, type, ListBound.Of(known), argument.Value));
        }
        Inputs.AddRange(inputs.Where(input => input.IsVariable));
        return inputs;
    }

    /// <summary>Whether values of a type have parts.</summary>
    public static bool IsComposed(IGraphType type) =>
        type is ListGraphType || type is NonNullGraphType { ResolvedType: ListGraphType } || type.GetNamedType() is IInputObjectGraphType;

    // A paged field passes its page size on to the lists of its connection; any other list counts with the default size.
    private static (OperationCost Cost, PageSize? Below) CostOf(
        GraphQLField field, FieldType definition, PageSize? page, List<InputUse>? inputs)
    {
        var isLeaf = definition.ResolvedType!.GetNamedType() is ScalarGraphType;
        var weight = definition.GetMetadata(CostAttribute.Key, isLeaf ? 0 : 1);
        if (definition.Arguments?.Find("first") is not null)
        {
            var below = new PageSize(FindArgument(field, "first"), FindArgument(field, "last"), PageSize.Default);
            return (new(weight, PageSize.One, true, inputs), below);
        }
        var unwrapped = definition.ResolvedType is NonNullGraphType nonNull ? nonNull.ResolvedType : definition.ResolvedType;
        var isList = unwrapped is ListGraphType;
        var named = definition.GetMetadata<string?>(CostAttribute.ItemsOfKey) is { } list ? FindArgument(field, list) : null;
        var size = !isList || isLeaf
            ? PageSize.One
            : page ?? new(named, null, definition.GetMetadata(CostAttribute.ItemsKey, PageSize.Default));
        return (new(weight, size, true, inputs), null);
    }

    private static GraphQLValue? FindArgument(GraphQLField field, string name) =>
        field.Arguments?.Items.Find(argument => argument.Name.Value == name)?.Value;

    private FieldType FindDefinition(GraphQLField field, IComplexGraphType parent) =>
        parent == schema.Query && field.Name.Value == schema.SchemaMetaFieldType.Name ? schema.SchemaMetaFieldType
        : parent == schema.Query && field.Name.Value == schema.TypeMetaFieldType.Name ? schema.TypeMetaFieldType
        : parent.GetField(field.Name.Value)!;

    private static bool HasVariable(GraphQLValue value) => value switch
    {
        GraphQLVariable => true,
        GraphQLListValue list => list.Values?.Exists(HasVariable) == true,
        GraphQLObjectValue nested => nested.Fields?.Exists(field => HasVariable(field.Value)) == true,
        _ => false,
    };
}
