using Microsoft.Net.Http.Headers;

namespace OrderGrains.GraphQL.Execution;

/// <summary>A language of messages and labels.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English,
    /// <summary>Chinese as written in mainland China.</summary>
    Chinese,
}

/// <summary>Chooses the language of an answer.</summary>
public static class Languages
{
    /// <summary>Returns the best supported language for a value of Accept-Language; English if there is none.</summary>
    public static Language Choose(string? accepted)
    {
        if (string.IsNullOrEmpty(accepted) || !StringWithQualityHeaderValue.TryParseList([accepted], out var values))
            return Language.English;
        foreach (var value in values.Where(value => value.Quality is not 0).OrderByDescending(value => value.Quality ?? 1))
        {
            var language = value.Value.AsSpan();
            if (Is(language, "zh"))
                return Language.Chinese;
            if (Is(language, "en"))
                return Language.English;
        }
        return Language.English;
    }

    private static bool Is(ReadOnlySpan<char> tag, string language) =>
        tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == language.Length || tag[language.Length] == '-');
}
