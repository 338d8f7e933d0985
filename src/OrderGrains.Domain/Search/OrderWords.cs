using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;

namespace OrderGrains.Domain.Search;

/// <summary>The searchable text of an order: its numbers, the customer, the service. Without the customer once its personal data were
/// erased.</summary>
public static class OrderWords
{
    /// <summary>The events that may change the words.</summary>
    public static ImmutableArray<Type> ChangedBy { get; } = [typeof(DraftCreated), typeof(DraftUpdated), typeof(OrderSubmitted),
        typeof(OrderResubmitted)];

    /// <summary>The searched text of an order, what may be long last, and of that the requirements first: they are searched
    /// whole.</summary>
    public static SearchedText Of(Order order) => SearchedText.Of(
    [
        order.Number, order.ExternalReference ?? order.Draft?.ExternalReference, order.Information?.Contract.Number
            ?? order.Draft?.Contract?.Number,
        .. Of(order.Customer), .. Of(order.Draft?.Customer), .. Of(order.Information?.Service), .. Of(order.Draft?.Service),
    ]);

    private static IEnumerable<string?> Of(CustomerInformation? customer) => customer is null
        ? [] : [customer.Name, customer.ContactPerson, customer.Phone, customer.Address.Province, customer.Address.City,
        customer.Address.Street];

    private static IEnumerable<string?> Of(CustomerForm? customer) => customer is null
        ? [] : [customer.Name, customer.ContactPerson, customer.Phone, customer.Address?.Province, customer.Address?.City,
        customer.Address?.Street];

    private static IEnumerable<string?> Of(ServiceDetail? service) =>
        service is null ? [] : [service.Requirements, .. service.Deliverables.Select(x => x.Name), .. service.Goals];

    private static IEnumerable<string?> Of(ServiceForm? service) =>
        service is null ? [] : [service.Requirements, .. service.Deliverables?.Select(x => x.Name) ?? [], .. service.Goals ?? []];
}
