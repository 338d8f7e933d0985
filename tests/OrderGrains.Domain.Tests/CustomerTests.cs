using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class CustomerTests : CustomerSpecification
{
    [Fact]
    public void Order_management_or_finance_blocks_a_customer_with_a_reason()
    {
        Given().When(Finance, new CustomerBlock(" does not pay")).Happens(DoesNotPay);
        Assert.Equal(CustomerStatus.Blocked, Given(Recorded).When(Manager, new CustomerBlock("x")).After.Status);
        Assert.Equal(new Rejection.NotAuthorised(NotAuthorised, Roles.OrderManager | Roles.Finance), Given().When(Sales, new CustomerBlock("x")).Refused(NotAuthorised));
        Given().When(Finance, new CustomerBlock(" ")).Invalid(("reason", Required));
    }

    [Fact]
    public void A_senior_leader_lifts_the_block()
    {
        var free = Given(Recorded, DoesNotPay).When(Leader, new CustomerUnblock("paid")).Happens(new CustomerUnblocked(Leader.Subject, Now, "paid"));
        Assert.Equal((null, CustomerStatus.Active), (free.Block, free.Status));
        Given(DoesNotPay).When(Finance, new CustomerUnblock("paid")).Refused(NotAuthorised);
        Given(DoesNotPay).When(Leader, new CustomerUnblock("pa\0id")).Refused(InvalidCharacters);
    }

    [Fact]
    public void A_block_is_neither_set_nor_lifted_twice()
    {
        Assert.Equal(("BLOCKED", "customerUpdate customerMerge customerClaimConfirm customerClaimDecline customerUnblock"), Conflict(Given(DoesNotPay).When(Finance, new CustomerBlock("x"))));
        Assert.Equal(("ACTIVE", "customerUpdate customerMerge customerClaimConfirm customerClaimDecline customerBlock"), Conflict(Given(Recorded).When(Leader, new CustomerUnblock("x"))));
        Assert.Equal(("MERGED", ""), Conflict(Given(Recorded, Gone).When(Finance, new CustomerBlock("x"))));
    }

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
    public void Without_an_account_name_and_phone_tell_who_it_is_however_they_are_written(string name, string phone) =>
        Assert.Equal(
            CustomerId.OfNameAndPhone("ABC LTD. (1)", "8613800138000"),
            CustomerIdentity.Of(null, new CustomerInformation(null, name, "c", phone, null, new("CN", "p", "c", "s"))));

    [Fact]
    public void Ids_do_not_change_between_versions() =>
        Approved.Matches("ids.approved.txt", $"""
            account {CustomerId.OfAccount("web", "A1")}
            name and phone {CustomerIdentity.Of(null, Histories.Submitted.Customer! with { Account = null }) /* not erased */}
            submission {Shared.OrderId.OfSubmission("web", "W-1")}
            key {Shared.OrderId.OfKey("orderDraftCreate", "li.sales", "k1")}

            """);

    private static (string Status, string Allowed) Conflict(ThenCustomer then) =>
        then.Refused(StateConflict) is Rejection.StateConflict c ? (c.Status, string.Join(' ', c.Allowed)) : ("", "");
}
