using System.Collections.Frozen;
using System.Reflection;

namespace OrderGrains.Server.GraphQL;

/// <summary>What to write on a mutation's button.</summary>
/// <param name="english">In English.</param>
/// <param name="chinese">In Chinese.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabelAttribute(string english, string chinese) : Attribute
{
    private static readonly FrozenDictionary<string, LabelAttribute> _labels = typeof(Mutation).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .ToFrozenDictionary(mutation => Names.Camel(mutation.Name), mutation => mutation.GetCustomAttribute<LabelAttribute>()
            ?? throw new SchemaRefusedException($"The mutation {mutation.Name} has no label."));

    /// <summary>In English.</summary>
    public string English { get; } = english;
    /// <summary>In Chinese.</summary>
    public string Chinese { get; } = chinese;

    /// <summary>The label of a mutation.</summary>
    /// <param name="command">The mutation's name in the API.</param>
    /// <param name="language">The language.</param>
    public static string Of(string command, Language language) => language == Language.English ? _labels[command].English : _labels[command].Chinese;
}
