using System.Collections.Immutable;
using System.Text;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Schema;

namespace OrderGrains.GraphQL.Execution;

/// <summary>Parses, limits, validates and analyses documents.</summary>
internal sealed class DocumentPreparer(ISchema schema, AccessPolicies policies, GraphQLOptions options, bool introspection)
{
    // The last needs the values of a request, and no argument of ours has a validator that it would run.
    private static readonly ImmutableArray<IValidationRule> Rules = [.. DocumentValidator.CoreRules.Where(rule => rule is not FieldArgumentsAreValidRule)];

    /// <exception cref="RequestRefusedException">The document is not GraphQL, breaks a limit, or does not fit the schema.</exception>
    public PreparedDocument Prepare(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > options.MaxDocumentBytes)
            throw new RequestRefusedException(413, ErrorCodes.TooLarge, $"A document may have at most {options.MaxDocumentBytes} bytes.");
        var document = Parse(text);
        DocumentLimits.Check(document, options);
        Validate(document);
        return new(document, [.. document.Definitions.OfType<GraphQLOperationDefinition>().Select(operation => Analyse(document, operation))])
        {
            Size = text.Length,
        };
    }

    private static GraphQLDocument Parse(string text)
    {
        try
        {
            return Parser.Parse(text, new ParserOptions { Ignore = IgnoreOptions.Comments, MaxDepth = 64 });
        }
        catch (GraphQLMaxDepthExceededException e)
        {
            throw RequestRefusedException.ByGraphQL(ErrorCodes.DepthExceeded, "The document nests too deep.", e.Location);
        }
        catch (GraphQLSyntaxErrorException e)
        {
            throw RequestRefusedException.ByGraphQL(ErrorCodes.Syntax, e.Description, e.Location);
        }
    }

    private void Validate(GraphQLDocument document)
    {
        var context = Context(document);
        var visitors = new List<INodeVisitor> { context.TypeInfo };
        foreach (var rule in Rules)
        {
            // The rules of the core look at the document alone and end at once.
            if (rule.GetPreNodeVisitorAsync(context).AsTask().GetAwaiter().GetResult() is { } visitor)
                visitors.Add(visitor);
        }
        new BasicVisitor(visitors).VisitAsync(document, new(context)).AsTask().GetAwaiter().GetResult();
        if (context.HasErrors)
            throw RequestRefusedException.ByGraphQL(context.Errors.Select(ToApi));
    }

    private ValidationContext Context(GraphQLDocument document) =>
        new() { Schema = schema, Document = document, TypeInfo = new TypeInfo(schema), Variables = Inputs.Empty };

    private ApiError ToApi(ExecutionError error) => new(ErrorCodes.Validation, WithoutSuggestion(error.Message), [.. error.Locations ?? []]);

    private string WithoutSuggestion(string message) =>
        !introspection && message.IndexOf(" Did you mean", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message;

    private PreparedOperation Analyse(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        try
        {
            var variables = Variables(document, operation);
            var analysis = new OperationAnalysis(schema, policies, options, document, introspection);
            analysis.Run(operation);
            return new()
            {
                Document = document,
                Definition = operation,
                Policies = [.. analysis.Policies],
                Cost = analysis.Cost,
                FixedCost = analysis.Cost.IsVariable ? null : analysis.Cost.With(global::GraphQL.Validation.Variables.None),
                TakesLargeInput = analysis.TakesLargeInput,
                Urgency = analysis.Urgency,
                Variables = variables,
                Arguments = [.. analysis.Arguments],
                Inputs = [.. analysis.Inputs],
                Directed = [.. analysis.Directed],
            };
        }
        catch (InputException fault)
        {
            throw RequestRefusedException.ByGraphQL(ErrorCodes.BadUserInput, $"The argument {fault.Message}.");
        }
        catch (ExecutionError error)
        {
            throw RequestRefusedException.ByGraphQL([ToApi(error) with { Code = ErrorCodes.BadUserInput }]);
        }
    }

    private ImmutableArray<PreparedVariable> Variables(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        if (operation.Variables is not { Count: > 0 } definitions)
            return [];
        var context = Context(document);
        context.Operation = operation;
        var usages = context.GetRecursiveVariables(operation) ?? [];
        return [.. definitions.Items.Select(definition =>
        {
            var name = definition.Variable.Name.StringValue;
            var type = definition.Type.GraphTypeFromType(schema)!;
            var required = type is NonNullGraphType;
            // A nullable variable may stand where null must not, if there is a default: absent it may be, null it may not.
            if (!required && usages.Exists(usage => usage.Node.Name == definition.Variable.Name && usage.Type is NonNullGraphType))
                type = new NonNullGraphType(type);
            var fallback = definition.DefaultValue is { } value ? ExecutionHelper.CoerceValue(type, value).Value : null;
            return new PreparedVariable(name, Encoding.UTF8.GetBytes(name), definition, InputReader.For(type), required, fallback)
            {
                IsMeasured = operation.Operation != OperationType.Mutation && OperationAnalysis.IsComposed(type),
                Bound = MaxSizeAttribute.Of(type),
                DefaultSize = definition.DefaultValue is { } literal ? new InputUse("$" + name, type, null, literal).Literal : default,
            };
        })];
    }
}
