using CsCheck;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Search;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class SearchTests
{
    // Few characters, so that texts often contain what is searched for: ASCII, Chinese, one beyond the 16 bits, accents, full-width, and what does not count.
    private static readonly string[] Characters = ["a", "b", "1", "公", "司", "𠮷", "é", "Ａ", "-", " ", "　", "\u200b", "ß"];
    private static readonly Gen<string> Texts = Gen.Int[0, Characters.Length - 1].Array[0, 12].Select(x => string.Concat(x.Select(i => Characters[i])));

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
    public void What_is_too_short_to_search_for_is_refused(string query) => Assert.False(SearchQuery.TryParse(query, out _));

    [Fact]
    public void What_is_too_long_to_search_for_is_refused() => Assert.False(SearchQuery.TryParse(new string('公', SearchQuery.Longest + 1), out _));

    [Fact]
    public void Exactly_the_texts_are_found_that_contain_every_word() => Gen.Select(Texts, Texts, Texts).Sample((one, two, text) =>
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
    public void Whatever_part_of_a_text_is_searched_for_finds_it() => Gen.Select(Texts, Gen.Int[0, 11], Gen.Int[1, 12]).Sample((text, start, length) =>
    {
        var from = Math.Min(start, text.Length);
        var part = text.Substring(from, Math.Min(length, text.Length - from));
        if (SearchQuery.TryParse(part, out var query))
            Assert.True(query.IsIn(SearchedText.Of(text)) && IsCandidate(query, SearchedText.Of(text)), part);
    }, iter: 20_000, threads: 1);

    [Fact]
    public void What_an_order_may_cost_the_index_is_bounded()
    {
        var chinese = string.Concat(Enumerable.Range(0, 100_000).Select(x => (char)(0x4E00 + x % 20_000)));
        var searched = SearchedText.Of("SO-1", chinese, "last");

        Assert.Equal(8_000, searched.Text.Length);
        Assert.InRange(searched.Grams.Length, 1, 2 * 8_000);
        Assert.StartsWith("so1\n", searched.Text);
    }

    [Fact]
    public void An_order_is_found_by_what_people_know_of_it()
    {
        var order = Histories.Fold(Histories.SubmittedOnline);
        var customer = order.Customer!; // submitted

        foreach (var known in new[]
        {
            order.Number!, order.ExternalReference!, customer.Name, customer.ContactPerson, customer.Phone, customer.Address.City, customer.Address.Street,
            order.Information!.Contract.Number, order.Information.Service.Requirements, order.Information.Service.Goals[0], order.Information.Service.Deliverables[0].Name,
        })
        {
            if (SearchQuery.TryParse(known, out var query))
                Assert.True(query.IsIn(OrderWords.Of(order)), known);
        }
    }

    [Fact]
    public void A_draft_is_found_by_what_was_entered_so_far() => Assert.True(SearchQuery.TryParse(Form.Customer!.Name!, out var query) && query.IsIn(OrderWords.Of(Histories.Fold(Histories.Draft))));

    [Fact]
    public void Once_the_customers_data_were_erased_an_order_is_found_by_its_numbers_and_its_service_only()
    {
        var submitted = Histories.SubmittedOnline;
        var erased = OrderWords.Of(Histories.Fold(submitted with { Customer = null, Acknowledgement = null }));

        Assert.DoesNotContain(SearchText.Fold(submitted.Customer!.Name), erased.Text);
        Assert.DoesNotContain(SearchText.Fold(submitted.Customer.ContactPerson), erased.Text);
        Assert.DoesNotContain(SearchText.Fold(submitted.Customer.Phone), erased.Text);
        Assert.Contains(SearchText.Fold(submitted.Number!), erased.Text);
        Assert.Contains(SearchText.Fold(submitted.Information.Service.Deliverables[0].Name), erased.Text);
    }

    [Fact]
    public void A_customer_is_found_by_what_it_is_and_was_known_by()
    {
        var customer = CustomerSpecification.Fold(CustomerSpecification.Recorded);
        var profile = customer.Profile!; // recorded

        foreach (var known in new[] { profile.Name, profile.Account!, profile.Phone, profile.Address.City, profile.Address.Street, customer.Contacts[0].Name, customer.Aliases[0].Name! })
        {
            if (SearchQuery.TryParse(known, out var query))
                Assert.True(query.IsIn(CustomerWords.Of(customer)), known);
        }
        Assert.Empty(CustomerWords.Of(CustomerSpecification.Fold(CustomerSpecification.Recorded with { Information = null, Acknowledgement = null })).Text);
    }

    [Fact]
    public void No_event_changes_the_words_of_a_customer_that_is_not_said_to() =>
        Assert.All(new CustomerEvent[] { CustomerSpecification.DoesNotPay, CustomerSpecification.Gone }, @event =>
        {
            var before = CustomerSpecification.Fold(CustomerSpecification.Recorded);
            Assert.DoesNotContain(@event.GetType(), CustomerWords.ChangedBy);
            Assert.Equal(CustomerWords.Of(before).Text, CustomerWords.Of(CustomerRules.Evolve(before, @event)).Text);
        });

    private static bool IsCandidate(SearchQuery query, SearchedText text) => query.NeedsAll ? query.Grams.All(text.Grams.Contains) : query.Grams.Any(text.Grams.Contains);
}
