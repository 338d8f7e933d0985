using System.Collections.Frozen;
using System.Text.Json;
using GraphQL.Types;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.GraphQL.Labels;

/// <summary>What people call a value of an enumeration.</summary>
/// <param name="Type">The enumeration.</param>
/// <param name="Value">The value's code, which never changes.</param>
/// <param name="Label">What to show for it, in the language of the request.</param>
[Access]
public sealed record EnumLabel(string Type, string Value, string Label);

/// <summary>What people call the values of the schema's enumerations. English is read off the code, Chinese stands in a text beside this; a refusal is called by its message.</summary>
public sealed class EnumTexts
{
    private readonly FrozenDictionary<Language, IReadOnlyList<EnumLabel>> _labels;

    /// <summary>Reads the texts for a schema.</summary>
    public EnumTexts(ISchema schema)
    {
        var values = schema.AllTypes.OfType<EnumerationGraphType>().Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal).SelectMany(type => type.Values.Select(value => (Type: type.Name, value.Name, value.Value))).ToList();
        var chinese = Read();
        Untranslated = [.. values.Where(value => value.Value is not RejectionCode && chinese.GetValueOrDefault(value.Type)?.ContainsKey(value.Name) != true).Select(value => $"{value.Type}.{value.Name}")];
        IReadOnlyList<EnumLabel> In(Language language) => [.. values.Select(value => new EnumLabel(value.Type, value.Name,
            value.Value is RejectionCode code ? Messages.Of(code, language)
            : language == Language.Chinese && chinese.GetValueOrDefault(value.Type)?.GetValueOrDefault(value.Name) is { } label ? label : Words(value.Name)))];
        _labels = Enum.GetValues<Language>().ToFrozenDictionary(language => language, In);
    }

    /// <summary>The values that nobody has said the Chinese name of; they are shown in English.</summary>
    internal IReadOnlyList<string> Untranslated { get; }

    /// <summary>The labels of an enumeration, or of all.</summary>
    public IReadOnlyList<EnumLabel> Of(string? type, Language language) =>
        type is null ? _labels[language] : [.. _labels[language].Where(label => label.Type == type)];

    // UNDER_REVIEW → Under review
    private static string Words(string code) => code[..1] + code[1..].Replace('_', ' ').ToLowerInvariant();

    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        using var text = typeof(EnumTexts).Assembly.GetManifestResourceStream("OrderGrains.Server.GraphQL.Labels.labels.zh-CN.json")!; // Not null: built in.
        using var json = JsonDocument.Parse(text);
        return json.RootElement.EnumerateObject().ToDictionary(
            type => type.Name, type => type.Value.EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!));
    }
}
