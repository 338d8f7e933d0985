using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Orders;

/// <summary>The order's rules with the company's policy of the moment at hand.</summary>
public sealed class OrderDecider(BlockedCustomers customers)
{
    /// <summary>Decides on a command.</summary>
    public Decided<OrderEvent, Rejection> Decide(
        Order order, OrderCommand command, Actor actor, DateTimeOffset now, DecisionLookups? lookups = null) =>
        OrderRules.Decide(order, command, actor, now, customers.Policy, lookups).ToDecided();

    /// <summary>The next actions of an order.</summary>
    public IEnumerable<NextAction> NextActions(Order order, Actor actor, DateTimeOffset now) =>
        OrderRules.NextActions(order, actor, now, customers.Policy);

    /// <summary>The year whose number an order gets (R2.2.2): that of its day in the company's time zone.</summary>
    public int YearOf(OrderForm? form, DateTimeOffset now) =>
        customers.Policy.DayOf(InstantText.TryParse(UnicodeText.Read(form?.SubmittedAt), out var submitted) ? submitted : now).Year;
}
