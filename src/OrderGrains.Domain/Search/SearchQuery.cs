using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Search;

/// <summary>A search for the texts that contain all of its words.</summary>
/// <param name="Words">The words as they are compared.</param>
/// <param name="Grams">The grams that such a text has: all of them, or at least one.</param>
/// <param name="NeedsAll">Whether all of them.</param>
public sealed record SearchQuery(ImmutableArray<string> Words, ImmutableArray<int> Grams, bool NeedsAll)
{
    /// <summary>The most characters of a query.</summary>
    public const int MaxLength = 100;

    /// <summary>Reads a query: words that are separated by white space or punctuation, at least one of them with two letters or digits, or
    /// a character of another script than the Latin. Punctuation separates nothing within numbers (SO-2026-1, 99.9), nor where it would
    /// leave nothing of that kind, as in U.S.A.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SearchQuery? query)
    {
        query = null;
        if (text.Length > MaxLength)
            return false;
        query = Of(UnicodeText.FoldForSearch(text, punctuationDivides: true)) ?? Of(SearchText.Fold(text));
        return query is not null;
    }

    private static SearchQuery? Of(string folded)
    {
        ImmutableArray<string> words = [.. folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        ImmutableArray<int> all = [.. words.SelectMany(SearchGrams.OfEvery).Distinct().Order()];
        return !all.IsEmpty ? new(words, all, NeedsAll: true)
            : words.FirstOrDefault(word => word.Length == 2) is { } letters
                ? new(words, [.. SearchGrams.OfAny(letters)], NeedsAll: false) : null;
    }

    /// <summary>Whether a searched text contains all of the words.</summary>
    public bool IsIn(SearchedText searched) => Words.All(word => searched.Text.Contains(word, StringComparison.Ordinal));
}
