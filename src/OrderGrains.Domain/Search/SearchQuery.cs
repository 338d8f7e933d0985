using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace OrderGrains.Domain.Search;

/// <summary>What is searched for: the texts that contain all of the words.</summary>
/// <param name="Words">The words as they are compared.</param>
/// <param name="Grams">The grams that such a text has: all of them, or at least one.</param>
/// <param name="NeedsAll">Whether all of them.</param>
public sealed record SearchQuery(ImmutableArray<string> Words, ImmutableArray<int> Grams, bool NeedsAll)
{
    /// <summary>The most characters of a query.</summary>
    public const int Longest = 100;

    /// <summary>Reads a query: words that are separated by white space, at least one of them with two letters or digits, or a character of another script than the
    /// Latin.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SearchQuery? query)
    {
        query = null;
        if (text.Length > Longest)
            return false;
        ImmutableArray<string> words = [.. SearchText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        ImmutableArray<int> all = [.. words.SelectMany(SearchGrams.OfEvery).Distinct().Order()];
        if (!all.IsEmpty)
            query = new(words, all, NeedsAll: true);
        else if (words.FirstOrDefault(word => word.Length == 2) is { } letters)
            query = new(words, [.. SearchGrams.OfAny(letters)], NeedsAll: false);
        return query is not null;
    }

    /// <summary>Whether a searched text contains all of the words.</summary>
    public bool IsIn(SearchedText searched) => Words.All(word => searched.Text.Contains(word, StringComparison.Ordinal));
}
