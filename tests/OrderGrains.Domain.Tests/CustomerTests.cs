using System.Collections.Immutable;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Customers.CustomerCommand;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class CustomerTests
{
    private static readonly Actor Finance = new("feng.finance", Roles.Finance);
    private static readonly Actor Leader = new("gao.leader", Roles.SeniorLeader);
    private static readonly Customer Blocked = CustomerRules.Evolve(Customer.None, new CustomerBlocked(Finance.Subject, Now, "does not pay"));

    [Fact]
    public void Order_management_or_finance_blocks_a_customer_with_a_reason()
    {
        Assert.Equal([new CustomerBlocked(Finance.Subject, Now, "does not pay")], Accepted(Customer.None, new BlockCustomer(" does not pay"), Finance));
        Assert.Single(Accepted(Customer.None, new BlockCustomer("x"), Manager));
        Assert.Equal(new Rejection.NotAuthorised(NotAuthorised, Roles.OrderManager | Roles.Finance), Refused(Customer.None, new BlockCustomer("x"), Sales));
        Assert.Equal((Required, "reason"), (Refused(Customer.None, new BlockCustomer(" "), Finance).Code, Refused(Customer.None, new BlockCustomer(" "), Finance).Path));
    }

    [Fact]
    public void A_senior_leader_lifts_the_block()
    {
        Assert.Equal([new CustomerUnblocked(Leader.Subject, Now, "paid")], Accepted(Blocked, new UnblockCustomer("paid"), Leader));
        Assert.Null(CustomerRules.Evolve(Blocked, new CustomerUnblocked(Leader.Subject, Now, "paid")).Block);
        Assert.Equal(NotAuthorised, Refused(Blocked, new UnblockCustomer("paid"), Finance).Code);
        Assert.Equal(InvalidCharacters, Refused(Blocked, new UnblockCustomer("pa\0id"), Leader).Code);
    }

    [Fact]
    public void A_block_is_neither_set_nor_lifted_twice()
    {
        Assert.Equal(("BLOCKED", "customerUnblock"), Conflict(Refused(Blocked, new BlockCustomer("x"), Finance)));
        Assert.Equal(("ACTIVE", "customerBlock"), Conflict(Refused(Customer.None, new UnblockCustomer("x"), Leader)));
    }

    [Fact]
    public void A_customer_with_an_account_is_known_by_platform_and_account()
    {
        var chen = Histories.SubmittedOnline.Customer!; // not erased
        Assert.Equal(CustomerId.OfAccount("web", "A1"), CustomerIdentity.Of("web", chen));
        Assert.Equal(CustomerIdentity.Of("web", chen), CustomerIdentity.Of("web", chen with { Name = "another name" }));
        Assert.NotEqual(CustomerIdentity.Of("web", chen), CustomerIdentity.Of("app", chen));
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
            submission {Orders.OrderId.OfSubmission("web", "W-1")}
            key {Orders.OrderId.OfKey("orderDraftCreate", "li.sales", "k1")}

            """);

    private static (string, string) Conflict(Rejection refusal) => refusal is Rejection.StateConflict c ? (c.Status, Assert.Single(c.Allowed)) : ("", "");

    private static ImmutableArray<CustomerEvent> Accepted(Customer customer, CustomerCommand command, Actor actor) =>
        Assert.IsType<Decision<CustomerEvent>.Accepted>(CustomerRules.Decide(customer, command, actor, Now)).Events;

    private static Rejection Refused(Customer customer, CustomerCommand command, Actor actor) =>
        Assert.Single(Assert.IsType<Decision<CustomerEvent>.Rejected>(CustomerRules.Decide(customer, command, actor, Now)).Reasons);
}
