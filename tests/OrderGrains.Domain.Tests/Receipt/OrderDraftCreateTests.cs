using OrderGrains.Domain.Content;
using OrderGrains.Domain.Receipt;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Receipt;

public sealed class OrderDraftCreateTests : OrderSpecification
{
    private static readonly OrderForm Incomplete = new() { ServiceType = "not decided yet" };

    [Fact]
    public void A_draft_may_be_incomplete() =>
        Given().When(Sales, new OrderDraftCreate(Incomplete)).Happens(new DraftCreated(Sales.Subject, Now, null, Incomplete));

    [Fact]
    public void A_customer_s_draft_is_its_own() =>
        Given().When(Buyer, new OrderDraftCreate(Incomplete)).Happens(new DraftCreated(Buyer.Subject, Now, Buyer.CustomerId, Incomplete));

    [Fact]
    public void A_draft_holds_no_text_that_may_not_be_stored() =>
        Given().When(Sales, new OrderDraftCreate(
            Form with { Customer = new(Name: new('x', 201), ContactPerson: "a\0"), ServiceType = new('t', 65), Priority = "?" }))
            .Invalid(("customer.name", TooLong), ("customer.contactPerson", InvalidCharacters), ("serviceType", TooLong));

    [Fact]
    public void A_customer_without_an_identity_drafts_nothing() =>
        Given().When(Buyer with { CustomerId = null }, new OrderDraftCreate(Form)).Refused(NotAuthorised);
}
