using System.Text.Json;
using System.Text.Unicode;
using OrderGrains.Domain.Receipt;

namespace OrderGrains.Server.Cli;

/// <summary>A line of the file to import.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">The line as it stands; empty if it cannot be sent.</param>
/// <param name="End">Where it ends in the file, bytes.</param>
internal sealed record ImportLine(long Number, ReadOnlyMemory<byte> Text, long End)
{
    /// <summary>The order that it is about: lines of one identity are sent one after the other. Null where the line does not say.</summary>
    public (string Platform, string Reference)? Identity { get; private init; }

    /// <summary>Why it cannot be sent, if so.</summary>
    public LineError? Flaw { get; private init; }

    /// <summary>Looks into a line as far as an importer must: is it one JSON object, and which order is it about? The server judges the
    /// rest.</summary>
    public static ImportLine Read(long number, ReadOnlyMemory<byte> text, long end)
    {
        if (!Utf8.IsValid(text.Span))
            return Flawed(number, end, "MALFORMED_JSON", "The line is not UTF-8.");
        try
        {
            var reader = new Utf8JsonReader(text.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return Flawed(number, end, "NOT_AN_OBJECT", "The line is JSON but no object.");
            string? platform = null, reference = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isPlatform = reader.ValueTextEquals("platform"u8);
                var isReference = reader.ValueTextEquals("externalReference"u8);
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && (isPlatform || isReference))
                    _ = isPlatform ? platform = reader.GetString() : reference = reader.GetString();
                else
                    reader.Skip();
            }
            while (reader.Read())
            {
                // To the end: what follows the object makes the line malformed, and the reader says so.
            }
            return new ImportLine(number, text, end) { Identity = OrderFormReading.OnlineIdentity(platform, reference) };
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return Flawed(number, end, "MALFORMED_JSON", "The line is not JSON.");
        }
    }

    /// <summary>A line that is not sent.</summary>
    public static ImportLine Flawed(long number, long end, string code, string message) =>
        new(number, default, end) { Flaw = new LineError(code, null, message) };
}

/// <summary>Why a line was not accepted.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Path">The field, such as <c>service.deliverables[2].name</c>, or null.</param>
/// <param name="Message">For people.</param>
internal readonly record struct LineError(string Code, string? Path, string Message);

/// <summary>The result of a line.</summary>
/// <param name="Outcome">ACCEPTED, REPLAYED, INVALID, UNANSWERED, or the first error's code.</param>
/// <param name="OrderNumber">The number of the order that the line made or met, if any.</param>
/// <param name="Errors">Why it was not accepted.</param>
/// <param name="IsAnswer">Whether it is the server's last word, or the importer's that there was none.</param>
internal sealed record LineResult(string Outcome, string? OrderNumber, IReadOnlyList<LineError> Errors, bool IsAnswer = true)
{
    public static LineResult Invalid(LineError error) => new("INVALID", null, [error]);

    public static LineResult Unanswered(LineError error) => new("UNANSWERED", null, [error], IsAnswer: false);
}
