using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Orders;

/// <summary>Which orders an actor may know of, and that the others are answered like none.</summary>
public sealed class OrderScopeTests : OrderSpecification
{
    private static readonly Order[] Orders =
    [
        .. new[]
        {
            Histories.Draft, Histories.CustomersDraft, [.. Histories.Draft, new DraftDiscarded(Sales.Subject, Now)], Histories.Received,
            Histories.ReceivedOnline, Histories.CorrectionOnline,
            Histories.PlanReview, Histories.OnHold(Histories.Verified), Histories.Cancelled,
        }.Select(history => Histories.Fold(history)),
    ];

    // Every role alone; then customers and platforms without own orders among these, or without the claims that their tokens need.
    private static readonly Actor[] Actors =
    [
        .. Enum.GetValues<Roles>().Where(role => role != Roles.None).Select(role => new Actor("somebody", role)),
        OtherBuyer, Buyer, WebShop, WebShop with { Platforms = ["app"] }, Buyer with { Roles = Roles.Customer | Roles.Finance },
        WebShop with { Roles = Roles.Platform | Roles.Customer },
    ];

    [Fact]
    public void Another_platform_s_and_another_customer_s_orders_are_unknown()
    {
        var app = WebShop with { Platforms = ["app"] };
        Given(Histories.ReceivedOnline).When(app, new OrderCancellationRequest("no")).Refused(new Rejection.RuleBroken(NotFound));
        Given(Histories.ReceivedOnline).When(OtherBuyer, new OrderCancellationRequest("no")).Refused(new Rejection.RuleBroken(NotFound));
        Given().When(app, new OrderCancellationRequest("no")).Refused(new Rejection.RuleBroken(NotFound));
        Assert.NotEmpty(Given(Histories.ReceivedOnline).When(Buyer, new OrderCancellationRequest("no")).Events);
    }

    [Fact]
    public void An_order_is_visible_to_its_staff_its_platform_and_its_customer()
    {
        var (draft, online) = (Histories.Fold(Histories.CustomersDraft), Histories.Fold(Histories.ReceivedOnline));
        ImmutableArray<Actor> actors =
            [Sales, Manager, Reviewer, WebShop, Auditor, Buyer, OtherBuyer, WebShop with { Platforms = ["app"] }, new("root", Roles.Admin)];
        Assert.Equal([Sales, Manager, Auditor, Buyer], actors.Where(actor => OrderRules.IsVisible(draft, actor)));
        Assert.Equal([Sales, Manager, Reviewer, WebShop, Auditor, Buyer], actors.Where(actor => OrderRules.IsVisible(online, actor)));
        Assert.DoesNotContain(actors, actor => OrderRules.IsVisible(Order.None, actor));
    }

    [Fact]
    public void A_command_on_an_order_out_of_scope_is_refused_like_one_on_no_order()
    {
        var hidden = 0;
        foreach (var (actor, order, command) in from actor in Actors
                                                from order in Orders
                                                from command in Samples.Commands.Add(new OrderSubmit((OrderForm?)null))
                                                select (actor, order, command))
        {
            if (OrderScope.Of(actor).Includes(order) || Begins(command))
                continue;
            var unknown = OrderRules.AccessRefusal(Order.None, command, actor);
            Assert.NotNull(unknown);
            Assert.Equal(unknown, OrderRules.AccessRefusal(order, command, actor));
            Assert.Equal([unknown], Assert.IsType<Decision<OrderEvent>.Rejected>(Decide(order, command, actor, Now, Policy)).Reasons);
            hidden++;
        }
        Assert.True(hidden > 1_000, $"{hidden}");
    }

    [Fact]
    public void A_new_order_is_refused_for_its_platform_before_anything_else()
    {
        var refusal = new Rejection.NotAuthorised(RejectionCode.NotAuthorised, Roles.Platform | Roles.Sales | Roles.OrderManager, "R2.1.2");
        var command = new OrderSubmit(OnlineForm);

        Assert.All([Buyer, OtherBuyer, WebShop with { Platforms = ["app"] }], actor =>
            Assert.Equal(refusal, OrderRules.AccessRefusal(Order.None, command, actor)));
        Assert.All([Sales, Manager, WebShop, WebShop with { Platforms = ["*"] }], actor =>
            Assert.Null(OrderRules.AccessRefusal(Order.None, command, actor)));
    }

    [Fact]
    public void Only_sales_order_management_and_auditors_see_drafts_and_discarded_drafts()
    {
        Roles[] seeing = [Roles.Sales, Roles.OrderManager, Roles.Auditor];

        foreach (var status in new[] { OrderStatus.Draft, OrderStatus.Discarded })
            Assert.Equal(seeing, Enum.GetValues<Roles>().Where(role => OrderScope.Of(new("somebody", role)).Includes(status, null, null)));
    }

    [Fact]
    public void The_parts_of_a_scope_add_up()
    {
        var (own, others) = (Buyer.CustomerId, OtherBuyer.CustomerId);
        var agent = OrderScope.Of(new("agent", Roles.Customer | Roles.Platform, ["web"], own));
        var colleague = OrderScope.Of(new("colleague", Roles.Customer | Roles.Finance, CustomerId: own));

        Assert.Equal((true, true, false),
            (agent.Includes(OrderStatus.Received, "web", others), agent.Includes(OrderStatus.Draft, null, own),
                agent.Includes(OrderStatus.Received, "app", others)));
        Assert.Equal((true, true, false),
            (colleague.Includes(OrderStatus.Received, "app", others), colleague.Includes(OrderStatus.Draft, null, own),
                colleague.Includes(OrderStatus.Draft, null, others)));
    }

    private static bool Begins(OrderCommand command) => command is OrderDraftCreate or OrderSubmit { Order: not null };
}
