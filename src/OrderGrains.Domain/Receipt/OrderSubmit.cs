using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Receipt;

/// <summary>Submits a draft or a whole order (R2.1). Submitting an online order again in doubt is safe: its platform and reference are its
/// key.</summary>
/// <param name="Order">The whole order; null for the draft as it stands.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.submit")]
public sealed record OrderSubmit([property: Id(0), JsonPropertyName("form")] OrderForm? Order) : OrderCommand
{
    private const Roles Staff = Roles.Sales | Roles.OrderManager;
    private static readonly Rejection.NotAuthorised NotThePlatforms = new(NotAuthorised, Roles.Platform | Staff, "R2.1.2");

    internal static OrderStep Step { get; } = OrderStep.For(
        ReceiptJson.Default.OrderSubmit, Decide, ReceiptSlice.Drafters | Roles.Platform, [OrderStatus.None, OrderStatus.Draft],
        canonical: command => command.Order is { } form ? command with { Order = OrderFormSpelling.Of(form) } : command,
        earlierCanonical: command => command.Order is { } form ? command with { Order = OrderFormSpelling.EarlierOf(form) } : command) with
    {
        Clause = "R2.1",
        Access = AccessRefusal,
        WithoutInput = new OrderSubmit((OrderForm?)null),
        Events =
        [
            OrderEventType.Of("order.submitted", "R2.1", ReceiptJson.Default.OrderSubmitted, Apply) with
            {
                Notices = [Notice.ToRoles(NotificationKind.OrderReceived, Roles.OrderManager | Roles.OrderReviewer)],
            },
        ],
    };

    // Decided before the order is looked up: an online order's identity is its platform and reference, so an actor that may not submit
    // for the platform must not learn which references are taken.
    private static Rejection? AccessRefusal(Order order, OrderCommand command, Actor actor) => command switch
    {
        OrderSubmit { Order: { } form } =>
            UnicodeText.Read(form.Platform) is { } platform && !MaySubmitFor(platform, actor) ? NotThePlatforms : null,
        _ => order.Status == OrderStatus.None ? new Rejection.RuleBroken(NotFound) : null,
    };

    private static Decision<OrderEvent> Decide(Order order, OrderSubmit command, DecisionContext context)
    {
        var (actor, now, policy, lookups) = context;
        var form = command.Order ?? OrderForms.Of(order);
        var platform = UnicodeText.Read(form.Platform);
        if (platform is not null && !MaySubmitFor(platform, actor))
            return Refuse(NotThePlatforms);
        var fields = new FieldReader();
        if (platform is null && !actor.IsAny(Staff | Roles.Customer))
            fields.Fault(Required, "platform", "R2.1.2");
        // An online order's identity is its platform and reference, a draft's is not: submitted from a draft it could come twice.
        if (platform is not null && order.Status == OrderStatus.Draft)
            fields.Fault(Contradiction, "platform", "R2.1.2", "not from a draft");
        if (OrderFormReading.Read(form, policy, now, fields) is not { } complete)
            return Refuse(fields.Faults);
        var customerId = order.CustomerId ?? (ReceiptSlice.ActsAsCustomer(actor)
            ? actor.CustomerId : null) ?? CustomerIdentity.Of(complete.Platform, complete.Customer);
        if (IsBlocked(customerId, complete.Customer, policy))
            return Refuse(new Rejection.RuleBroken(RejectionCode.CustomerBlocked));
        return Accept(new OrderSubmitted(context.By, now)
        {
            Number = lookups.Number,
            Platform = complete.Platform,
            ExternalReference = complete.ExternalReference,
            OrderDate = complete.OrderDate,
            SubmittedAt = complete.SubmittedAt,
            CustomerId = customerId,
            Region = complete.Region,
            Customer = complete.Customer,
            Acknowledgement = complete.Acknowledgement,
            Information = complete.Information,
            DueAt = policy.Deadlines.DueAt(TaskKind.Review, complete.Information, now),
            DueUnit = policy.Deadlines.UnitOf(TaskKind.Review, complete.Information),
        });
    }

    private static Order Apply(Order order, OrderSubmitted e) => order with
    {
        Status = OrderStatus.Received,
        Number = e.Number,
        Platform = e.Platform,
        ExternalReference = e.ExternalReference,
        SubmittedAt = e.SubmittedAt,
        OrderDate = e.OrderDate,
        CustomerId = e.CustomerId,
        Region = e.Region,
        Customer = e.Customer,
        Acknowledgement = e.Acknowledgement,
        Information = e.Information,
        Draft = null,
        PersonalDataErased = e.Customer is null,
        Entries = order.EntriesWith(e.By, Step.Command),
        Review = ReviewState.None,
        Clocks = order.Clocks.Start(TaskKind.Review, e.At, e.DueAt, e.DueUnit),
    };

    // The staff submits for every platform, and each platform for itself (R2.1.2).
    private static bool MaySubmitFor(string platform, Actor actor) => actor.IsAny(Staff) || OrderScope.Of(actor).Reaches(platform);

    // A blocked company does not get around its block by another account: the name and phone that the order gives count as well.
    private static bool IsBlocked(CustomerId customer, CustomerInformation information, OrderPolicy policy) =>
        policy.BlockedCustomers.Count > 0
        && (policy.BlockedCustomers.Contains(customer)
        || policy.BlockedCustomers.Contains(CustomerIdentity.OfNameAndPhone(information.Name, information.Phone)));
}

/// <summary>The order was received, by a platform or by sales (R2.1), and got its number.</summary>
public sealed record OrderSubmitted(string By, DateTimeOffset At) : OrderEvent(By, At)
{
    /// <summary>The order's number (R2.2.2); null only in a dry run, which records nothing.</summary>
    public required string? Number { get; init; }
    /// <summary>The platform; null for the sales channel.</summary>
    public string? Platform { get; init; }
    /// <summary>The platform's own number of the order.</summary>
    public string? ExternalReference { get; init; }
    /// <summary>The day of the order in the company's time zone (R2.2.2).</summary>
    public required DateOnly OrderDate { get; init; }
    /// <summary>When the customer submitted it.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }
    /// <summary>The customer's id.</summary>
    public required CustomerId CustomerId { get; init; }
    /// <summary>Where the customer is.</summary>
    public required Region Region { get; init; }
    /// <summary>The customer's information as contracted (R2.2.1); null once it was erased.</summary>
    [Personal] public CustomerInformation? Customer { get; init; }
    /// <summary>The acknowledgement of the acceptance criteria (R7.3.1); null where nobody did, and once it was erased.</summary>
    [Personal] public Acknowledgement? Acknowledgement { get; init; }
    /// <summary>The rest of the order's information.</summary>
    public required OrderInformation Information { get; init; }
    /// <summary>When the review is due; null as long as no clock runs.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>The unit of the review's clock; null while no clock runs, and in older events.</summary>
    public TimeUnit? DueUnit { get; init; }
}
