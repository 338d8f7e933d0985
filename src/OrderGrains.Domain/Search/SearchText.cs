using System.Text;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Search;

/// <summary>Texts as they are searched: case, width, accents, compatible forms and punctuation do not matter, white space separates
/// words.</summary>
public static class SearchText
{
    /// <summary>The version of what texts are folded to and of what is searched; with a new one, every record's words are made
    /// again.</summary>
    public const int Version = 2;

    /// <summary>How many characters of a record are searched at most. All that comes before an order's deliverables and goals is
    /// shorter.</summary>
    public const int MaxLength = 8_000;

    /// <summary>Between fields; no word has it.</summary>
    private const char FieldEnd = '\n';

    /// <summary>The searched text of a record: its fields, the first first, up to <see cref="MaxLength"/> characters together.</summary>
    public static string Of(params IEnumerable<string?> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
        {
            if (field is null || text.Length >= MaxLength)
                continue;
            if (text.Length > 0)
                text.Append(FieldEnd);
            var folded = Fold(field);
            var length = Math.Min(folded.Length, MaxLength - text.Length);
            text.Append(folded, 0, length > 0 && length < folded.Length && char.IsHighSurrogate(folded[length - 1]) ? length - 1 : length);
        }
        return text.ToString();
    }

    /// <summary>A text as it is compared.</summary>
    public static string Fold(string text) => UnicodeText.FoldForSearch(text);

    /// <summary>Whether no word goes on across the character.</summary>
    internal static bool Separates(char c) => c is ' ' or FieldEnd;
}
