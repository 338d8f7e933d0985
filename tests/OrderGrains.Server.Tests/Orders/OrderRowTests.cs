using System.Text.Json.Nodes;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Tests.Orders;

public sealed class OrderRowTests
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);
    private static readonly StreamId _stream = new(OrderId.OfSubmission("app", "A-1").Value);

    private static readonly Order _order = Order.None with
    {
        Status = OrderStatus.UnderReview,
        Number = "SO-2026-000001",
        Platform = "app",
        ExternalReference = "A-1",
        CreatedAt = _noon,
        UpdatedAt = _noon.AddMilliseconds(1),
        SubmittedAt = _noon.AddDays(-1),
        OrderDate = new(2026, 2, 28),
        CustomerId = CustomerId.OfAccount("app", "A100"),
        Region = new("CN", "上海市"),
        Customer = new("A100", "Harbour Light Ltd", "Ann Lee", "+442079460000", "ann@example.org", new("CN", "上海市", "上海", "1 Quay Road")),
        Acknowledgement = new("Ann Lee", new(2026, 2, 28), "ONLINE_TERMS", null),
        Information = new()
        {
            ServiceType = "IT_OPERATIONS",
            Term = new(new(2026, 4, 1), new(2027, 3, 31)),
            Fee = new(12_000.50m, "CNY"),
            PaymentMethod = "BANK_TRANSFER",
            Contract = new("C-1", new(2026, 1, 5), "As agreed.", "2026-01"),
            Service = new("Run the servers.", ["99.9 % available"], [new("Monthly report", "WRITTEN_REPORT")]),
            AcceptanceCriteria = [],
            Priority = Priority.Normal,
        },
        Review = ReviewState.None with { ClaimedBy = "reviewer" },
        Hold = new(HoldKind.AwaitingCustomer, "Ann Lee is away.", new(2026, 4, 1), "manager", _noon),
        Cancellation = new("Ann Lee asked for it.", "manager", _noon),
    };

    private static readonly Order _draft = Order.None with { Status = OrderStatus.Draft, CreatedAt = _noon, UpdatedAt = _noon };

    private static OrderRow Row(Order order) => (OrderRow)new OrderAggregate().Row(_stream, 3, order);

    [Fact]
    public void The_row_of_an_order_agrees_with_its_events()
    {
        Assert.Equal(OrderCard.Of(_order), Row(_order).ReadCard());
        Assert.Equal(OrderCard.Of(_draft), Row(_draft).ReadCard());
    }

    [Fact]
    public void The_card_stores_nothing_personal_and_nothing_that_a_column_holds() => Assert.Equal(
        ["externalReference", "submittedAt", "orderDate", "serviceType", "priority", "term", "fee", "paymentMethod", "hold",
            "cancellationAssessing"],
        JsonNode.Parse(Row(_order).Card)!.AsObject().Select(member => member.Key));

    [Fact]
    public void Erasure_leaves_a_row_as_it_is()
    {
        var erased = _order with { Customer = null, Acknowledgement = null, PersonalDataErased = true };

        Assert.Equal(Row(_order) with { Card = [] }, Row(erased) with { Card = [] });
        Assert.Equal(Row(_order).Card, Row(erased).Card);
    }
}
