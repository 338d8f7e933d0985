namespace OrderGrains.Domain.Search;

/// <summary>
/// The grams that an index finds a searched text by, each packed into an integer: of ASCII letters and digits three that follow each other
/// (two where no third does), of any other script each character, and each with the one after it. Two letters or digits are too common to
/// find anything by; two Chinese characters are a word.
/// </summary>
internal static class SearchGrams
{
    private const string Letters = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>The grams of a text, each once, in ascending order.</summary>
    public static IEnumerable<int> Of(string text)
    {
        var grams = new List<int>(text.Length * 2);
        for (var i = 0; i < text.Length; i++)
        {
            var (c, next) = (text[i], At(text, i + 1));
            if (SearchText.Separates(c))
                continue;
            if (!char.IsAscii(c))
                grams.Add(Pair(c, '\0'));
            if (next != '\0' && (!char.IsAscii(c) || char.IsAscii(next)))
                grams.Add(From(text, i));
        }
        return grams.Distinct().Order();
    }

    /// <summary>The grams that every text has that contains the word.</summary>
    public static IEnumerable<int> OfEvery(string word)
    {
        var any = false;
        for (var i = 0; i + 1 < word.Length; i++)
        {
            // The third of the last two letters is not known.
            if (char.IsAscii(word[i]) && (!char.IsAscii(word[i + 1]) || i + 2 == word.Length))
                continue;
            any = true;
            yield return From(word, i);
        }
        if (!any && word is [.., var last] && !char.IsAscii(last))
            yield return Pair(last, '\0');
    }

    /// <summary>The grams of which every text has at least one that contains the two letters.</summary>
    public static IEnumerable<int> OfAny(string letters) => Letters.Prepend('\0').Select(third => Triple(letters[0], letters[1], third));

    private static int From(string text, int i) => char.IsAscii(text[i])
        ? Triple(text[i], text[i + 1], At(text, i + 2) is var third && char.IsAscii(third) ? third : '\0')
        : Pair(text[i], text[i + 1]);

    // Below U+0080 << 16, where no pair is.
    private static int Triple(char first, char second, char third) => (first << 16) | (second << 8) | third;

    private static int Pair(char first, char second) => (first << 16) | second;

    private static char At(string text, int i) => i < text.Length && !SearchText.Separates(text[i]) ? text[i] : '\0';
}
