using System.Collections.Immutable;
using System.Text.Json;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Http;
using OrderGrains.GraphQL.Schema;

namespace OrderGrains.GraphQL.Execution;

/// <summary>A parsed and validated document, with all that can be known of its operations without a request. Shared between requests; immutable.</summary>
internal sealed record PreparedDocument(GraphQLDocument Document, ImmutableArray<PreparedOperation> Operations)
{
    /// <summary>How long its text is.</summary>
    public int Size { get; init; }

    /// <summary>The operation of a name, or the only one.</summary>
    public PreparedOperation Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            if (Operations is [var only])
                return only;
            var reason = Operations.IsEmpty ? "The document holds no operation." : "The document holds several operations: say which by operationName.";
            throw RequestRefusedException.ByGraphQL(ErrorCodes.OperationNotFound, reason);
        }
        foreach (var operation in Operations)
        {
            if (operation.Definition.Name?.Value == name)
                return operation;
        }
        throw RequestRefusedException.ByGraphQL(ErrorCodes.OperationNotFound, "The document holds no operation of that name.");
    }
}

/// <summary>An operation of a validated document.</summary>
internal sealed record PreparedOperation
{
    public required GraphQLDocument Document { get; init; }
    public required GraphQLOperationDefinition Definition { get; init; }
    /// <summary>The roles that its fields need: one of each set.</summary>
    public required ImmutableArray<FieldPolicy> Policies { get; init; }
    public required OperationCost Cost { get; init; }
    /// <summary>The cost, where it does not depend on variables.</summary>
    public required long? FixedCost { get; init; }
    /// <summary>Whether its variables may be as large as the request.</summary>
    public required bool TakesLargeInput { get; init; }
    /// <summary>How urgent it is: as the least urgent of its mutations.</summary>
    public required Urgency Urgency { get; init; }
    public required ImmutableArray<PreparedVariable> Variables { get; init; }
    public required ImmutableArray<PreparedArguments> Arguments { get; init; }
    /// <summary>The arguments whose size depends on variables.</summary>
    public required ImmutableArray<InputUse> Inputs { get; init; }
    /// <summary>The selections with directives on them.</summary>
    public required ImmutableArray<ASTNode> Directed { get; init; }
}

/// <summary>A field that needs one of some roles.</summary>
internal readonly record struct FieldPolicy(string Field, Roles AnyOf);

/// <summary>A field's arguments: coerced once where no variable is in them.</summary>
internal sealed record PreparedArguments(GraphQLField Field, QueryArguments Definitions, IDictionary<string, ArgumentValue>? Fixed);

/// <summary>A variable that an operation declares.</summary>
internal sealed record PreparedVariable(
    string Name, byte[] Utf8Name, GraphQLVariableDefinition Definition, InputReader Reader, bool IsRequired, object? Default)
{
    /// <summary>Whether the size of its value counts.</summary>
    public bool IsMeasured { get; init; }
    /// <summary>How large its value may be.</summary>
    public MaxSizeAttribute? Bound { get; init; }
    /// <summary>The size of the default.</summary>
    public InputSize DefaultSize { get; init; }

    /// <summary>Reads the variables' values. Those that the operation does not declare are left out.</summary>
    /// <param name="variables">The variables' JSON object; empty where the request has none.</param>
    /// <exception cref="InputException">A value is missing, or does not fit its type.</exception>
    public static Variables Coerce(ImmutableArray<PreparedVariable> declared, ReadOnlySpan<byte> variables)
    {
        if (declared.IsEmpty)
            return global::GraphQL.Validation.Variables.None;
        var values = new Variable?[declared.Length];
        if (!variables.IsEmpty)
            Read(declared, values, variables);
        var all = new Variables();
        for (var i = 0; i < values.Length; i++)
            all.Add(values[i] ?? declared[i].Absent());
        return all;
    }

    private static void Read(ImmutableArray<PreparedVariable> declared, Variable?[] values, ReadOnlySpan<byte> variables)
    {
        try
        {
            var reader = new Utf8JsonReader(variables);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                Read(declared, values, ref reader);
        }
        catch (InvalidOperationException)
        {
            throw RequestBody.NotText();
        }
    }

    private static void Read(ImmutableArray<PreparedVariable> declared, Variable?[] values, ref Utf8JsonReader reader)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!reader.ValueTextEquals(declared[i].Utf8Name))
                continue;
            if (values[i] is not null)
                throw new InputException("is given twice").At("$" + declared[i].Name);
            reader.Read();
            try
            {
                // Before anything is made of it.
                var size = declared[i].IsMeasured ? InputSize.Of(reader) : default;
                declared[i].Bound?.Check(size);
                values[i] = declared[i].Of(declared[i].Reader.Read(ref reader), size);
                return;
            }
            catch (InputException fault)
            {
                throw fault.At("$" + declared[i].Name);
            }
        }
        reader.Read();
        reader.Skip();
    }

    private Variable Of(object? value, InputSize size) =>
        IsMeasured ? new MeasuredVariable(Name, Definition, size) { Value = value } : new Variable(Name, Definition) { Value = value };

    private Variable Absent() =>
        Default is not null ? new MeasuredVariable(Name, Definition, DefaultSize) { Value = Default, IsDefault = true }
        : IsRequired ? throw new InputException("must be given").At("$" + Name)
        : new Variable(Name, Definition);
}
