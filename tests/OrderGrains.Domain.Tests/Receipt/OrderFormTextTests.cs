using OrderGrains.Domain.Content;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Receipt;

public sealed class OrderFormTextTests
{
    [Theory]
    [InlineData("\u3164"), InlineData("\u115F\u1160"), InlineData("\uFFA0"), InlineData("\u2800\u2800"), InlineData("\u0301")]
    [InlineData("\u034F"), InlineData("\uFE0F")]
    [InlineData("\U000E0020\U000E0041"), InlineData("\U0001D173"), InlineData("\U000E0100"), InlineData("\u200D \u2060\u00AD")]
    [InlineData("\u20DD"), InlineData("\U0001D159")]
    public void An_invisible_name_is_missing(string name) => Assert.Equal([("customer.name", Required)], FaultsOf(Named(name)));

    [Theory]
    [InlineData("𠮷"), InlineData("한"), InlineData("🚀"), InlineData("علي‌رضا"), InlineData("葛\U000E0100")]
    public void A_name_of_any_script_can_be_seen(string name) => Assert.Equal(name, Histories.Read(Named(name)).Customer.Name);

    [Theory]
    [InlineData("a\uFFFEb"), InlineData("\uFDD0"), InlineData("a\U0001FFFF"), InlineData("a\u2028b")]
    public void A_name_has_only_valid_characters(string name) =>
        Assert.Equal([("customer.name", InvalidCharacters)], FaultsOf(Named(name)));

    [Theory]
    [InlineData("A\u200B-1"), InlineData("A-1\u200B"), InlineData("\uFEFFA-1"), InlineData("A\u00AD-1"), InlineData("A-1\u200F")]
    [InlineData("A\u3164-1"), InlineData("A-\U000E0031")]
    [InlineData("A\u00A01"), InlineData("A\u2003-1")]
    public void A_reference_that_looks_like_another_is_refused(string reference) =>
        Assert.Equal([("externalReference", InvalidCharacters)], FaultsOf(OnlineForm with { ExternalReference = reference }));

    [Fact]
    public void Texts_are_read_in_their_normal_form()
    {
        var customer = OnlineForm.Customer! with { Name = "Bu\u0308cher \u0110a\u0306\u0323ng" }; // the sample has one
        var order = Histories.Read(OnlineForm with { Customer = customer, ExternalReference = "Re\u0301f-1" });

        Assert.Equal(("B\u00FCcher \u0110\u1EB7ng", "R\u00E9f-1"), (order.Customer.Name, order.ExternalReference));
        Assert.Equal(OrderFormReading.OnlineId(OnlineForm with { ExternalReference = "R\u00E9f-1" }),
            OrderFormReading.OnlineId(OnlineForm with { ExternalReference = "Re\u0301f-1" }));
    }

    private static OrderForm Named(string name) => Form with { Customer = Form.Customer! with { Name = name } }; // Form has a customer

    private static IEnumerable<(string?, RejectionCode)> FaultsOf(OrderForm form)
    {
        OrderFormReading.TryRead(form, Policy, Now, out _, out var faults);
        return faults.Select(fault => (fault.Path, fault.Code));
    }
}
