using System.Globalization;
using System.Text;

namespace OrderGrains.Domain.Search;

/// <summary>Texts as they are searched: case, width, accents and punctuation do not matter, white space separates words. By tables of its own, not the platform's,
/// since what is stored must be found whatever the platform is.</summary>
public static class SearchText
{
    /// <summary>How many characters of a record are searched at most.</summary>
    public const int Longest = 4_000;

    /// <summary>Between fields; no word has it.</summary>
    private const char FieldEnd = '\n';

    // The letters from U+00DF and U+1E00 on without their accents; a dot where there is nothing to take off.
    private const string FromDF =
        ".aaaaaa.ceeeeiiii.nooooo.ouuuuy.y.a.a.a.c.c.c.c.d.d.e.e.e.e.e.g.g.g.g.h.h.i.i.i.iii...j.k..l.l.l...l.n.n.n....o.o.o...r."
        + "r.r.s.s.s.s.t.t.t.u.u.u.u.u.u.w.y..z.z.zsb................................o..............u.............................a"
        + ".i.o.u.u.u.u.u..a.a.....g.k.o.o..j....g...n.a.....a.a.e.e.i.i.o.o.r.r.u.u.s.t...h.......a.e.o.o.o.o.y";
    private const string From1E00 =
        ".a.b.b.b.c.d.d.d.d.d.e.e.e.e.e.f.g.h.h.h.h.h.i.i.k.k.k.l.l.l.l.m.m.m.n.n.n.n.o.o.o.o.p.p.r.r.r.r.s.s.s.s.s.t.t.t.t.u.u.u.u.u.v.v"
        + ".w.w.w.w.w.x.x.y.z.z.zhtwy.s.....a.a.a.a.a.a.a.a.a.a.a.a.e.e.e.e.e.e.e.e.i.i.o.o.o.o.o.o.o.o.o.o.o.o.u.u.u.u.u.u.u.y.y.y.y";

    /// <summary>The searched text of a record: its fields, the first first, up to <see cref="Longest"/> characters together.</summary>
    public static string Of(params IEnumerable<string?> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
        {
            if (field is null || text.Length >= Longest)
                continue;
            if (text.Length > 0)
                text.Append(FieldEnd);
            Fold(text, field);
        }
        return text.ToString();
    }

    /// <summary>A text as it is compared.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        Fold(folded, text);
        return folded.ToString();
    }

    /// <summary>Whether no word goes on across the character.</summary>
    internal static bool Separates(char c) => c is ' ' or FieldEnd;

    private static void Fold(StringBuilder to, string text)
    {
        var (start, space) = (to.Length, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var narrow = rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune; // full-width letters, digits and signs
            if (Rune.IsWhiteSpace(narrow))
            {
                space = to.Length > start;
                continue;
            }
            if (!Counts(narrow))
                continue;
            if (to.Length >= Longest)
                return;
            if (space)
                to.Append(' ');
            space = false;
            Append(to, Rune.ToLowerInvariant(Rune.ToUpperInvariant(narrow)));
        }
    }

    // Letters, numbers, and the marks that are letters' parts in some scripts; those that are accents are not.
    private static bool Counts(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.OtherLetter => true,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => rune.Value is < 0x300 or > 0x36F,
        _ => false,
    };

    private static void Append(StringBuilder to, Rune rune)
    {
        switch (rune.Value)
        {
            case < 0xDF: to.Append((char)rune.Value); break;
            case 'ß': to.Append("ss"); break;
            case 'æ': to.Append("ae"); break;
            case 'œ': to.Append("oe"); break;
            case < 0x1E00: Append(to, rune, FromDF, rune.Value - 0xDF); break;
            default: Append(to, rune, From1E00, rune.Value - 0x1E00); break;
        }
    }

    private static void Append(StringBuilder to, Rune rune, string table, int at)
    {
        if (at < table.Length && table[at] != '.')
            to.Append(table[at]);
        else
            to.Append(rune.ToString());
    }
}
