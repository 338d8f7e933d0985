using System.Collections.Frozen;
using GraphQL.Types;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.GraphQL.Labels;

/// <summary>The label of an enumeration's value.</summary>
/// <param name="Type">The enumeration.</param>
/// <param name="Value">The value's code, which never changes.</param>
/// <param name="Label">The label, in the language of the request.</param>
[Access]
public sealed record EnumLabel(string Type, string Value, string Label);

/// <summary>The labels of the values of a schema's enumerations. The label of a refusal is its message; a value without a label shows its
/// code in words.</summary>
public sealed class EnumTexts
{
    private readonly FrozenDictionary<Language, IReadOnlyList<EnumLabel>> _labels;

    /// <summary>Collects the labels for a schema.</summary>
    public EnumTexts(ISchema schema)
    {
        var values = schema.AllTypes.OfType<EnumerationGraphType>().Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type => type.Values.Select(value => (Type: type.Name, value.Name, value.Value))).ToList();
        _labels = Enum.GetValues<Language>().ToFrozenDictionary(language => language, In);

        IReadOnlyList<EnumLabel> In(Language language) => [.. values.Select(value => new EnumLabel(value.Type, value.Name,
            value.Value is RejectionCode code
                ? Texts.OfRefusal(code, language) : Texts.OfValue(value.Type, value.Name, language) ?? Words(value.Name)))];
    }

    /// <summary>The labels of an enumeration, or of all.</summary>
    public IReadOnlyList<EnumLabel> Of(string? type, Language language) =>
        type is null ? _labels[language] : [.. _labels[language].Where(label => label.Type == type)];

    // UNDER_REVIEW → Under review
    private static string Words(string code) => code[..1] + code[1..].Replace('_', ' ').ToLowerInvariant();
}
