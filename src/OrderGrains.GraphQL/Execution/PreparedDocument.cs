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

/// <summary>A parsed and validated document with everything known about its operations without a request. Immutable and shared.</summary>
internal sealed record PreparedDocument(GraphQLDocument Document, ImmutableArray<PreparedOperation> Operations)
{
    /// <summary>The length of its text.</summary>
    public int Size { get; init; }

    /// <summary>Returns the operation with a name, or the only one.</summary>
    public PreparedOperation Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            if (Operations is [var only])
                return only;
            var reason = Operations.IsEmpty
                ? "The document has no operation."
                : "The document has several operations: name one with operationName.";
            throw RequestRefusedException.ByGraphQL(ErrorCodes.OperationNotFound, reason);
        }
        foreach (var operation in Operations)
        {
            if (operation.Definition.Name?.Value == name)
                return operation;
        }
        throw RequestRefusedException.ByGraphQL(ErrorCodes.OperationNotFound, "The document has no operation with that name.");
    }
}

/// <summary>An operation of a validated document.</summary>
internal sealed record PreparedOperation
{
    public required GraphQLDocument Document { get; init; }
    public required GraphQLOperationDefinition Definition { get; init; }
    /// <summary>The role sets that its fields require; the caller needs one role of each.</summary>
    public required ImmutableArray<FieldPolicy> Policies { get; init; }
    public required OperationCost Cost { get; init; }
    /// <summary>The cost, if it does not depend on variables.</summary>
    public required long? FixedCost { get; init; }
    /// <summary>Whether its variables may be as large as the request.</summary>
    public required bool TakesLargeInput { get; init; }
    /// <summary>The urgency of its least urgent mutation.</summary>
    public required Urgency Urgency { get; init; }
    public required ImmutableArray<PreparedVariable> Variables { get; init; }
    public required ImmutableArray<PreparedArguments> Arguments { get; init; }
    /// <summary>The arguments whose size depends on variables.</summary>
    public required ImmutableArray<InputUse> Inputs { get; init; }
    /// <summary>The selections with directives.</summary>
    public required ImmutableArray<ASTNode> Directed { get; init; }
}

/// <summary>A field that requires one of several roles.</summary>
internal readonly record struct FieldPolicy(string Field, Roles AnyOf);

/// <summary>A field's arguments, coerced in advance if they contain no variable.</summary>
internal sealed record PreparedArguments(GraphQLField Field, QueryArguments Definitions, IDictionary<string, ArgumentValue>? Fixed);

/// <summary>A variable that an operation declares.</summary>
internal sealed record PreparedVariable(
    string Name, byte[] Utf8Name, GraphQLVariableDefinition Definition, InputReader Reader, bool IsRequired, object? Default)
{
    /// <summary>Whether the size of its value counts.</summary>
    public bool IsMeasured { get; init; }
    /// <summary>The maximum size of its value.</summary>
    public MaxSizeAttribute? Bound { get; init; }
    /// <summary>The size of the default value.</summary>
    public InputSize DefaultSize { get; init; }

    /// <summary>Reads the variables' values, ignoring undeclared ones.</summary>
    /// <param name="declared">The variables that the operation declares.</param>
    /// <param name="variables">The JSON object of the variables; empty if the request has none.</param>
    /// <exception cref="InputException">A value is missing or does not match its type.</exception>
    public static Variables Coerce(ImmutableArray<PreparedVariable> declared, ReadOnlySpan<byte> variables)
    {
        if (declared.IsEmpty)
            return global::GraphQL.Validation.Variables.None;
        var values = new Variable?[declared.Length];
        if (!variables.IsEmpty)
            Read(declared, values, variables);
        var all = new Variables();
        for (var i = 0; i < values.Length; i++)
            all.Add(values[i] ?? declared[i].CreateAbsent());
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
            throw RequestBody.CreateNotText();
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
                // Check the size before building anything from the value.
                var size = declared[i].IsMeasured ? InputSize.Of(reader) : default;
                declared[i].Bound?.Check(size);
                values[i] = declared[i].Create(declared[i].Reader.Read(ref reader), size);
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

    private Variable Create(object? value, InputSize size) =>
        IsMeasured ? new MeasuredVariable(Name, Definition, size) { Value = value } : new Variable(Name, Definition) { Value = value };

    private Variable CreateAbsent() =>
        Default is not null ? new MeasuredVariable(Name, Definition, DefaultSize) { Value = Default, IsDefault = true }
        : IsRequired ? throw new InputException("must be given").At("$" + Name)
        : new Variable(Name, Definition);
}
