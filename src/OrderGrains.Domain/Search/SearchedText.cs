using System.Collections.Immutable;

namespace OrderGrains.Domain.Search;

/// <summary>The words of a record, to be searched.</summary>
/// <param name="Text">The words as they are compared.</param>
/// <param name="Grams">The grams by which an index finds the text.</param>
public sealed record SearchedText(string Text, ImmutableArray<int> Grams)
{
    /// <summary>The searched text of a record's fields, the first first.</summary>
    public static SearchedText Of(params IEnumerable<string?> fields)
    {
        var text = SearchText.Of(fields);
        return new(text, [.. SearchGrams.Of(text)]);
    }
}
