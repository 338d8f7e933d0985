using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace OrderGrains.Domain.Shared;

/// <summary>Reads the fields of an input one by one and keeps what is wrong with them: one fault a field, all faults at once.
/// The result is null if the field is missing or faulty, so that checks which depend on it can be left out.</summary>
/// <remarks>Texts are read as <see cref="UnicodeText"/> says: what shows nothing is missing; white space at both ends is not part of a
/// text. Lengths count characters as Unicode scalar values (an emoji outside the basic plane is one), which is what PostgreSQL's
/// <c>char_length</c> and people count, not UTF-16 units.</remarks>
public sealed class FieldReader
{
    /// <summary>The most faults that are told at once.</summary>
    public const int MaxFaults = 500;

    private const int FirstYear = 2000, LastYear = 2200, AmountDigits = 15;
    private ImmutableArray<Rejection>.Builder? _faults;

    /// <summary>Whether anything is wrong so far.</summary>
    public bool AnyFault => _faults is not null;

    /// <summary>Everything that is wrong so far, in the order of reading.</summary>
    public ImmutableArray<Rejection> Faults => _faults?.ToImmutable() ?? [];

    /// <summary>Notes a fault, unless the field has one already.</summary>
    public void Fault(RejectionCode code, FieldPath path, string? clause, string? constraint = null) =>
        Fault(new Rejection.Invalid(code, path.ToString(), constraint, clause));

    /// <summary>Notes a fault, unless its field has one already or there are too many to be of use.</summary>
    public void Fault(Rejection fault)
    {
        _faults ??= ImmutableArray.CreateBuilder<Rejection>();
        if (_faults.Count == MaxFaults)
            return;
        foreach (var known in _faults)
            if (known.Path == fault.Path)
                return;
        _faults.Add(fault);
    }

    /// <summary>A text; null where it is missing or faulty.</summary>
    public string? Text(string? value, FieldPath path, TextLimit limit, string? clause, bool required = true)
    {
        var text = UnicodeText.Read(value);
        if (text is null)
        {
            if (required)
                Fault(RejectionCode.Required, path, clause);
            return null;
        }
        if (limit.Lines)
            text = UnicodeText.Lines(text)!; // It is a text.
        if (IsTooLong(text, limit.Max))
            Fault(RejectionCode.TooLong, path, clause, limit.Constraint);
        else if (UnicodeText.HasForbidden(text, limit.Lines) || (limit.IsKey && UnicodeText.HasHidden(text)))
            Fault(RejectionCode.InvalidCharacters, path, clause);
        else
            return text;
        return null;
    }

    /// <summary>A code of a list; the list's own instance is returned.</summary>
    public string? Code(string? value, FieldPath path, FrozenSet<string> list, string? clause)
    {
        if (Text(value, path, TextLimit.Reference, clause) is not { } text)
            return null;
        if (list.TryGetValue(text, out var code))
            return code;
        Fault(RejectionCode.UnknownCode, path, clause);
        return null;
    }

    /// <summary>A value of an enumeration, as <see cref="EnumCode{TEnum}"/> writes it.</summary>
    public TEnum? Code<TEnum>(string? value, FieldPath path, string? clause, bool required = true) where TEnum : struct, Enum
    {
        if (Text(value, path, TextLimit.Reference, clause, required) is not { } text)
            return null;
        if (EnumCode<TEnum>.TryParse(text, out var code))
            return code;
        Fault(RejectionCode.UnknownCode, path, clause);
        return null;
    }

    /// <summary>A currency of ISO 4217.</summary>
    public Currency? Currency(string? value, FieldPath path, string? clause)
    {
        if (Text(value, path, TextLimit.Reference, clause) is not { } text)
            return null;
        if (Currencies.TryFind(text, out var currency))
            return currency;
        Fault(RejectionCode.UnknownCode, path, clause, "ISO 4217");
        return null;
    }

    /// <summary>An amount greater than zero and below 10^15, with at most the currency's decimals (zeros at the end do not count), brought
    /// to exactly as many decimals as the currency has. Where the currency is not known, only what does not depend on it is checked, and
    /// null returned.</summary>
    public decimal? Amount(string? value, FieldPath path, Currency? currency, string? clause)
    {
        if (Text(value, path, TextLimit.Reference, clause) is not { } text)
            return null;
        if (!DecimalText.TryParse(text, out var number))
            Fault(RejectionCode.NotANumber, path, clause);
        else if (number.Negative || number.IsZero || number.Whole.Length > AmountDigits)
            Fault(RejectionCode.OutOfRange, path, clause, "> 0 and < 10^15");
        else if (currency is not { } known)
            return null;
        else if (number.Fraction.Length > known.MinorUnits)
            Fault(RejectionCode.TooManyDecimals, path, clause,
                string.Create(CultureInfo.InvariantCulture, $"max {known.MinorUnits} decimals"));
        else
            return number.ToDecimal(known.MinorUnits);
        return null;
    }

    /// <summary>A number from zero on, below 10^<paramref name="digits"/> and with at most <paramref name="decimals"/> decimals (zeros at
    /// the end do not count).</summary>
    public decimal? Quantity(string? value, FieldPath path, int digits, int decimals, string? clause, bool required = true)
    {
        if (Text(value, path, TextLimit.Reference, clause, required) is not { } text)
            return null;
        if (!DecimalText.TryParse(text, out var number))
            Fault(RejectionCode.NotANumber, path, clause);
        else if (number is { Negative: true, IsZero: false } || number.Whole.Length > digits)
            Fault(RejectionCode.OutOfRange, path, clause, string.Create(CultureInfo.InvariantCulture, $">= 0 and < 10^{digits}"));
        else if (number.Fraction.Length > decimals)
            Fault(RejectionCode.TooManyDecimals, path, clause, string.Create(CultureInfo.InvariantCulture, $"max {decimals} decimals"));
        else
            return number.ToDecimal(decimals);
        return null;
    }

    /// <summary>A day, <c>yyyy-MM-dd</c>, that exists and lies in the years 2000 to 2200.</summary>
    public DateOnly? Date(string? value, FieldPath path, string? clause)
    {
        if (Text(value, path, TextLimit.Reference, clause) is not { } text)
            return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            Fault(RejectionCode.NotADate, path, clause, "yyyy-MM-dd");
        else if (day.Year is < FirstYear or > LastYear)
            Fault(RejectionCode.OutOfRange, path, clause, "2000..2200");
        else
            return day;
        return null;
    }

    /// <summary>An instant, RFC 3339 with an offset, in the years 2000 to 2200; returned in UTC.</summary>
    public DateTimeOffset? Instant(string? value, FieldPath path, string? clause)
    {
        if (Text(value, path, TextLimit.Reference, clause) is not { } text)
            return null;
        if (!InstantText.TryParse(text, out var instant))
            Fault(RejectionCode.NotADate, path, clause, "RFC 3339");
        else if (instant.Year is < FirstYear or > LastYear)
            Fault(RejectionCode.OutOfRange, path, clause, "2000..2200");
        else
            return instant;
        return null;
    }

    /// <summary>A phone number of E.164 once spaces and hyphens are gone: a plus and 7 to 15 digits; returned without them.</summary>
    public string? Phone(string? value, FieldPath path, string? clause)
    {
        if (Text(value, path, TextLimit.Reference, clause) is not { } text)
            return null;
        if (PhoneOf(text) is { } phone)
            return phone;
        Fault(RejectionCode.Malformed, path, clause, "E.164");
        return null;
    }

    /// <summary>A phone number without spaces and hyphens; null where it is none of E.164.</summary>
    internal static string? PhoneOf(string text)
    {
        Span<char> digits = stackalloc char[16];
        var length = 0;
        foreach (var c in text)
        {
            if (c is ' ' or '-')
                continue;
            if (length == digits.Length || !(length == 0 ? c == '+' : char.IsAsciiDigit(c) && (length > 1 || c != '0')))
            {
                length = 0;
                break;
            }
            digits[length++] = c;
        }
        return length < 8 ? null : text.Length == length ? text : new string(digits[..length]);
    }

    /// <summary>An e-mail address, optional: a local part, one at-sign, a domain, no spaces; at most 254 characters.</summary>
    public string? Email(string? value, FieldPath path, string? clause)
    {
        if (Text(value, path, TextLimit.Email, clause, required: false) is not { } text)
            return null;
        var at = text.IndexOf('@');
        if (at > 0 && at < text.Length - 1 && text.IndexOf('@', at + 1) < 0 && !text.AsSpan().ContainsAny(' ', ',', ';'))
            return text;
        Fault(RejectionCode.Malformed, path, clause, "e-mail address");
        return null;
    }

    /// <summary>The entries of a list that needs at least one and allows at most <paramref name="max"/>; none where the list itself is
    /// faulty.</summary>
    public ImmutableArray<T> List<T>(ImmutableArray<T>? value, FieldPath path, int max, string? clause)
    {
        if (value is not { IsDefaultOrEmpty: false } list)
            Fault(RejectionCode.Required, path, clause);
        else if (list.Length > max)
            Fault(RejectionCode.TooMany, path, clause, string.Create(CultureInfo.InvariantCulture, $"max {max}"));
        else
            return list;
        return [];
    }

    private static bool IsTooLong(string text, int max)
    {
        if (text.Length <= max)
            return false;
        if (text.Length > 2 * max)
            return true;
        var characters = 0;
        foreach (var _ in text.EnumerateRunes())
            characters++;
        return characters > max;
    }
}

/// <summary>How long a text may be, in characters, whether it may have several lines, and whether it is a key, which has nothing that
/// cannot be seen.</summary>
public readonly record struct TextLimit(int Max, bool Lines, string Constraint, bool IsKey = false)
{
    /// <summary>Names: 200 characters.</summary>
    public static readonly TextLimit Name = new(200, false, "max 200");
    /// <summary>References, numbers and codes: 64 characters.</summary>
    public static readonly TextLimit Reference = new(64, false, "max 64", IsKey: true);
    /// <summary>Streets: 300 characters.</summary>
    public static readonly TextLimit Street = new(300, false, "max 300");
    /// <summary>E-mail addresses: 254 characters.</summary>
    public static readonly TextLimit Email = new(254, false, "max 254");
    /// <summary>Texts with lines and tabs: 4,000 characters.</summary>
    public static readonly TextLimit Prose = new(4_000, true, "max 4000");
}

/// <summary>The place of a field in an input; written out (<c>service.deliverables[2].name</c>) only when something is wrong with
/// it.</summary>
public readonly record struct FieldPath(string Root, int Index = -1, string? Member = null)
{
    /// <summary>The place of a field that is in no list.</summary>
    public static implicit operator FieldPath(string root) => new(root);

    /// <inheritdoc/>
    public override string ToString() => (Index, Member) switch
    {
        ( < 0, _) => Root,
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{Root}[{Index}]"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Root}[{Index}].{Member}"),
    };
}
