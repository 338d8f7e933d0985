using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace OrderGrains.Domain.Shared;

/// <summary>Defines text for every reader: its normal form (NFC), its visible characters, which characters it may have, and how names and
/// what is searched are compared.</summary>
public static class UnicodeText
{
    // Letters that no normal form takes a stroke or a dot from, and what they are compared as.
    private const string Stroked = "øđħıłŧƀƶǥɨʉ", Plain = "odhiltbzgiu";

    /// <summary>A text as it is read: in its normal form, without white space at its ends; null where nothing visible is left.</summary>
    public static string? Read(string? value) => value is not null && IsVisible(value) ? Normalise(value).Trim() : null;

    /// <summary>The text with one kind of end of its lines.</summary>
    public static string? Lines(string? text) =>
        text is not null && text.Contains('\r') ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text;

    /// <summary>The text in normal form C: what looks the same by Unicode's canonical equivalence is the same. Half of a pair stays as it
    /// is.</summary>
    public static string Normalise(string text)
    {
        var from = text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02FF');
        for (var i = from; i >= 0 && i < text.Length; i++)
            if (UnicodeTables.IsChecked(text[i]))
                return Compose(Decompose(text, compatible: false));
        return text;
    }

    /// <summary>Whether anything of the text can be seen: a letter, digit or sign, not marks, spaces and fillers alone.</summary>
    public static bool IsVisible(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (IsVisible(rune))
                return true;
        return false;
    }

    /// <summary>Whether the character is shown as nothing at all: formatting (Cf), joiners, fillers, selectors of variants.</summary>
    public static bool IsInvisible(Rune rune) => !rune.IsAscii && (rune.Value switch
    {
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or 0x16FE4 or 0x1D159 => true,
        (>= 0x180B and <= 0x180F) or (>= 0x2060 and <= 0x206F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFFF0 and <= 0xFFF8)
            or (>= 0xE0000 and <= 0xE0FFF) => true,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format,
    });

    /// <summary>Whether a text has what no text may have: control characters but line feeds and tabs where lines are allowed, line
    /// separators where they are not, halves of pairs, and what Unicode calls no characters.</summary>
    public static bool HasForbidden(ReadOnlySpan<char> text, bool lines)
    {
        if (text.ContainsAnyInRange('\u007F', '\u009F') || (!lines && text.ContainsAny('\u2028', '\u2029')))
            return true;
        for (var rest = text; rest.IndexOfAnyInRange('\0', '\u001F') is >= 0 and var at; rest = rest[(at + 1)..])
            if (!lines || rest[at] is not ('\n' or '\t'))
                return true;
        if (text.IndexOfAnyInRange('\uD800', '\uFFFF') < 0)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < '\uD800')
                continue;
            if (Rune.DecodeFromUtf16(text[i..], out var rune, out var length) != System.Buffers.OperationStatus.Done
                || rune.Value is (>= 0xFDD0 and <= 0xFDEF) || (rune.Value & 0xFFFE) == 0xFFFE)
                return true;
            i += length - 1;
        }
        return false;
    }

    /// <summary>Whether a key, such as a reference, could look like another one: it has what cannot be seen, or white space other than the
    /// space.</summary>
    public static bool HasHidden(ReadOnlySpan<char> key)
    {
        if (Ascii.IsValid(key))
            return false;
        foreach (var rune in key.EnumerateRunes())
            if (IsInvisible(rune) || (Rune.IsWhiteSpace(rune) && rune.Value != ' '))
                return true;
        return false;
    }

    /// <summary>A name as it is compared: in normal form without what cannot be seen, full-width letters, digits and signs as their ASCII
    /// ones (ＡＢＣ（１） as ABC(1)), capitals, white space between words as one space, none at the ends.</summary>
    /// <remarks>Not by compatibility: the ids of customers are made of it, and a text that is in normal form has to keep the one that it
    /// has.</remarks>
    public static string FoldName(string name)
    {
        var text = new StringBuilder(name.Length);
        var space = false;
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
                space = text.Length > 0;
            else if (!IsInvisible(rune))
            {
                if (space)
                    text.Append(' ');
                space = false;
                Append(text, rune.Value is >= 0xFF01 and <= 0xFF5E ? rune.Value - 0xFF01 + '!' : rune.Value);
            }
        }
        return Normalise(text.ToString()).ToUpperInvariant();
    }

    /// <summary>A text as it is searched: case, width, accents, compatible forms and what is not a letter or digit do not matter; white
    /// space is one space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="punctuationDivides">Whether what is not a letter or digit stands for white space, but for what joins the parts of
    /// numbers (SO-2026-1, 99.9, C/77) where a digit is beside it; else it is left out.</param>
    public static string FoldForSearch(string text, bool punctuationDivides = false)
    {
        var folded = new StringBuilder(text.Length);
        var (space, joint) = (false, false); // What comes before the next character: white space, or what may join it to the last.
        foreach (var rune in (IsFolded(text)
            ? text : Compose(Decompose(text, compatible: true).FindAll(code => !IsAccent(code)))).EnumerateRunes())
        {
            if (punctuationDivides && Joins(rune))
                joint = folded.Length > 0 && !char.IsAsciiDigit(folded[^1]);
            else if (Rune.IsWhiteSpace(rune) || (punctuationDivides && Divides(rune)))
                space = folded.Length > 0;
            else if (Counts(rune) && !IsInvisible(rune))
            {
                if (space || (joint && !(rune.IsAscii && char.IsAsciiDigit((char)rune.Value))))
                    folded.Append(' ');
                (space, joint) = (false, false);
                AppendFolded(folded, Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)));
            }
        }
        return folded.ToString();
    }

    private static bool IsVisible(Rune rune) =>
        rune.IsAscii ? rune.Value is > ' ' and < 0x7F : !IsInvisible(rune) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Control
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    // Letters, numbers, and the marks that are letters' parts in some scripts.
    private static bool Counts(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.OtherLetter => true,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => true,
        _ => false,
    };

    private static bool Joins(Rune rune) =>
        rune.Value is '.' or '/' or '_' or ':' or '#' or 0x2212 || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation;

    private static bool Divides(Rune rune) =>
        !IsInvisible(rune) && Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherSymbol;

    // Accents, and what some scripts write above and below letters and mostly leave out: Hebrew points, Arabic vowel signs and the line
    // that only lengthens.
    private static bool IsAccent(int code) => code is (>= 0x0300 and <= 0x036F) or (>= 0x0591 and <= 0x05BD) or 0x05BF
        or 0x05C1 or 0x05C2 or 0x05C4 or 0x05C5 or 0x05C7 or (>= 0x0610 and <= 0x061A) or UnicodeTables.Tatweel
        or (>= 0x064B and <= 0x065F) or 0x0670 or (>= 0x06D6 and <= 0x06DC) or (>= 0x06DF and <= 0x06ED) or (>= 0x1AB0 and <= 0x1AFF)
            or (>= 0x1DC0 and <= 0x1DFF)
        or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE20 and <= 0xFE2F);

    private static bool IsFolded(string text)
    {
        foreach (var c in text)
            if (c >= '\u0080' && UnicodeTables.IsUnfolded(c))
                return false;
        return true;
    }

    private static void AppendFolded(StringBuilder to, Rune rune)
    {
        switch (rune.Value)
        {
            case < 0xDF: to.Append((char)rune.Value); break;
            case 'ß' or 'ẞ': to.Append("ss"); break;
            case 'æ': to.Append("ae"); break;
            case 'œ': to.Append("oe"); break;
            default:
                Append(to, rune.IsBmp && Stroked.IndexOf((char)rune.Value, StringComparison.Ordinal) is >= 0 and var at
                ? Plain[at] : rune.Value); break;
        }
    }

    private static List<int> Decompose(string text, bool compatible)
    {
        List<int> codes = new(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
                UnicodeTables.Decompose(rune.Value, compatible, codes);
            else
                codes.Add(text[i]);
            i += rune.IsBmp ? 0 : 1;
        }
        Order(CollectionsMarshal.AsSpan(codes));
        return codes;
    }

    // Marks of one letter in the order of their classes; those of one class stay as they came. A run may be long, and the text is
    // anybody's.
    private static void Order(Span<int> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            var start = i;
            while (i < codes.Length && UnicodeTables.ClassOf(codes[i]) > 0)
                i++;
            if (i - start > 1)
                codes[start..i].ToArray().OrderBy(UnicodeTables.ClassOf).ToArray().CopyTo(codes[start..i]);
        }
    }

    private static string Compose(List<int> codes)
    {
        List<int> composed = new(codes.Count);
        var (starter, before) = (-1, 0); // Where the last character of class 0 is, and the class of the one before.
        foreach (var code in codes)
        {
            var rank = UnicodeTables.ClassOf(code);
            var blocked = starter < composed.Count - 1 && before >= rank;
            if (starter >= 0 && !blocked && UnicodeTables.Compose(composed[starter], code) is > 0 and var one)
            {
                composed[starter] = one;
                continue;
            }
            if (rank == 0)
                starter = composed.Count;
            before = rank;
            composed.Add(code);
        }
        var text = new StringBuilder(composed.Count);
        foreach (var code in composed)
            Append(text, code);
        return text.ToString();
    }

    private static void Append(StringBuilder to, int code)
    {
        if (code > char.MaxValue)
            to.Append(new Rune(code).ToString());
        else
            to.Append((char)code);
    }
}
