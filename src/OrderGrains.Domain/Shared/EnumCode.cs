using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>How the values of an enumeration are written outside: in capitals with underscores (<c>UNDER_REVIEW</c>), everywhere the
/// same.</summary>
public static class EnumCode<TEnum> where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Codes =
        Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, TEnum> Values =
        Codes.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The code of a declared value.</summary>
    public static string Of(TEnum value) => Codes[value];

    /// <summary>Reads a code, written exactly as <see cref="Of"/> writes it.</summary>
    public static bool TryParse(string code, out TEnum value) => Values.TryGetValue(code, out value);
}

/// <summary>Writes an enumeration as its <see cref="EnumCode{TEnum}"/> in JSON; numbers are not read.</summary>
public sealed class EnumCodeJson<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)
    where TEnum : struct, Enum;
