using OrderGrains.Domain.Search;

namespace OrderGrains.Domain.Tests.Search;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("ＡＢＣ　（１）", "abc 1")]
    [InlineData("Société Générale", "societe generale")]
    [InlineData("Socie\u0301te\u0301", "societe")]
    [InlineData("Straße, Łódź", "strasse lodz")]
    [InlineData("ΣΊΣΥΦΟΣ", "σισυφοσ")]
    [InlineData("SO-2026-000123", "so2026000123")]
    [InlineData("+86 144-6474 0895", "86 1446474 0895")]
    [InlineData("北京中盛物业管理有限公司", "北京中盛物业管理有限公司")]
    [InlineData("  a\u00a0\n b\ud800 ", "a b")]
    public void Case_width_accents_and_punctuation_do_not_matter(string text, string folded) => Assert.Equal(folded, SearchText.Fold(text));
}
