using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace OrderGrains.Server.Cli;

/// <summary>The meaning of the server's reply for the lines that were sent.</summary>
internal abstract record Reply
{
    private Reply() { }

    /// <summary>A result for each line; those that are no last word are to be asked again.</summary>
    public sealed record Answers(IReadOnlyList<LineResult> Results, TimeSpan? RetryAfter) : Reply;

    /// <summary>The request as a whole is refused for what a line holds.</summary>
    public sealed record Unfit(LineError Error) : Reply;

    /// <summary>The server may take it later.</summary>
    public sealed record NotNow(LineError Error, TimeSpan? RetryAfter) : Reply;

    /// <summary>The server failed at it.</summary>
    public sealed record Fault(LineError Error) : Reply;

    /// <summary>The server will take nothing of ours.</summary>
    public sealed record Unwelcome(LineError Error) : Reply;
}

/// <summary>Reads the GraphQL answer to a bulk.</summary>
internal static class BulkReply
{
    /// <summary>Reads a GraphQL answer; null if it is none.</summary>
    public static Reply? Read(JsonElement answer, int lines, TimeSpan? retryAfter)
    {
        if (answer.ValueKind != JsonValueKind.Object)
            return null;
        var bulk = Member(Member(answer, "data"), "orderBulkSubmit");
        if (Member(bulk, "results") is { ValueKind: JsonValueKind.Array } results && results.GetArrayLength() == lines)
        {
            TimeSpan? pause = retryAfter;
            var read = results.EnumerateArray().Select(x => Result(x, ref pause)).ToList();
            return new Reply.Answers(read, pause);
        }
        return First(answer) is { } error ? Refusal(error, Text(Member(error, "extensions"), "code"), retryAfter)
            : First(bulk) is { } refused ? Refusal(refused, Text(refused, "code"), retryAfter)
            : null;
    }

    private static JsonElement? First(JsonElement holder) =>
        Member(holder, "errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0 ? errors[0] : null;

    private static Reply Refusal(JsonElement error, string? code, TimeSpan? retryAfter)
    {
        code ??= "REFUSED";
        var message = Text(error, "message") ?? "The request is refused.";
        return code switch
        {
            "UNAUTHENTICATED" or "FORBIDDEN" => new Reply.Unwelcome(new(code, null, message)),
            "OVERLOADED" or "UNAVAILABLE" or "OUTCOME_UNKNOWN" or "TIMEOUT" or "RATE_LIMITED" =>
                new Reply.NotNow(new(code, null, message), retryAfter),
            "INTERNAL_ERROR" => new Reply.Fault(new(code, null, message)),
            _ => new Reply.Unfit(new(code, InputPath.In(message), message)),
        };
    }

    private static LineResult Result(JsonElement result, ref TimeSpan? pause)
    {
        if (result.ValueKind != JsonValueKind.Object || Member(result, "errors") is not { ValueKind: JsonValueKind.Array } list)
            return new LineResult("INTERNAL_ERROR", null, [new("INTERNAL_ERROR", null, "The server failed at this line.")],
                IsAnswer: false);
        var number = Text(Member(result, "order"), "number");
        if (list.GetArrayLength() == 0)
            return new LineResult(Member(result, "replayed").ValueKind == JsonValueKind.True ? "REPLAYED" : "ACCEPTED", number, []);
        var isInvalid = false;
        List<LineError> errors = new(list.GetArrayLength());
        foreach (var error in list.EnumerateArray())
        {
            isInvalid |= Text(error, "__typename") == "ValidationError";
            errors.Add(new(Text(error, "code") ?? "REFUSED", InputPath.Join(Member(error, "path")), Text(error, "message") ?? ""));
            if (Duration(Text(error, "retryAfter")) is { } asked && !(asked <= pause))
                pause = asked;
        }
        var outcome = isInvalid ? "INVALID" : errors[0].Code;
        return new LineResult(outcome, number, errors, IsAnswer: outcome is not ("OVERLOADED" or "OUTCOME_UNKNOWN" or "UNAVAILABLE"));
    }

    private static TimeSpan? Duration(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            // A pause of our own is as good.
            return null;
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}

/// <summary>The path of a field as people write it: <c>service.deliverables[2].name</c>.</summary>
internal static class InputPath
{
    /// <summary>From the API's list of names and indexes.</summary>
    public static string? Join(JsonElement path)
    {
        if (path.ValueKind != JsonValueKind.Array)
            return null;
        var text = new StringBuilder();
        foreach (var segment in path.EnumerateArray())
        {
            var part = segment.ToString();
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else
                text.Append(text.Length == 0 ? "" : ".").Append(part);
        }
        return text.ToString();
    }

    /// <summary>The field within a line that a refusal of the whole request names, if it does (<c>input.orders[0].fee.amount is not
    /// …</c>).</summary>
    public static string? In(string message)
    {
        const string Start = "orders[0]";
        var at = message.IndexOf(Start, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var path = message[(at + Start.Length)..];
        var end = path.AsSpan().IndexOfAnyExcept(PathCharacters);
        path = (end < 0 ? path : path[..end]).Trim('.');
        return path.Length == 0 ? null : path;
    }

    private static readonly System.Buffers.SearchValues<char> PathCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.[]");
}
