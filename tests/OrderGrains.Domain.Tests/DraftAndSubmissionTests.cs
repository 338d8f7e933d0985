using System.Collections.Frozen;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Ordering.OrderingCommand;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class DraftAndSubmissionTests : OrderSpecification
{
    private static readonly OrderForm Incomplete = new() { ServiceType = "not decided yet" };

    [Fact]
    public void A_draft_may_be_incomplete() => Given().When(Sales, new CreateDraft(Incomplete)).Happens(new DraftCreated(Sales.Subject, Now, null, Incomplete));

    [Fact]
    public void A_customer_s_draft_is_its_own() =>
        Given().When(Buyer, new CreateDraft(Incomplete)).Happens(new DraftCreated(Buyer.Subject, Now, Buyer.CustomerId, Incomplete));

    [Fact]
    public void A_draft_holds_no_text_that_may_not_be_stored() =>
        Given().When(Sales, new CreateDraft(Form with { Customer = new(Name: new('x', 201), ContactPerson: "a\0"), ServiceType = new('t', 65), Priority = "?" }))
            .Invalid(("customer.name", TooLong), ("customer.contactPerson", InvalidCharacters), ("serviceType", TooLong));

    [Fact]
    public void A_draft_is_changed_and_given_up()
    {
        Given(Histories.Draft).When(Manager, new UpdateDraft(Incomplete)).Happens(new DraftUpdated(Manager.Subject, Now, Incomplete));
        Assert.Equal(OrderStatus.Discarded, Given(Histories.Draft).When(Sales, new DiscardDraft()).Happens(new DraftDiscarded(Sales.Subject, Now)).Status);
    }

    [Fact]
    public void Another_customer_s_draft_is_unknown()
    {
        Given(Histories.CustomersDraft).When(OtherBuyer, new UpdateDraft(Form)).Refused(new Rejection.RuleBroken(NotFound));
        Given(Histories.Draft).When(Buyer, new DiscardDraft()).Refused(NotFound);
        Given().When(Buyer, new DiscardDraft()).Refused(new Rejection.RuleBroken(NotFound));
    }

    [Fact]
    public void A_customer_without_an_identity_drafts_nothing() => Given().When(Buyer with { CustomerId = null }, new CreateDraft(Form)).Refused(NotAuthorised);

    [Fact]
    public void A_whole_order_of_sales_is_received_with_its_number()
    {
        var order = Given().When(Sales, new Submit(Form, "SO-2026-000001")).Happens(Histories.Submitted with { DueAt = Now.AddDays(1), DueUnit = TimeUnit.WorkingTime });
        Assert.Equal((OrderStatus.Received, "SO-2026-000001", Now), (order.Status, order.Number, order.CreatedAt));
    }

    [Fact]
    public void A_platform_s_order_is_received() => Given().When(WebShop, new Submit(OnlineForm, "SO-2026-000001"))
        .Happens(Histories.SubmittedOnline with { DueAt = Now.AddDays(1), DueUnit = TimeUnit.WorkingTime });

    [Fact]
    public void A_draft_is_submitted_as_it_stands()
    {
        var order = Given(Histories.CustomersDraft).When(Buyer, new Submit(null, "SO-2026-000002")).After;
        Assert.Equal((OrderStatus.Received, "SO-2026-000002", Buyer.CustomerId, null), (order.Status, order.Number, order.CustomerId, order.Draft));
    }

    [Fact]
    public void A_customer_submits_for_itself_whatever_account_the_form_names() =>
        Assert.Equal(
            Buyer.CustomerId,
            Given().When(Buyer, new Submit(Form with { Customer = Form.Customer! with { Account = "A2" } }, "n")).After.CustomerId); // Form has a customer

    [Fact]
    public void Every_fault_of_a_submission_is_named_at_once() =>
        Given().When(Sales, new Submit(Form with { ServiceType = " ", Fee = new("-1", "CNY"), Term = new("2026-02-30", "2026-01-01") }, "n"))
            .Invalid(("serviceType", Required), ("term.from", NotADate), ("fee.amount", OutOfRange));

    [Fact]
    public void An_incomplete_draft_is_not_received() =>
        Assert.NotEmpty(Given(new DraftCreated(Sales.Subject, Now, null, Incomplete)).When(Sales, new Submit(null, "n")).Refusals);

    [Fact]
    public void There_is_nothing_to_submit_where_there_is_no_draft() => Given().When(Sales, new Submit(null, "n")).Refused(NotFound);

    [Fact]
    public void A_platform_submits_only_under_a_name_in_its_token()
    {
        Given().When(WebShop, new Submit(OnlineForm with { Platform = "app" }, "n")).Refused(NotAuthorised);
        Assert.NotEmpty(Given().When(WebShop with { Platforms = ["*"] }, new Submit(OnlineForm with { Platform = "app" }, "n")).Events);
        Given().When(WebShop, new Submit(Form, "n")).Invalid(("platform", Required));
        Given().When(WebShop with { Platforms = [] }, new Submit(OnlineForm, "n")).Refused(NotAuthorised);
    }

    [Fact]
    public void A_customer_does_not_speak_for_a_platform() => Given().When(Buyer, new Submit(OnlineForm, "n")).Refused(NotAuthorised);

    [Fact]
    public void An_online_order_does_not_come_from_a_draft() =>
        Given(new DraftCreated(Sales.Subject, Now, null, OnlineForm)).When(Sales, new Submit(null, "n")).Invalid(("platform", Contradiction));

    [Fact]
    public void A_blocked_customer_s_order_is_refused()
    {
        var policy = Policy with { BlockedCustomers = new[] { CustomerId.OfAccount("web", "A1") }.ToFrozenSet() };
        Given().When(WebShop, new Submit(OnlineForm, "n"), policy).Refused(new Rejection.RuleBroken(RejectionCode.CustomerBlocked));
        Given().When(Buyer, new Submit(Form, "n"), policy).Refused(RejectionCode.CustomerBlocked);
        Given().When(OtherBuyer, new Submit(Form, "n"), policy)
            .Happens(Histories.Submitted with
            {
                By = OtherBuyer.Subject,
                Number = "n",
                CustomerId = OtherBuyer.CustomerId!.Value, // the sample has an id
                DueAt = Now.AddDays(1),
                DueUnit = TimeUnit.WorkingTime,
            });
    }

    [Fact]
    public void An_order_is_received_once() =>
        Given(Histories.Received).When(Sales, new Submit(Form, "n")).Refused(StateConflict);

    [Fact]
    public void Only_those_who_take_orders_submit() =>
        Given().When(Reviewer, new Submit(Form, "n"))
            .Refused(new Rejection.NotAuthorised(NotAuthorised, Roles.Sales | Roles.OrderManager | Roles.Customer | Roles.Platform, "R2.1"));
}
