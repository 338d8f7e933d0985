using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using GraphQL.Types;
using Microsoft.Extensions.Options;
using OrderGrains.GraphQL;
using OrderGrains.GraphQL.WebSockets;

namespace OrderGrains.Server.Docs;

/// <summary>One page, in English or Chinese: a guide that is written, and lists that are made of the code (error codes, labels, limits,
/// mutations with an example each).</summary>
internal sealed class DocsPage(ISchema schema, EnumTexts labels, IOptions<GraphQLOptions> limits)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All)
    };
    // Not null: built in.
    private static readonly Dictionary<string, string> Chinese =
        JsonSerializer.Deserialize(Resource("texts.zh-CN.json"), DocsJson.Default.DictionaryStringString)!;

    private readonly Lazy<string> _english = new(() => Render(schema, labels, limits.Value, Language.English));
    private readonly Lazy<string> _chinese = new(() => Render(schema, labels, limits.Value, Language.Chinese));

    /// <summary>The codes of top-level errors and what they mean.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> Codes(Language language) =>
        [.. from field in typeof(ErrorCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static) let code = (string)field.GetRawConstantValue()!
            select (code, In(language, code, field))];

    /// <summary>The codes that a socket is closed with and what they mean, by a name of their own: two may have the same code.</summary>
    public static IReadOnlyList<(string Key, int Code, string Meaning)> Closings(Language language) =>
    [
        .. from member in typeof(SocketClose).GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let close = (member as FieldInfo)?.GetValue(null)
               ?? ((member as MethodInfo) is { IsSpecialName: false } of && of.ReturnType == typeof(SocketClose)
               ? of.Invoke(null, [""]) : null)
           where close is SocketClose
           let code = ((SocketClose)close).Code
           let key = $"SocketClose.{member.Name}"
           orderby code, key
           select (key, code, In(language, key, member)),
    ];

    /// <summary>The codes, limits and mutations whose Chinese text is missing.</summary>
    public static IEnumerable<string> Untranslated =>
        Codes(Language.English).Select(x => x.Code).Concat(Closings(Language.English).Select(x => x.Key)).Concat(Limits.Select(Key))
            .Except(Chinese.Keys).Concat(MutationExample.All.Values.Where(x => x.Chinese is null).Select(x => x.Mutation));

    /// <summary>Answers with the page in the language that <c>?lang=</c> names, or else Accept-Language.</summary>
    public IResult Answer(HttpContext http)
    {
        var language = Languages.Choose(http.Request.Query["lang"].FirstOrDefault() ?? http.Request.Headers.AcceptLanguage);
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.Vary = "Accept-Language";
        return Results.Text(Of(language), "text/html; charset=utf-8");
    }

    /// <summary>The page.</summary>
    public string Of(Language language) => (language == Language.Chinese ? _chinese : _english).Value;

    private static string Render(ISchema schema, EnumTexts labels, GraphQLOptions limits, Language language)
    {
        string Label(string type, string value) => labels.Of(type, language).FirstOrDefault(label => label.Value == value)?.Label ?? value;
        var page = new StringBuilder(Resource(language == Language.Chinese ? "guide.zh-CN.html" : "guide.en.html"));
        page.Replace("<!--codes-->", Rows(Codes(language).Select(x => new[] { Code(x.Code), Text(x.Meaning) })));
        page.Replace("<!--closings-->",
            Rows(Closings(language).Select(x => new[] { Code(FormattableString.Invariant($"{x.Code}")), Text(x.Meaning) })));
        page.Replace("<!--refusals-->", Rows(labels.Of("ErrorCode", language).Select(x => new[] { Code(x.Value), Text(x.Label) })));
        page.Replace("<!--labels-->", Rows(labels.Of(null, language).Where(x => x.Type != "ErrorCode")
            .Select(x => new[] { Code(x.Type), Code(x.Value), Text(x.Label) })));
        page.Replace("<!--limits-->", Rows(Limits.Select(x => new[] { Code(Key(x)),
            Text(FormattableString.Invariant($"{x.GetValue(limits)}")), Text(In(language, Key(x), x)) })));
        page.Replace("<!--mutations-->", string.Concat(schema.Mutation!.Fields.OrderBy(x => x.Name, StringComparer.Ordinal).Select(x =>
            $"<h3 id=\"{x.Name}\">{Code(x.Name)} {Text(Texts.OfCommand(x.Name, language))}</h3><p>{Text(Description(
                x, language))}</p>{Example(x.Name, Label)}")));
        return page.ToString();
    }

    private static IEnumerable<PropertyInfo> Limits =>
        typeof(GraphQLOptions).GetProperties().Where(x => x.Name.StartsWith("Max", StringComparison.Ordinal) || x.Name is "Timeout");

    private static string Key(PropertyInfo limit) => $"GraphQL:{limit.Name}";

    private static string In(Language language, string key, MemberInfo described) =>
        (language == Language.Chinese ? Chinese.GetValueOrDefault(key) : null) ?? XmlDescriptions.Of(described) ?? "";

    private static string Description(FieldType mutation, Language language) =>
        (language == Language.Chinese ? MutationExample.All.GetValueOrDefault(mutation.Name)?.Chinese : null) ?? mutation.Description ?? "";

    private static string Example(string mutation, Func<string, string, string> label)
    {
        if (MutationExample.All.GetValueOrDefault(mutation) is not { } example)
            return "";
        var before = example.After.Count == 0
            ? "" : " ← " + string.Join(" ← ", example.After.Reverse().Select(x => $"<a href=\"#{x}\">{x}</a>"));
        return $"<p>{Code(example.Role)} {Text(label("Role", example.Role))}{before}</p><pre>{Text(example.Query)}\n\n{Text(
            example.Variables.ToJsonString(Readable))}</pre>";
    }

    private static string Rows(IEnumerable<string[]> rows) =>
        string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>\n"));

    private static string Code(string text) => $"<code>{Text(text)}</code>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Resource(string name)
    {
        // Not null: built in.
        using var text = new StreamReader(typeof(DocsPage).Assembly.GetManifestResourceStream("OrderGrains.Server.Docs." + name)!);
        return text.ReadToEnd();
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class DocsJson : System.Text.Json.Serialization.JsonSerializerContext;
