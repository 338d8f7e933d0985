using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Receipt;

public sealed class OrderFormReadingTests
{
    [Fact]
    public void A_complete_sales_order_is_read_field_by_field()
    {
        var order = Histories.Read(Form);

        Assert.Equal(("+8614464740895", 12000.50m, "CNY"),
            (order.Customer.Phone, order.Information.Fee.Amount, order.Information.Fee.Currency));
        Assert.Equal("12000.50", order.Information.Fee.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((null, null, Now), (order.Platform, order.ExternalReference, order.SubmittedAt));
        Assert.Equal(new Acknowledgement("陈志远", new(2026, 2, 20), "SIGNATURE", "李销售"), order.Acknowledgement);
        Assert.Equal((Priority.High, new Region("CN", "北京市"), new ServiceTerm(new(2026, 4, 1), new(2027, 3, 31))),
            (order.Information.Priority, order.Region, order.Information.Term));
    }

    [Fact]
    public void An_empty_form_names_every_field_that_has_to_be_filled() =>
        Assert.Equal(
            [
                "customer.name", "customer.contactPerson", "customer.phone", "customer.address.country", "customer.address.province",
                "customer.address.city", "customer.address.street", "serviceType", "term.from", "term.to", "fee.currency", "fee.amount",
                "paymentMethod", "contract.number", "contract.signedAt", "contract.rightsAndObligations", "service.requirements",
                "service.goals", "service.deliverables", "acceptanceCriteria",
            ],
            Faults(new()).Select(fault => fault.Code == Required ? fault.Path : null));

    [Fact]
    public void The_company_s_time_zone_decides_the_day_of_the_order() =>
        Assert.Equal(
            (new DateOnly(2026, 3, 2), new DateTimeOffset(2026, 3, 1, 16, 30, 0, TimeSpan.Zero)),
            (Histories.Read(OnlineForm).OrderDate, Histories.Read(OnlineForm).SubmittedAt));

    [Fact]
    public void Accepting_the_terms_acknowledges_the_criteria_of_an_online_order() =>
        Assert.Equal(new Acknowledgement("陈志远", new(2026, 3, 2), "TERMS_ACCEPTED", null), Histories.Read(OnlineForm).Acknowledgement);

    [Fact]
    public void A_sales_order_may_be_submitted_before_the_criteria_are_acknowledged() =>
        // Form has a contract.
        Assert.Null(Histories.Read(Form with { Contract = Form.Contract! with { Acknowledgement = new(" ") } }).Acknowledgement);

    [Fact]
    public void Blank_and_invisible_texts_are_missing() =>
        Assert.Equal(
            [("customer.name", Required), ("customer.address.city", Required)],
            // The sample has an address.
            FaultsOf(Customer(c => c with { Name = " \u3000 ", Address = c.Address! with { City = "\u200B" } })));

    [Fact]
    public void White_space_around_a_text_is_not_part_of_it() =>
        Assert.Equal("名", Histories.Read(Customer(c => c with { Name = "\u3000名 \n" })).Customer.Name);

    [Fact]
    public void Lines_of_a_long_text_are_kept_with_one_kind_of_end() =>
        // Form has a service.
        Assert.Equal("a\nb\tc",
            Histories.Read(Form with { Service = Form.Service! with { Requirements = "a\r\nb\tc" } }).Information.Service.Requirements);

    [Theory]
    [InlineData("a\0b"), InlineData("a\u0007b"), InlineData("a\nb"), InlineData("a\u0085b")]
    public void A_name_with_a_forbidden_character_is_refused(string name) =>
        Assert.Equal([("customer.name", InvalidCharacters)], FaultsOf(Customer(c => c with { Name = name })));

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        foreach (var text in new[] { "a\uD800b", "\uDC00x", "x\uD800", "🚀\uDE80" })
            Assert.Equal([("customer.name", InvalidCharacters)], FaultsOf(Customer(c => c with { Name = text })));
        Assert.Equal("a🚀b", Histories.Read(Customer(c => c with { Name = "a🚀b" })).Customer.Name);
    }

    [Theory]
    [InlineData("a\0b"), InlineData("a\rb"), InlineData("\u001Bb")]
    public void A_long_text_with_a_forbidden_character_is_refused(string text) =>
        // Form has a service.
        Assert.Equal([("service.requirements", InvalidCharacters)],
            FaultsOf(Form with { Service = Form.Service! with { Requirements = text } }));

    [Fact]
    public void A_name_has_at_most_200_characters_and_an_emoji_is_one()
    {
        Assert.Empty(FaultsOf(Customer(c => c with { Name = string.Concat(Enumerable.Repeat("🚀", 200)) })));
        Assert.Equal([("customer.name", TooLong)], FaultsOf(Customer(c => c with { Name = string.Concat(Enumerable.Repeat("🚀", 201)) })));
        Assert.Equal([("customer.name", TooLong)], FaultsOf(Customer(c => c with { Name = new('长', 201) })));
        Assert.Equal([("customer.name", TooLong)], FaultsOf(Customer(c => c with { Name = new('长', 5_000) })));
    }

    [Fact]
    public void References_streets_and_texts_have_their_limits()
    {
        Assert.Equal([("customer.account", TooLong)], FaultsOf(Customer(c => c with { Account = new('a', 65) })));
        // The sample has an address.
        Assert.Equal([("customer.address.street", TooLong)],
            FaultsOf(Customer(c => c with { Address = c.Address! with { Street = new('s', 301) } })));
        // Form has a service.
        Assert.Equal([("service.requirements", TooLong)],
            FaultsOf(Form with { Service = Form.Service! with { Requirements = new('r', 4_001) } }));
        Assert.Equal([("externalReference", TooLong)], FaultsOf(OnlineForm with { ExternalReference = new('r', 65) }));
    }

    [Theory]
    [InlineData("1.5", "CNY", "1.50"), InlineData("1.50", "CNY", "1.50"), InlineData("1.500", "CNY", "1.50"), InlineData("007", "JPY", "7")]
    [InlineData("5.0", "JPY", "5")]
    [InlineData("1.234", "KWD", "1.234"), InlineData("999999999999999.99", "EUR", "999999999999999.99"), InlineData(" 3 ", "USD", "3.00")]
    public void An_amount_gets_the_decimals_of_its_currency(string amount, string currency, string read) =>
        Assert.Equal(read, Histories.Read(Form with { Fee = new(amount, currency) }).Information.Fee.Amount.ToString(
            System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("12,000.00"), InlineData("1e5"), InlineData("+5"), InlineData("5."), InlineData(".5"), InlineData("１２"), InlineData("NaN")]
    [InlineData("1 000"), InlineData("0x10"), InlineData("--1")]
    public void An_amount_that_is_no_plain_decimal_number_is_refused(string amount) =>
        Assert.Equal([("fee.amount", NotANumber)], FaultsOf(Form with { Fee = new(amount, "CNY") }));

    [Theory]
    [InlineData("0"), InlineData("0.00"), InlineData("-5"), InlineData("-0"), InlineData("1000000000000000")]
    [InlineData("99999999999999999999999999999999999999999")]
    public void A_fee_is_greater_than_zero_and_below_the_bound(string amount) =>
        Assert.Equal([("fee.amount", OutOfRange)], FaultsOf(Form with { Fee = new(amount, "CNY") }));

    [Theory]
    [InlineData("525702.451", "CNY"), InlineData("1.5", "JPY"), InlineData("1.2345", "KWD"), InlineData("0.001", "EUR")]
    public void An_amount_has_no_more_decimals_than_its_currency(string amount, string currency) =>
        Assert.Equal([("fee.amount", TooManyDecimals)], FaultsOf(Form with { Fee = new(amount, currency) }));

    [Fact]
    public void An_unknown_currency_is_the_only_fault_of_a_fee_whose_decimals_depend_on_it() =>
        Assert.Equal([("fee.currency", UnknownCode)], FaultsOf(Form with { Fee = new("1.23456", "XXQ") }));

    [Theory]
    [InlineData("2026-02-30"), InlineData("2026-2-3"), InlineData("26-02-03"), InlineData("2026/02/03"), InlineData("2026-02-03T00:00:00Z")]
    [InlineData("2026-13-01"), InlineData("２026-01-01")]
    public void A_day_that_does_not_exist_or_is_written_differently_is_refused(string day) =>
        Assert.Equal([("term.from", NotADate)], FaultsOf(Form with { Term = new(day, "2027-03-31") }));

    [Theory]
    [InlineData("1999-12-31"), InlineData("2201-01-01")]
    public void A_day_lies_in_the_years_2000_to_2200(string day) =>
        Assert.Equal([("term.from", OutOfRange)], FaultsOf(Form with { Term = new(day, "2027-03-31") }));

    [Fact]
    public void A_term_ends_after_it_begins()
    {
        Assert.Equal([("term.to", DateOrder)], FaultsOf(Form with { Term = new("2026-04-01", "2026-04-01") }));
        Assert.Equal([("term.from", NotADate)], FaultsOf(Form with { Term = new("2026-02-30", "2000-01-01") }));
    }

    [Fact]
    public void A_contract_is_signed_at_the_latest_on_the_company_s_day_of_submission()
    {
        var onTheDay = OnlineForm with { Contract = OnlineForm.Contract! with { SignedAt = "2026-03-02" } }; // the sample has a contract
        Assert.Empty(FaultsOf(onTheDay));
        Assert.Equal([("contract.signedAt", DateOrder)], FaultsOf(onTheDay with { SubmittedAt = "2026-03-01T15:59:59Z" }));
        Assert.Equal([("submittedAt", NotADate)], FaultsOf(onTheDay with { SubmittedAt = "yesterday" }));
    }

    [Theory]
    [InlineData("2026-03-02T02:35:00.1Z"), InlineData("2027-06-01T00:00:00Z"), InlineData("2150-06-01T00:00:00Z")]
    public void Nothing_was_submitted_signed_or_acknowledged_in_the_future(string at)
    {
        // The sample has a contract.
        var contract = OnlineForm.Contract! with { SignedAt = "2026-03-03", Acknowledgement = new("陈志远", "2026-03-03", "CLICK") };

        Assert.Equal([("submittedAt", OutOfRange)], FaultsOf(OnlineForm with { SubmittedAt = at }));
        Assert.Equal(
            [("submittedAt", OutOfRange), ("contract.signedAt", DateOrder), ("contract.acknowledgement.at", DateOrder)],
            FaultsOf(OnlineForm with { SubmittedAt = at, Contract = contract }));
    }

    [Fact]
    public void A_platform_s_clock_may_be_a_little_ahead()
    {
        var ahead = OnlineForm with { SubmittedAt = "2026-03-02T02:35:00Z" };
        Assert.Empty(FaultsOf(ahead));
        OrderFormReading.TryRead(ahead, Policy with { SubmissionSkew = TimeSpan.FromMinutes(4) }, Now, out _, out var faults);
        Assert.Equal("submittedAt", Assert.Single(faults).Path);
    }

    [Theory]
    [InlineData("2026-03-01T16:30:00Z", 0), InlineData("2026-03-02T00:30:00+08:00", 0), InlineData("2026-03-01T16:30:00.5z", 5_000_000)]
    [InlineData("2026-03-01t11:00:00.123456789-05:30", 1_234_567)]
    public void An_instant_is_read_as_RFC_3339_writes_it(string text, long ticks) =>
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 16, 30, 0, TimeSpan.Zero).AddTicks(ticks),
            Histories.Read(OnlineForm with { SubmittedAt = text }).SubmittedAt);

    [Theory]
    [InlineData("2026-03-01T16:30:00"), InlineData("2026-03-01 16:30:00Z"), InlineData("2026-03-01T16:30Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-03-01T16:30:60Z")]
    [InlineData("2026-03-01T16:30:00.Z"), InlineData("2026-03-01T16:30:00+8"), InlineData("2026-03-01T16:30:00+25:00")]
    [InlineData("2026-02-30T16:30:00Z"), InlineData("0001-01-01T00:00:00+01:00")]
    public void Any_other_instant_is_refused(string text) =>
        Assert.Equal([("submittedAt", NotADate)], FaultsOf(OnlineForm with { SubmittedAt = text }));

    [Theory]
    [InlineData("+86 144-6474-0895", "+8614464740895"), InlineData("+4915123456", "+4915123456"), InlineData("+1234567", "+1234567")]
    [InlineData("+123456789012345", "+123456789012345")]
    public void A_phone_is_kept_without_spaces_and_hyphens(string phone, string read) =>
        Assert.Equal(read, Histories.Read(Customer(c => c with { Phone = phone })).Customer.Phone);

    [Theory]
    [InlineData("8614464740895"), InlineData("+123456"), InlineData("+1234567890123456"), InlineData("+86 (144) 6474")]
    [InlineData("+0123456789")]
    [InlineData("+86+14464740"), InlineData("++8614464740"), InlineData("+８６14464740")]
    public void A_phone_that_is_not_E164_is_refused(string phone) =>
        Assert.Equal([("customer.phone", Malformed)], FaultsOf(Customer(c => c with { Phone = phone })));

    [Theory]
    [InlineData("no-at"), InlineData("a@b@c"), InlineData("@b"), InlineData("a@"), InlineData("a b@c")]
    public void An_e_mail_address_has_one_at_sign_between_two_parts(string email) =>
        Assert.Equal([("customer.email", Malformed)], FaultsOf(Customer(c => c with { Email = email })));

    [Fact]
    public void Codes_that_are_on_no_list_are_refused() =>
        Assert.Equal(
            [
                ("platform", UnknownCode), ("customer.address.country", UnknownCode), ("serviceType", UnknownCode),
                ("paymentMethod", UnknownCode), ("service.deliverables[0].method", UnknownCode), ("priority", UnknownCode),
            ],
            FaultsOf(OnlineForm with
            {
                Platform = "fax",
                // The sample has both.
                Customer = OnlineForm.Customer! with { Address = OnlineForm.Customer.Address! with { Country = "cn" } },
                ServiceType = "DOG_WALKING",
                PaymentMethod = "GOLD",
                Priority = "high",
                Service = OnlineForm.Service! with { Deliverables = [new("x", "PIGEON")] }, // the sample has a service
            }));

    [Fact]
    public void An_online_order_needs_its_reference_and_the_terms_that_were_accepted() =>
        Assert.Equal([("externalReference", Required), ("contract.termsVersion", Required)], FaultsOf(Form with { Platform = "web" }));

    [Fact]
    public void A_reference_without_a_platform_is_refused() =>
        Assert.Equal([("platform", Required)], FaultsOf(Form with { ExternalReference = "W-1" }));

    [Fact]
    public void Lists_have_at_least_one_and_at_most_50_entries()
    {
        var service =
            new ServiceForm("r", [.. Enumerable.Repeat("goal", 51)], [.. Enumerable.Repeat(new DeliverableForm("d", "DEPLOYMENT"), 51)]);
        Assert.Equal([("service.goals", TooMany), ("service.deliverables", TooMany)], FaultsOf(Form with { Service = service }));
        Assert.Equal([("service.goals", Required), ("service.deliverables", Required)],
            FaultsOf(Form with { Service = service with { Goals = [], Deliverables = null } }));
    }

    [Fact]
    public void A_fault_in_a_list_names_the_entry() =>
        Assert.Equal(
            [
                ("service.goals[1]", Required), ("service.deliverables[0].name", Required), ("service.deliverables[1].method", Required),
                ("service.deliverables[2].name", Required), ("service.deliverables[2].method", Required),
            ],
            // A platform may send null for an entry.
            FaultsOf(Form with { Service = new("r", ["g", null], [new(null, "DEPLOYMENT"), new("d"), null!]) }));

    [Fact]
    public void Criteria_cover_the_four_categories() =>
        // Form has criteria.
        Assert.Equal([("acceptanceCriteria", CriterionMissing)],
            FaultsOf(Form with { AcceptanceCriteria = Form.AcceptanceCriteria!.Value.RemoveAt(2) }));

    [Fact]
    public void A_criterion_has_a_text_or_a_reason_why_its_category_does_not_apply()
    {
        Assert.Equal([("acceptanceCriteria[3].text", Required)], FaultsOf(Criterion(3, new("FUNCTIONALITY"))));
        Assert.Equal([("acceptanceCriteria[3].notApplicableReason", Contradiction)],
            FaultsOf(Criterion(3, new("FUNCTIONALITY", "text", "reason"))));
    }

    [Fact]
    public void A_criterion_of_an_unknown_category_has_one_fault() =>
        Assert.Equal([("acceptanceCriteria[0].category", UnknownCode)], FaultsOf(Criterion(0, new("BEAUTY", "text"))));

    [Fact]
    public void A_category_cannot_both_apply_and_not()
    {
        var criteria = Form.AcceptanceCriteria!.Value; // Form has criteria
        Assert.Equal([("acceptanceCriteria[4].category", Contradiction)],
            FaultsOf(Form with { AcceptanceCriteria = criteria.Add(new("FUNCTIONALITY", "text")) }));
        Assert.Equal([("acceptanceCriteria[4].category", Contradiction)],
            FaultsOf(Form with { AcceptanceCriteria = criteria.Add(new("ACCURACY", null, "reason")) }));
        Assert.Empty(FaultsOf(Form with { AcceptanceCriteria = criteria.Add(new("ACCURACY", "another")) }));
    }

    [Fact]
    public void An_acknowledgement_that_is_given_is_complete_and_not_from_the_future()
    {
        Assert.Equal(
            [("contract.acknowledgement.at", DateOrder), ("contract.acknowledgement.method", Required),
                ("contract.acknowledgement.explainedBy", Required)],
            FaultsOf(Form with { Contract = Form.Contract! with { Acknowledgement = new("陈志远", "2026-03-03") } })); // Form has a contract
        // The sample has a contract.
        Assert.Empty(
            FaultsOf(OnlineForm with { Contract = OnlineForm.Contract! with { Acknowledgement = new("陈志远", "2026-03-01", "CLICK") } }));
    }

    // Form has a customer.
    private static OrderForm Customer(Func<CustomerForm, CustomerForm> change) => Form with { Customer = change(Form.Customer!) };

    private static OrderForm Criterion(int at, CriterionForm criterion) =>
        Form with { AcceptanceCriteria = Form.AcceptanceCriteria!.Value.SetItem(at, criterion) }; // Form has criteria

    private static ImmutableArray<Rejection> Faults(OrderForm form)
    {
        OrderFormReading.TryRead(form, Policy, Now, out _, out var faults);
        return faults;
    }

    private static IEnumerable<(string?, RejectionCode)> FaultsOf(OrderForm form) => Faults(form).Select(fault => (fault.Path, fault.Code));
}
