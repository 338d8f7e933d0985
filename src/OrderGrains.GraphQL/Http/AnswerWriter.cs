using System.Buffers;
using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using GraphQL;
using GraphQL.Execution;
using GraphQLParser;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Http;

/// <summary>Writes answers as UTF-8 JSON, directly from the executed fields.</summary>
internal static class AnswerWriter
{
    // Text is not escaped for HTML: an answer is never part of a page, and declares this (nosniff).
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 256,
    };

    public static void Write(IBufferWriter<byte> output, ExecutionResult result, long? cost, int maxCost)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        if (result.Errors is { Count: > 0 } errors)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var error in errors)
                WriteError(writer, error);
            writer.WriteEndArray();
        }
        if (result.Executed)
        {
            writer.WritePropertyName("data"u8);
            WriteNode(writer, result.Data as ExecutionNode);
        }
        if (cost is { } requested)
        {
            writer.WriteStartObject("extensions"u8);
            writer.WriteStartObject("cost"u8);
            writer.WriteNumber("requested"u8, requested);
            writer.WriteNumber("allowed"u8, maxCost);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    public static void Write(IBufferWriter<byte> output, ImmutableArray<ApiError> errors)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WritePropertyName("errors"u8);
        WriteErrors(writer, errors);
        writer.WriteEndObject();
    }

    /// <summary>Writes only the list of errors.</summary>
    public static void WriteErrors(IBufferWriter<byte> output, ImmutableArray<ApiError> errors)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        WriteErrors(writer, errors);
    }

    /// <summary>Writes only a list of one error.</summary>
    public static void WriteErrors(IBufferWriter<byte> output, ExecutionError error)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartArray();
        WriteError(writer, error);
        writer.WriteEndArray();
    }

    private static void WriteErrors(Utf8JsonWriter writer, ImmutableArray<ApiError> errors)
    {
        writer.WriteStartArray();
        foreach (var error in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, error.Message);
            WriteLocations(writer, error.Locations.IsDefault ? [] : error.Locations);
            WriteExtensions(writer, error.Code, error.RetryAfter, null);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter writer, ExecutionError error)
    {
        var known = error as ApiException;
        writer.WriteStartObject();
        writer.WriteString("message"u8, known?.Message ?? "The field cannot be resolved.");
        WriteLocations(writer, error.Locations ?? []);
        if (error.Path is { } path)
        {
            writer.WriteStartArray("path"u8);
            foreach (var part in path)
                WriteValue(writer, part);
            writer.WriteEndArray();
        }
        WriteExtensions(writer, known?.Code ?? ErrorCodes.Internal, known?.RetryAfter, known?.TraceId);
        writer.WriteEndObject();
    }

    private static void WriteLocations(Utf8JsonWriter writer, IReadOnlyCollection<Location> locations)
    {
        if (locations.Count == 0)
            return;
        writer.WriteStartArray("locations"u8);
        foreach (var location in locations)
        {
            writer.WriteStartObject();
            writer.WriteNumber("line"u8, location.Line);
            writer.WriteNumber("column"u8, location.Column);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteExtensions(Utf8JsonWriter writer, string code, TimeSpan? retryAfter, string? traceId)
    {
        writer.WriteStartObject("extensions"u8);
        writer.WriteString("code"u8, code);
        if (retryAfter is { } wait)
            writer.WriteString("retryAfter"u8, XmlConvert.ToString(wait));
        if (traceId is not null)
            writer.WriteString("traceId"u8, traceId);
        writer.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter writer, ExecutionNode? node)
    {
        switch (node)
        {
            case ValueExecutionNode value:
                WriteValue(writer, value.Result);
                break;
            case ObjectExecutionNode { SubFields: { } fields }:
                writer.WriteStartObject();
                foreach (var field in fields)
                {
                    writer.WritePropertyName(field.Name!);
                    WriteNode(writer, field);
                }
                writer.WriteEndObject();
                break;
            case ArrayExecutionNode { Items: { } items }:
                writer.WriteStartArray();
                foreach (var item in items)
                    WriteNode(writer, item);
                writer.WriteEndArray();
                break;
            case ArrayExecutionNode { SerializedResult: { } list }:
                WriteValue(writer, list);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case JsonElement json: json.WriteTo(writer); break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list)
                    WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
