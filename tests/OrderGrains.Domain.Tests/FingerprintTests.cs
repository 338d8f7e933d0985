using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using static OrderGrains.Domain.Ordering.OrderingCommand;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class FingerprintTests
{
    [Fact]
    public void A_fingerprint_is_32_bytes_and_does_not_change_between_versions() =>
        Approved.Matches("fingerprints.approved.txt", string.Concat(Commands.Select(c => $"{OrderSteps.Of(c).Command} {Convert.ToHexString(OrderFingerprint.Of(c))}\n")));

    [Theory]
    [InlineData("12000.50"), InlineData("12000.500"), InlineData("012000.5")]
    public void Other_spellings_of_an_amount_are_the_same_command(string amount)
    {
        var form = Form with { Fee = new(amount, "CNY") };
        Assert.Equal(OrderFingerprint.Of(Form), OrderFingerprint.Of(form));
        Assert.Equal(OrderFingerprint.Of(new CreateDraft(Form)), OrderFingerprint.Of(new CreateDraft(form)));
        Assert.Equal(OrderFingerprint.Of(new Resubmit(Form, Answers)), OrderFingerprint.Of(new Resubmit(form, Answers)));
    }

    [Fact]
    public void Another_content_is_another_command()
    {
        Assert.NotEqual(OrderFingerprint.Of(Form), OrderFingerprint.Of(Form with { Fee = new("12000.51", "CNY") }));
        Assert.NotEqual(OrderFingerprint.Of(Form), OrderFingerprint.Of(Form with { Priority = null }));
        Assert.NotEqual(OrderFingerprint.Of(new Verify("a")), OrderFingerprint.Of(new Verify("b")));
    }

    [Fact]
    public void Another_command_with_the_same_content_is_another_command()
    {
        Assert.NotEqual(OrderFingerprint.Of(new CreateDraft(Form)), OrderFingerprint.Of(new UpdateDraft(Form)));
        Assert.NotEqual(OrderFingerprint.Of(new ClaimReview()), OrderFingerprint.Of(new ReleaseReview()));
        Assert.NotEqual(CustomerRules.Fingerprint(new CustomerCommand.BlockCustomer("r")), CustomerRules.Fingerprint(new CustomerCommand.UnblockCustomer("r")));
    }

    [Fact]
    public void The_number_that_the_system_adds_is_not_part_of_a_submission() =>
        Assert.Equal(OrderFingerprint.Of(Form), OrderFingerprint.Of(new Submit(Form, "SO-2026-000009")));

    [Fact]
    public void A_fingerprint_does_not_depend_on_what_was_computed_before()
    {
        var first = OrderFingerprint.Of(Form);
        OrderFingerprint.Of(Form with { Service = new(new string('长', 100_000)) });
        Assert.Equal(first, OrderFingerprint.Of(Form));
    }
}
