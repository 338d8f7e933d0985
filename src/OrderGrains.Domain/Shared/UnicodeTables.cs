using System.Collections.Frozen;
using System.Globalization;

namespace OrderGrains.Domain.Shared;

/// <summary>Unicode's normal forms, from a table of our own (<c>unicode.txt</c>, which says its version): without ICU the platform leaves
/// every text as it is.</summary>
internal static class UnicodeTables
{
    private const int HangulFirst = 0xAC00, HangulCount = 11_172, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7, TrailCount = 28,
        PerLead = 588;

    /// <summary>The line that lengthens an Arabic word; searching does not see it.</summary>
    public const int Tatweel = 0x0640;

    private static readonly FrozenDictionary<int, int> Classes;
    private static readonly FrozenDictionary<int, int[]> Canonical, Compatible;
    private static readonly FrozenDictionary<(int, int), int> Composites;
    private static readonly bool[] Checked = new bool[char.MaxValue + 1], Unfolded = new bool[char.MaxValue + 1];

    static UnicodeTables()
    {
        Dictionary<int, int> classes = [];
        Dictionary<int, int[]> canonical = [], compatible = [];
        Dictionary<(int, int), int> composites = [];
        // It is built in.
        using var table = new StreamReader(typeof(UnicodeTables).Assembly.GetManifestResourceStream(
            "OrderGrains.Domain.Shared.unicode.txt")!);
        var rank = 0;
        while (table.ReadLine() is { } line)
            Read(line.Split(' '), ref rank, classes, canonical, compatible, composites);
        (Classes, Canonical, Compatible, Composites) = (classes.ToFrozenDictionary(), canonical.ToFrozenDictionary(),
            compatible.ToFrozenDictionary(), composites.ToFrozenDictionary());
        foreach (var code in classes.Keys.Concat(canonical.Keys.Except(composites.Values))
            .Concat(composites.Keys.Select(pair => pair.Item2)))
            Mark(Checked, code);
        for (var code = Vowels; code < Trails + TrailCount; code++)
            Mark(Checked, code); // They join the syllable before them.
        foreach (var code in canonical.Keys.Concat(compatible.Keys).Concat(classes.Keys).Append(Tatweel))
            Mark(Unfolded, code);
        for (var code = Vowels; code < Trails + TrailCount; code++)
            Mark(Unfolded, code);
    }

    /// <summary>Whether a text with the character may be in another form than the composed one; also for either half of a pair.</summary>
    public static bool IsChecked(char c) => Checked[c] || char.IsSurrogate(c);

    /// <summary>Whether the character may be compatible with others, or have marks; also for either half of a pair.</summary>
    public static bool IsUnfolded(char c) => Unfolded[c] || char.IsSurrogate(c);

    /// <summary>The class of a mark, of which only the order counts; 0 for what is no mark, or stays where it is.</summary>
    public static int ClassOf(int code) => Classes.GetValueOrDefault(code);

    /// <summary>Decomposes a character, to the end.</summary>
    public static void Decompose(int code, bool compatible, List<int> to)
    {
        if (code - HangulFirst is >= 0 and < HangulCount and var syllable)
        {
            to.Add(Leads + syllable / PerLead);
            to.Add(Vowels + syllable % PerLead / TrailCount);
            if (syllable % TrailCount > 0)
                to.Add(Trails + syllable % TrailCount);
        }
        else if (compatible && Compatible.TryGetValue(code, out var like) && like is not [' ', _, ..]) // An accent by itself is no space.
            to.AddRange(like);
        else if (Canonical.TryGetValue(code, out var parts))
        {
            foreach (var part in parts)
                Decompose(part, compatible, to);
        }
        else
            to.Add(code);
    }

    /// <summary>The character that two make; 0 if they make none.</summary>
    public static int Compose(int first, int second)
    {
        if (first - Leads is >= 0 and < 19 and var lead && second - Vowels is >= 0 and < 21 and var vowel)
            return HangulFirst + lead * PerLead + vowel * TrailCount;
        if (first - HangulFirst is >= 0 and < HangulCount and var syllable && syllable % TrailCount == 0 && second - Trails is > 0
            and < TrailCount)
            return first + second - Trails;
        return Composites.GetValueOrDefault((first, second));
    }

    private static void Read(
        string[] line, ref int rank, Dictionary<int, int> classes, Dictionary<int, int[]> canonical, Dictionary<int, int[]> compatible,
        Dictionary<(int, int), int> composites)
    {
        switch (line[0])
        {
            case "M":
                rank++;
                foreach (var range in line[1..])
                    for (var (code, last) = Range(range); code <= last; code++)
                        classes.Add(code, rank);
                break;
            case "C":
                composites.Add((Code(line[2]), Code(line[3])), Code(line[1]));
                canonical.Add(Code(line[1]), [Code(line[2]), Code(line[3])]);
                break;
            case "D":
                canonical.Add(Code(line[1]), [.. line[2..].Select(text => Code(text))]);
                break;
            case "K":
                var (from, to) = Range(line[1]);
                for (var code = from; code <= to; code++)
                    compatible.Add(code, from == to ? [.. line[2..].Select(text => Code(text))] : [Code(line[2]) + code - from]);
                break;
        }
    }

    private static (int From, int To) Range(string text) =>
        text.IndexOf('-', StringComparison.Ordinal) is > 0 and var at
            ? (Code(text[..at]), Code(text[(at + 1)..])) : (Code(text), Code(text));

    private static int Code(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static void Mark(bool[] flags, int code)
    {
        if (code < flags.Length)
            flags[code] = true;
    }
}
