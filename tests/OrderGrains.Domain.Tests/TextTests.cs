using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Search;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

/// <summary>What text is, whoever reads it: a name, a reference, a customer's identity, what is searched.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("\u3164"), InlineData("\u115F\u1160"), InlineData("\uFFA0"), InlineData("\u2800\u2800"), InlineData("\u0301"), InlineData("\u034F"), InlineData("\uFE0F")]
    [InlineData("\U000E0020\U000E0041"), InlineData("\U0001D173"), InlineData("\U000E0100"), InlineData("\u200D \u2060\u00AD"), InlineData("\u20DD"), InlineData("\U0001D159")]
    public void A_name_of_which_nothing_can_be_seen_is_missing(string name) => Assert.Equal([("customer.name", Required)], Of(Named(name)));

    [Theory]
    [InlineData("𠮷"), InlineData("한"), InlineData("🚀"), InlineData("علي‌رضا"), InlineData("葛\U000E0100")]
    public void A_name_of_any_script_can_be_seen(string name) => Assert.Equal(name, Histories.Read(Named(name)).Customer.Name);

    [Theory]
    [InlineData("a\uFFFEb"), InlineData("\uFDD0"), InlineData("a\U0001FFFF"), InlineData("a\u2028b")]
    public void A_name_has_only_characters(string name) => Assert.Equal([("customer.name", InvalidCharacters)], Of(Named(name)));

    [Theory]
    [InlineData("A\u200B-1"), InlineData("A-1\u200B"), InlineData("\uFEFFA-1"), InlineData("A\u00AD-1"), InlineData("A-1\u200F"), InlineData("A\u3164-1"), InlineData("A-\U000E0031")]
    [InlineData("A\u00A01"), InlineData("A\u2003-1")]
    public void A_reference_that_looks_like_another_is_refused(string reference) =>
        Assert.Equal([("externalReference", InvalidCharacters)], Of(OnlineForm with { ExternalReference = reference }));

    [Fact]
    public void Texts_are_read_in_their_normal_form()
    {
        var customer = OnlineForm.Customer! with { Name = "Bu\u0308cher \u0110a\u0306\u0323ng" }; // the sample has one
        var order = Histories.Read(OnlineForm with { Customer = customer, ExternalReference = "Re\u0301f-1" });

        Assert.Equal(("B\u00FCcher \u0110\u1EB7ng", "R\u00E9f-1"), (order.Customer.Name, order.ExternalReference));
        Assert.Equal(OrderFormReading.OnlineId(OnlineForm with { ExternalReference = "R\u00E9f-1" }), OrderFormReading.OnlineId(OnlineForm with { ExternalReference = "Re\u0301f-1" }));
    }

    [Theory]
    [InlineData("B\u00FCcher", "Bu\u0308cher"), InlineData("한국", "\u1112\u1161\u11AB\u1100\u116E\u11A8"), InlineData("ガス", "カ\u3099ス"), InlineData("\u7387土", "\uF9DB土")]
    [InlineData("Ann Lee", "Ann\u2060 \u200BLee\U000E0041"), InlineData("ANN（1）", "ａｎｎ(１)"), InlineData("葛城", "葛\U000E0100城")]
    public void A_customer_is_recognised_in_any_spelling_that_looks_the_same(string name, string other) =>
        Assert.Equal(CustomerIdentity.OfNameAndPhone(name, "+442079460000"), CustomerIdentity.OfNameAndPhone(other, "+442079460000"));

    // What stores hold since before texts were normalised.
    [Theory]
    [InlineData("北京中盛物业管理有限公司", "fe784296865be88a2b62d1073d4f6673"), InlineData("Société Générale", "0271781a0e6ae08b898e7d742639757d"), InlineData("ｶﾞｽ①", "c376f8e95caa469e38842ef8f1e7e303")]
    [InlineData(" ＡＢＣ　ltd.（１） ", "d247494ecef0dbe1a9195023f19a2637")]
    public void A_customer_keeps_the_identity_that_it_has(string name, string identity) =>
        Assert.Equal(identity, CustomerIdentity.OfNameAndPhone(name, "+8614464740895").ToString());

    [Theory]
    [InlineData("Cafe\u0301", "caf\u00E9"), InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8전력", "한국전력"), InlineData("か\u3099す会社", "がす会社"), InlineData("ｶﾞｽﾋﾟｰ", "ガスピー")]
    [InlineData("Строи\u0306", "строй"), InlineData("Королёв", "королев"), InlineData("Αθήνα", "αθηνα"), InlineData("\uF9DB土", "率土"), InlineData("ﬁnance", "finance")]
    [InlineData("项目①组", "项目1组"), InlineData("Phase Ⅲ", "phase iii"), InlineData("شَرِكَة", "شركة"), InlineData("㈱山田", "(株)山田"), InlineData("İstanbul", "istanbul")]
    public void A_text_is_found_by_what_it_is_compatible_with_and_the_other_way_round(string text, string other)
    {
        Assert.True(Finds(other, text));
        Assert.True(Finds(text, other));
    }

    [Theory]
    [InlineData("Smith,John", "John Smith Ltd"), InlineData("harbour-light", "Harbour Light Ltd"), InlineData("海纳/电子", "深圳海纳电子"), InlineData("O'Brien", "O\u2019Brien")]
    [InlineData("7946·0000", "+442079460000"), InlineData("A-1", "A-1"), InlineData("A-1", "A1"), InlineData("U.S.A.", "USA"), InlineData("floor+room", "Room 2, floor 3")]
    [InlineData("12,Berlin", "Straße 12, Berlin"), InlineData("SO-2026-000042", "SO2026000042"), InlineData("+44-20-7946", "+442079460000"), InlineData("J.Smith", "J Smith")]
    public void Punctuation_in_a_query_divides_words_whatever_the_text_has(string query, string text) => Assert.True(Finds(query, text));

    [Theory]
    [InlineData("R-12", "R-13 +44127946"), InlineData("SO-2026-000042", "SO-2025-000042 C-2026"), InlineData("99.9", "99 of 9")]
    public void A_number_is_not_found_by_its_parts(string query, string text) => Assert.False(Finds(query, text));

    [Theory]
    [InlineData("か", "が"), InlineData("한", "하"), InlineData("и", "е")]
    public void Letters_that_differ_are_not_found_by_each_other(string query, string text) => Assert.False(Finds(query, text));

    [Fact]
    public void An_order_is_searched_by_all_of_its_requirements_and_then_by_what_else_there_is_room_for()
    {
        var (requirements, goals) = (new string('r', 3_990) + " lastword", Enumerable.Range(0, 10).Select(i => $"goal{i} " + new string('g', 800)));
        var form = Form with { Service = Form.Service! with { Requirements = requirements, Goals = [.. goals] } }; // Form has a service
        var words = OrderWords.Of(Histories.Fold(Histories.Submitted with { Information = Histories.Read(form).Information }));

        Assert.True(SearchQuery.TryParse("lastword goal0", out var query) && query.IsIn(words));
        Assert.InRange(words.Text.Length, 7_900, 8_000);
    }

    private static bool Finds(string query, string text)
    {
        Assert.True(SearchQuery.TryParse(query, out var parsed), query);
        var searched = SearchedText.Of(text);
        var found = parsed.IsIn(searched);
        Assert.True(!found || (parsed.NeedsAll ? parsed.Grams.All(searched.Grams.Contains) : parsed.Grams.Any(searched.Grams.Contains)));
        return found;
    }

    private static OrderForm Named(string name) => Form with { Customer = Form.Customer! with { Name = name } }; // Form has a customer

    private static IEnumerable<(string?, RejectionCode)> Of(OrderForm form)
    {
        OrderFormReading.TryRead(form, Policy, Now, out _, out var faults);
        return faults.Select(fault => (fault.Path, fault.Code));
    }
}
