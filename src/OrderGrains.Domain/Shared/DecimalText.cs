using System.Globalization;

namespace OrderGrains.Domain.Shared;

/// <summary>A decimal number as written: digits, perhaps a minus before them and a point with digits after them. No exponent, no grouping,
/// no plus.</summary>
internal readonly ref struct DecimalText
{
    /// <summary>Whether it has a minus.</summary>
    public bool Negative { get; private init; }
    /// <summary>The digits before the point, without zeros at their beginning.</summary>
    public ReadOnlySpan<char> Whole { get; private init; }
    /// <summary>The digits after the point, without zeros at their end.</summary>
    public ReadOnlySpan<char> Fraction { get; private init; }
    /// <summary>Whether it is zero.</summary>
    public bool IsZero => Whole.IsEmpty && Fraction.IsEmpty;

    /// <summary>Reads a number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DecimalText number)
    {
        var negative = text.StartsWith('-');
        var digits = negative ? text[1..] : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? "0" : digits[(point + 1)..];
        number = new() { Negative = negative, Whole = whole.TrimStart('0'), Fraction = fraction.TrimEnd('0') };
        return IsDigits(whole) && IsDigits(fraction);
    }

    /// <summary>The number in the one way that all its spellings share: 1.5 for 1.50 and 01.5.</summary>
    public override string ToString() =>
        string.Concat(Negative && !IsZero ? "-" : "", Whole.IsEmpty ? "0" : Whole, Fraction.IsEmpty ? "" : ".", Fraction);

    /// <summary>The number with exactly so many decimals; it must not have more, and at most 15 digits before the point.</summary>
    public decimal ToDecimal(int decimals) =>
        decimal.Parse(ToString(), NumberStyles.Number, CultureInfo.InvariantCulture) + new decimal(0, 0, 0, false, (byte)decimals);

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
