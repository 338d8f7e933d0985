using GraphQL;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>The labels of the enumerations' values, in the language of the request. Codes never change with the language.</summary>
    /// <param name="texts">The labels.</param>
    /// <param name="language">The language of the request.</param>
    /// <param name="type">Only those of this enumeration, such as <c>OrderStatus</c>; of all if nothing is said.</param>
    [Access, Cost(Items = 200)]
    public static IReadOnlyList<EnumLabel> EnumLabels([FromServices] EnumTexts texts, [InLanguage] Language language,
        string? type = null) => texts.Of(type, language);
}
