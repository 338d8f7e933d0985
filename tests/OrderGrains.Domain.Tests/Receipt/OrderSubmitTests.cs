using System.Collections.Frozen;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Receipt;

public sealed class OrderSubmitTests : OrderSpecification
{
    private static readonly OrderForm Incomplete = new() { ServiceType = "not decided yet" };

    [Fact]
    public void A_whole_order_of_sales_is_received_with_its_number()
    {
        var order = Given().When(Sales, new OrderSubmit(Form))
            .Happens(Histories.Submitted with { DueAt = Now.AddDays(1), DueUnit = TimeUnit.WorkingTime });
        Assert.Equal((OrderStatus.Received, "SO-2026-000001", Now), (order.Status, order.Number, order.CreatedAt));
    }

    [Fact]
    public void A_platform_s_order_is_received() => Given().When(WebShop, new OrderSubmit(OnlineForm))
        .Happens(Histories.SubmittedOnline with { DueAt = Now.AddDays(1), DueUnit = TimeUnit.WorkingTime });

    [Fact]
    public void A_draft_is_submitted_as_it_stands()
    {
        var order = Given(Histories.CustomersDraft)
            .When(Buyer, new OrderSubmit((OrderForm?)null), lookups: new() { Number = "SO-2026-000002" }).After;
        Assert.Equal((OrderStatus.Received, "SO-2026-000002", Buyer.CustomerId, null),
            (order.Status, order.Number, order.CustomerId, order.Draft));
    }

    [Fact]
    public void A_customer_submits_for_itself_under_any_account_in_the_form() =>
        Assert.Equal(
            Buyer.CustomerId,
            // Form has a customer.
            Given().When(Buyer, new OrderSubmit(Form with { Customer = Form.Customer! with { Account = "A2" } })).After.CustomerId);

    [Fact]
    public void All_faults_of_a_submission_are_reported_at_once() =>
        Given().When(Sales,
            new OrderSubmit(Form with { ServiceType = " ", Fee = new("-1", "CNY"), Term = new("2026-02-30", "2026-01-01") }))
            .Invalid(("serviceType", Required), ("term.from", NotADate), ("fee.amount", OutOfRange));

    [Fact]
    public void An_incomplete_draft_is_not_received() =>
        Assert.NotEmpty(Given(new DraftCreated(Sales.Subject, Now, null, Incomplete))
            .When(Sales, new OrderSubmit((OrderForm?)null)).Refusals);

    [Fact]
    public void A_missing_draft_is_not_submitted() => Given().When(Sales, new OrderSubmit((OrderForm?)null)).Refused(NotFound);

    [Fact]
    public void A_platform_submits_only_under_a_name_in_its_token()
    {
        Given().When(WebShop, new OrderSubmit(OnlineForm with { Platform = "app" })).Refused(NotAuthorised);
        Assert.NotEmpty(Given().When(WebShop with { Platforms = ["*"] }, new OrderSubmit(OnlineForm with { Platform = "app" })).Events);
        Given().When(WebShop, new OrderSubmit(Form)).Invalid(("platform", Required));
        Given().When(WebShop with { Platforms = [] }, new OrderSubmit(OnlineForm)).Refused(NotAuthorised);
    }

    [Fact]
    public void A_customer_does_not_speak_for_a_platform() => Given().When(Buyer, new OrderSubmit(OnlineForm)).Refused(NotAuthorised);

    [Fact]
    public void An_online_order_does_not_come_from_a_draft() =>
        Given(new DraftCreated(Sales.Subject, Now, null, OnlineForm)).When(Sales, new OrderSubmit((OrderForm?)null))
            .Invalid(("platform", Contradiction));

    [Fact]
    public void A_blocked_customer_s_order_is_refused()
    {
        var policy = Policy with { BlockedCustomers = new[] { CustomerId.OfAccount("web", "A1") }.ToFrozenSet() };
        Given().When(WebShop, new OrderSubmit(OnlineForm), policy).Refused(new Rejection.RuleBroken(RejectionCode.CustomerBlocked));
        Given().When(Buyer, new OrderSubmit(Form), policy).Refused(RejectionCode.CustomerBlocked);
        Given().When(OtherBuyer, new OrderSubmit(Form), policy)
            .Happens(Histories.Submitted with
            {
                By = OtherBuyer.Subject,
                CustomerId = OtherBuyer.CustomerId!.Value, // the sample has an id
                DueAt = Now.AddDays(1),
                DueUnit = TimeUnit.WorkingTime,
            });
    }

    [Fact]
    public void An_order_is_received_once() =>
        Given(Histories.Received).When(Sales, new OrderSubmit(Form)).Refused(StateConflict);

    [Fact]
    public void Only_sales_order_management_customers_and_platforms_submit() =>
        Given().When(Reviewer, new OrderSubmit(Form))
            .Refused(
                new Rejection.NotAuthorised(NotAuthorised, Roles.Sales | Roles.OrderManager | Roles.Customer | Roles.Platform, "R2.1"));
}
