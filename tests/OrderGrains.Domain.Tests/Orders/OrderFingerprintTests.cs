using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Orders;

public sealed class OrderFingerprintTests
{
    public static TheoryData<string> Slices => OrderSlices.Names;

    [Theory, MemberData(nameof(Slices))]
    public void A_fingerprint_is_32_bytes_and_does_not_change_between_versions(string slice) => Approved.Matches(
        $"Fingerprints/{slice}.txt",
        string.Concat(OrderSlices.CommandsOf(slice)
            .Select(c => $"{OrderSteps.Of(c).Command} {Convert.ToHexString(OrderFingerprint.Of(c))}\n")));

    [Theory]
    [InlineData("12000.50"), InlineData("12000.500"), InlineData("012000.5")]
    public void Other_spellings_of_an_amount_have_the_same_fingerprint(string amount)
    {
        var form = Form with { Fee = new(amount, "CNY") };
        Assert.Equal(Of(Form), Of(form));
        Assert.Equal(OrderFingerprint.Of(new OrderDraftCreate(Form)), OrderFingerprint.Of(new OrderDraftCreate(form)));
        Assert.Equal(OrderFingerprint.Of(new OrderResubmit(Form, Answers)), OrderFingerprint.Of(new OrderResubmit(form, Answers)));
    }

    [Fact]
    public void Forms_that_are_read_alike_have_the_same_fingerprint()
    {
        // The sample has both.
        var (form, customer, service) = (OnlineForm with { Priority = "NORMAL" }, OnlineForm.Customer!, OnlineForm.Service!);
        OrderForm[] spellings =
        [
            form with { Priority = null }, form with { Priority = " " },
            form with { ExternalReference = form.ExternalReference + "\u00A0 " }, form with { Platform = " web" },
            form with { SubmittedAt = "2026-03-02T00:30:00.000+08:00" },
            form with { Customer = customer with { Phone = " +8614464740895" } },
            form with { Customer = customer with { Account = " " + customer.Account, Email = customer.Email + " ",
                Name = customer.Name + "\u3000" } },
            form with { Contract = form.Contract! with { Acknowledgement = new(" ") } },
            form with { Fee = form.Fee! with { Amount = " " + form.Fee.Amount + "0" } },
            form with { Service = service with { Requirements = service.Requirements + "\r\n" } },
            form with { Service = service with { Goals = [.. service.Goals!.Value.Select(x => x + " ")] } },
            form with { AcceptanceCriteria = [.. form.AcceptanceCriteria!.Value.Select(x => x with { Category = x.Category + " " })] },
        ];
        foreach (var other in spellings)
        {
            Assert.Equal(Histories.Read(form).Information.Fee, Histories.Read(other).Information.Fee);
            Assert.Equal(Of(form), Of(other));
            Assert.Equal(OrderFingerprint.Of(new OrderDraftUpdate(form)), OrderFingerprint.Of(new OrderDraftUpdate(other)));
        }
        Assert.Equal(Of(form with { SubmittedAt = null }), Of(form with { SubmittedAt = "" }));
        Assert.Equal(Of(form with { ExternalReference = "R\u00E9f" }), Of(form with { ExternalReference = "Re\u0301f" }));
    }

    // Stores hold them: a command that an earlier version accepted is still answered as repeated.
    [Fact]
    public void The_fingerprints_of_an_earlier_version_are_known()
    {
        var known = File.ReadAllLines(Path.Combine(Approved.Folder, "fingerprints.earlier.approved.txt"));
        Assert.Equal(known, Commands.Select(c =>
            $"{OrderSteps.Of(c).Command} {Convert.ToHexString(OrderFingerprint.EarlierOf(c)?.Invoke() ?? OrderFingerprint.Of(c))}")
            .Where(line =>
                known.Any(one => one.StartsWith(line[..(line.IndexOf(' ', StringComparison.Ordinal) + 1)], StringComparison.Ordinal))));
    }

    [Fact]
    public void A_different_content_has_a_different_fingerprint()
    {
        Assert.NotEqual(Of(Form), Of(Form with { Fee = new("12000.51", "CNY") }));
        Assert.NotEqual(Of(Form), Of(Form with { Priority = null }));
        Assert.NotEqual(OrderFingerprint.Of(new OrderVerify("a")), OrderFingerprint.Of(new OrderVerify("b")));
    }

    [Fact]
    public void Different_commands_with_the_same_content_have_different_fingerprints()
    {
        Assert.NotEqual(OrderFingerprint.Of(new OrderDraftCreate(Form)), OrderFingerprint.Of(new OrderDraftUpdate(Form)));
        Assert.NotEqual(OrderFingerprint.Of(new OrderReviewClaim()), OrderFingerprint.Of(new OrderReviewRelease()));
        Assert.NotEqual(CustomerSteps.Table.FingerprintOf(new CustomerBlock("r")),
            CustomerSteps.Table.FingerprintOf(new CustomerUnblock("r")));
    }

    [Fact]
    public void A_fingerprint_does_not_depend_on_earlier_computations()
    {
        var first = Of(Form);
        Of(Form with { Service = new(new string('长', 100_000)) });
        Assert.Equal(first, Of(Form));
    }

    private static byte[] Of(OrderForm form) => OrderFingerprint.Of(new OrderSubmit(form));
}
