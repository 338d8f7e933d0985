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
    // The excluded rule needs the values of a request, and no argument in this schema has a validator for it to run.
    private static readonly ImmutableArray<IValidationRule> Rules =
        [.. DocumentValidator.CoreRules.Where(rule => rule is not FieldArgumentsAreValidRule)];

    /// <exception cref="RequestRefusedException">The document is not GraphQL, exceeds a limit, or does not match the schema.</exception>
    public PreparedDocument Prepare(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > options.MaxDocumentBytes)
            throw new RequestRefusedException(413, ErrorCodes.TooLarge, $"A document may have at most {options.MaxDocumentBytes} bytes.");
        var document = Parse(text);
        DocumentLimits.Check(document, options);
        Validate(document);
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>();
        return new(document, [.. operations.Select(operation => Analyse(document, operation))])
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
            throw RequestRefusedException.ByGraphQL(ErrorCodes.DepthExceeded, "The document nests too deeply.", e.Location);
        }
        catch (GraphQLSyntaxErrorException e)
        {
            throw RequestRefusedException.ByGraphQL(ErrorCodes.Syntax, e.Description, e.Location);
        }
    }

    private void Validate(GraphQLDocument document)
    {
        var context = CreateContext(document);
        var visitors = new List<INodeVisitor> { context.TypeInfo };
        foreach (var rule in Rules)
        {
            // The core rules read only the document, and complete synchronously.
            if (rule.GetPreNodeVisitorAsync(context).AsTask().GetAwaiter().GetResult() is { } visitor)
                visitors.Add(visitor);
        }
        new BasicVisitor(visitors).VisitAsync(document, new(context)).AsTask().GetAwaiter().GetResult();
        if (context.HasErrors)
            throw RequestRefusedException.ByGraphQL(context.Errors.Select(ToApiError));
    }

    private ValidationContext CreateContext(GraphQLDocument document) =>
        new() { Schema = schema, Document = document, TypeInfo = new TypeInfo(schema), Variables = Inputs.Empty };

    private ApiError ToApiError(ExecutionError error) =>
        new(ErrorCodes.Validation, RemoveSuggestion(error.Message), [.. error.Locations ?? []]);

    private string RemoveSuggestion(string message) =>
        !introspection && message.IndexOf(" Did you mean", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message;

    private PreparedOperation Analyse(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        try
        {
            var variables = PrepareVariables(document, operation);
            var analysis = new OperationAnalysis(schema, policies, options, document, introspection);
            analysis.Run(operation);
            return new()
            {
                Document = document,
                Definition = operation,
                Policies = [.. analysis.Policies],
                Cost = analysis.Cost,
                FixedCost = analysis.Cost.IsVariable ? null : analysis.Cost.Compute(global::GraphQL.Validation.Variables.None),
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
            throw RequestRefusedException.ByGraphQL([ToApiError(error) with { Code = ErrorCodes.BadUserInput }]);
        }
    }

    private ImmutableArray<PreparedVariable> PrepareVariables(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        if (operation.Variables is not { Count: > 0 } definitions)
            return [];
        var context = CreateContext(document);
        context.Operation = operation;
        var usages = context.GetRecursiveVariables(operation) ?? [];
        return [.. definitions.Items.Select(definition =>
        {
            var name = definition.Variable.Name.StringValue;
            var type = definition.Type.GraphTypeFromType(schema)!;
            var required = type is NonNullGraphType;
            // A nullable variable with a default may stand in a non-null position: it may be absent, but not null.
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
