using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using GraphQL.Types;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.GraphQL.Labels;

/// <summary>The texts for people, in every language: one file for each part of the product, beside its code. Codes are for programs and
/// never change; texts may be reworded.</summary>
internal static class Texts
{
    private const string Suffix = ".texts.json", Commands = "commands", Refusals = "refusals", Notifications = "notifications",
        Tasks = "tasks", Enums = "enums";
    private static readonly string[] Sections = [Commands, Refusals, Notifications, Tasks, Enums];

    private static readonly FrozenDictionary<string, Text> All = Load(typeof(Order).Assembly, typeof(Texts).Assembly);

    /// <summary>The label of a mutation; its name where it has none.</summary>
    public static string OfCommand(string command, Language language) => Find(Commands, command, language) ?? command;

    /// <summary>The message of a refusal.</summary>
    public static string OfRefusal(RejectionCode code, Language language) =>
        Find(Refusals, EnumCode<RejectionCode>.Of(code), language) ?? throw new KeyNotFoundException($"The refusal {code} has no text.");

    /// <summary>The text of a notification, with places for its details.</summary>
    public static string OfNotification(NotificationKind kind, Language language) =>
        Find(Notifications, EnumCode<NotificationKind>.Of(kind), language)
            ?? throw new KeyNotFoundException($"The notification {kind} has no text.");

    /// <summary>A task, as a noun within a sentence.</summary>
    public static string OfTask(TaskKind task, Language language) =>
        Find(Tasks, EnumCode<TaskKind>.Of(task), language) ?? throw new KeyNotFoundException($"The task {task} has no text.");

    /// <summary>The label of an enumeration's value; null where it has none.</summary>
    public static string? OfValue(string type, string value, Language language) => type == nameof(TaskKind)
        ? Find(Tasks, value, language) is { Length: > 0 } noun ? char.ToUpperInvariant(noun[0]) + noun[1..] : null
        : Find($"{Enums}/{type}", value, language);

    /// <summary>The texts that a schema needs and nobody wrote: labels of mutations and of values, messages of refusals, sentences of
    /// notifications.</summary>
    public static IReadOnlyList<string> MissingFor(ISchema schema) =>
    [
        .. from field in schema.Mutation?.Fields ?? [] where Find(Commands, field.Name, Language.English) is null
        select $"{Commands}/{field.Name}",
        .. Missing<RejectionCode>(Refusals),
        .. Missing<NotificationKind>(Notifications),
        .. Missing<TaskKind>(Tasks),
        .. from type in schema.AllTypes.OfType<EnumerationGraphType>()
           where !type.Name.StartsWith("__", StringComparison.Ordinal)
           from value in type.Values
           where value.Value is not RejectionCode && OfValue(type.Name, value.Name, Language.English) is null
           select $"{Enums}/{type.Name}/{value.Name}",
    ];

    private static IEnumerable<string> Missing<T>(string section) where T : struct, Enum =>
        from value in Enum.GetValues<T>()
        let code = EnumCode<T>.Of(value)
        where Find(section, code, Language.English) is null
        select $"{section}/{code}";

    private static string? Find(string section, string key, Language language) =>
        All.TryGetValue($"{section}/{key}", out var text) ? text.In(language) : null;

    private static FrozenDictionary<string, Text> Load(params ReadOnlySpan<Assembly> assemblies)
    {
        Dictionary<string, Text> texts = [];
        foreach (var assembly in assemblies)
            foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)))
            {
                using var stream = assembly.GetManifestResourceStream(resource)!; // Not null: it was just listed.
                using var json = JsonDocument.Parse(stream);
                foreach (var section in json.RootElement.EnumerateObject().Where(section => Sections.Contains(section.Name)))
                    Add(section.Value, section.Name + "/");
            }
        return texts.ToFrozenDictionary();

        void Add(JsonElement element, string path)
        {
            foreach (var member in element.EnumerateObject())
                if (member.Value.TryGetProperty("en", out var english) && english.ValueKind == JsonValueKind.String)
                    // Strings have a text.
                    texts.Add(path + member.Name, new(english.GetString()!, member.Value.GetProperty("zh").GetString()!));
                else
                    Add(member.Value, path + member.Name + "/");
        }
    }

    private sealed record Text(string English, string Chinese)
    {
        public string In(Language language) => language == Language.Chinese ? Chinese : English;
    }
}
