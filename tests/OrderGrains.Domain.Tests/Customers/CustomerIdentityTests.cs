using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerIdentityTests : CustomerSpecification
{
    [Theory]
    [InlineData("B\u00FCcher", "Bu\u0308cher"), InlineData("한국", "\u1112\u1161\u11AB\u1100\u116E\u11A8"), InlineData("ガス", "カ\u3099ス")]
    [InlineData("\u7387土", "\uF9DB土")]
    [InlineData("Ann Lee", "Ann\u2060 \u200BLee\U000E0041"), InlineData("ANN（1）", "ａｎｎ(１)"), InlineData("葛城", "葛\U000E0100城")]
    public void A_customer_is_recognised_in_any_spelling_that_looks_the_same(string name, string other) =>
        Assert.Equal(CustomerIdentity.OfNameAndPhone(name, "+442079460000"), CustomerIdentity.OfNameAndPhone(other, "+442079460000"));

    // Stores hold these identities since before texts were normalised.
    [Theory]
    [InlineData("北京中盛物业管理有限公司", "fe784296865be88a2b62d1073d4f6673"), InlineData("Société Générale", "0271781a0e6ae08b898e7d742639757d")]
    [InlineData("ｶﾞｽ①", "c376f8e95caa469e38842ef8f1e7e303")]
    [InlineData(" ＡＢＣ　ltd.（１） ", "d247494ecef0dbe1a9195023f19a2637")]
    public void A_customer_keeps_the_identity_that_it_has(string name, string identity) =>
        Assert.Equal(identity, CustomerIdentity.OfNameAndPhone(name, "+8614464740895").ToString());

    [Fact]
    public void A_customer_with_an_account_is_known_by_platform_and_account()
    {
        Assert.Equal(Account, CustomerIdentity.Of("web", Chen));
        Assert.Equal(CustomerIdentity.Of("web", Chen), CustomerIdentity.Of("web", Chen with { Name = "another name" }));
        Assert.NotEqual(CustomerIdentity.Of("web", Chen), CustomerIdentity.Of("app", Chen));
    }

    [Theory]
    [InlineData("ABC Ltd. (1)", "+86 138-0013-8000"), InlineData("  abc   ltd. (1) ", "+8613800138000")]
    [InlineData("ＡＢＣ\u3000Ｌｔｄ． （１）", "+86 138 0013 8000"), InlineData("Abc\u200B\tLTD. (1)", "+86-13800138000")]
    public void A_customer_without_an_account_is_known_by_name_and_phone_in_any_spelling(string name, string phone) =>
        Assert.Equal(
            CustomerId.OfNameAndPhone("ABC LTD. (1)", "8613800138000"),
            CustomerIdentity.Of(null, new CustomerInformation(null, name, "c", phone, null, new("CN", "p", "c", "s"))));

    [Fact]
    public void Ids_do_not_change_between_versions() =>
        Approved.Matches("ids.approved.txt", $"""
            account {CustomerId.OfAccount("web", "A1")}
            name and phone {CustomerIdentity.Of(null, Histories.Submitted.Customer! with { Account = null }) /* not erased */}
            submission {OrderId.OfSubmission("web", "W-1")}
            key {OrderId.OfKey("orderDraftCreate", "li.sales", "k1")}

            """);
}
