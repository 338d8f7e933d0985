using CsCheck;
using OrderGrains.Domain.Search;

namespace OrderGrains.Domain.Tests.Search;

public sealed class SearchQueryTests
{
    // Few characters, so that texts often contain the query: ASCII, Chinese, one beyond 16 bits, accents, full-width, and ignored ones.
    private static readonly string[] Characters = ["a", "b", "1", "公", "司", "𠮷", "é", "Ａ", "-", " ", "　", "\u200b", "ß"];
    private static readonly Gen<string> Texts = Gen.Int[0, Characters.Length - 1].Array[0, 12]
        .Select(x => string.Concat(x.Select(i => Characters[i])));

    [Theory]
    [InlineData("Cafe\u0301", "caf\u00E9"), InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8전력", "한국전력"), InlineData("か\u3099す会社", "がす会社")]
    [InlineData("ｶﾞｽﾋﾟｰ", "ガスピー")]
    [InlineData("Строи\u0306", "строй"), InlineData("Королёв", "королев"), InlineData("Αθήνα", "αθηνα"), InlineData("\uF9DB土", "率土")]
    [InlineData("ﬁnance", "finance")]
    [InlineData("项目①组", "项目1组"), InlineData("Phase Ⅲ", "phase iii"), InlineData("شَرِكَة", "شركة"), InlineData("㈱山田", "(株)山田")]
    [InlineData("İstanbul", "istanbul")]
    public void Compatible_texts_are_found_by_each_other(string text, string other)
    {
        Assert.True(Finds(other, text));
        Assert.True(Finds(text, other));
    }

    [Theory]
    [InlineData("Smith,John", "John Smith Ltd"), InlineData("harbour-light", "Harbour Light Ltd"), InlineData("海纳/电子", "深圳海纳电子")]
    [InlineData("O'Brien", "O\u2019Brien")]
    [InlineData("7946·0000", "+442079460000"), InlineData("A-1", "A-1"), InlineData("A-1", "A1"), InlineData("U.S.A.", "USA")]
    [InlineData("floor+room", "Room 2, floor 3")]
    [InlineData("12,Berlin", "Straße 12, Berlin"), InlineData("SO-2026-000042", "SO2026000042"), InlineData("+44-20-7946", "+442079460000")]
    [InlineData("J.Smith", "J Smith")]
    public void Punctuation_in_a_query_divides_words_regardless_of_the_text(string query, string text) => Assert.True(Finds(query, text));

    [Theory]
    [InlineData("R-12", "R-13 +44127946"), InlineData("SO-2026-000042", "SO-2025-000042 C-2026"), InlineData("99.9", "99 of 9")]
    public void A_number_is_not_found_by_its_parts(string query, string text) => Assert.False(Finds(query, text));

    [Theory]
    [InlineData("か", "が"), InlineData("한", "하"), InlineData("и", "е")]
    public void Letters_that_differ_are_not_found_by_each_other(string query, string text) => Assert.False(Finds(query, text));

    [Theory]
    [InlineData("中", "北京中盛物业管理有限公司", true)]
    [InlineData("物业管理", "北京中盛物业管理有限公司", true)]
    [InlineData("管理 中盛", "北京中盛物业管理有限公司", true)]
    [InlineData("盛京", "北京中盛物业管理有限公司", false)]
    [InlineData("arbo", "Harbour Light Ltd", true)]
    [InlineData("li", "Harbour Light Ltd", true)]
    [InlineData("LIGHT harbour", "Harbour Light Ltd", true)]
    [InlineData("rli", "Harbour Light Ltd", false)]
    [InlineData("144-6474-0895", "+8614464740895", true)]
    [InlineData("2026-0001", "SO-2026-000123", true)]
    [InlineData("it服", "IT服务", true)]
    [InlineData("it", "IT服务", true)]
    [InlineData("服 t", "IT服务", true)]
    public void A_text_is_found_by_any_part_of_its_words(string query, string text, bool found)
    {
        var searched = SearchedText.Of(text);
        Assert.True(SearchQuery.TryParse(query, out var parsed));
        Assert.Equal(found, parsed.IsIn(searched));
        if (found)
            Assert.True(IsCandidate(parsed, searched));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -- ")]
    [InlineData("a")]
    [InlineData("1 b é")]
    public void A_query_that_is_too_short_is_refused(string query) => Assert.False(SearchQuery.TryParse(query, out _));

    [Fact]
    public void A_query_that_is_too_long_is_refused() =>
        Assert.False(SearchQuery.TryParse(new string('公', SearchQuery.MaxLength + 1), out _));

    [Fact]
    public void A_search_finds_exactly_the_texts_that_contain_every_word() => Gen.Select(Texts, Texts, Texts).Sample((one, two, text) =>
    {
        if (!SearchQuery.TryParse($"{one} {two}", out var query))
            return;
        var searched = SearchedText.Of(text, one);
        string[] fields = [SearchText.Fold(text), SearchText.Fold(one)];
        var contains = query.Words.All(word => fields.Any(field => field.Contains(word, StringComparison.Ordinal)));
        Assert.Equal(contains, query.IsIn(searched));
        Assert.True(!contains || IsCandidate(query, searched));
    }, iter: 20_000, threads: 1);

    [Fact]
    public void A_text_is_found_by_every_part_of_it() => Gen.Select(Texts, Gen.Int[0, 11], Gen.Int[1, 12]).Sample((text, start, length) =>
    {
        var from = Math.Min(start, text.Length);
        var part = text.Substring(from, Math.Min(length, text.Length - from));
        if (SearchQuery.TryParse(part, out var query))
            Assert.True(query.IsIn(SearchedText.Of(text)) && IsCandidate(query, SearchedText.Of(text)), part);
    }, iter: 20_000, threads: 1);

    [Fact]
    public void The_index_entries_of_an_order_are_limited()
    {
        var chinese = string.Concat(Enumerable.Range(0, 100_000).Select(x => (char)(0x4E00 + x % 20_000)));
        var searched = SearchedText.Of("SO-1", chinese, "last");

        Assert.Equal(8_000, searched.Text.Length);
        Assert.InRange(searched.Grams.Length, 1, 2 * 8_000);
        Assert.StartsWith("so1\n", searched.Text);
    }

    private static bool Finds(string query, string text)
    {
        Assert.True(SearchQuery.TryParse(query, out var parsed), query);
        var searched = SearchedText.Of(text);
        var found = parsed.IsIn(searched);
        Assert.True(!found || (parsed.NeedsAll ? parsed.Grams.All(searched.Grams.Contains) : parsed.Grams.Any(searched.Grams.Contains)));
        return found;
    }

    private static bool IsCandidate(SearchQuery query, SearchedText text) =>
        query.NeedsAll ? query.Grams.All(text.Grams.Contains) : query.Grams.Any(text.Grams.Contains);
}
