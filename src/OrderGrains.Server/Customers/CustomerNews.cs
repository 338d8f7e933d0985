using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Statistics;
using OrderGrains.Journal;
using OrderGrains.Server.Records;

namespace OrderGrains.Server.Customers;

/// <summary>The effect of an event on the register of customers.</summary>
internal abstract record CustomerNews
{
    private const string UpdatedCustomer = "customer.updated";

    private CustomerNews() { }

    /// <summary>An order says who its customer is.</summary>
    /// <param name="Id">The order.</param>
    /// <param name="Customer">The identity that the order carries.</param>
    /// <param name="Platform">The order's platform.</param>
    /// <param name="Information">The customer's information; null once it was erased.</param>
    /// <param name="Acknowledgement">The acknowledgement of the acceptance criteria.</param>
    /// <param name="SubmittedAt">When the order was received, if this is its submission; null if it was submitted again.</param>
    public sealed record Order(
        Guid Id, Guid Customer, string? Platform, CustomerInformation? Information, Acknowledgement? Acknowledgement,
            DateTimeOffset? SubmittedAt) : CustomerNews;

    /// <summary>The staff has entered another name or phone of a customer.</summary>
    public sealed record Identified(Guid Customer, Guid Person) : CustomerNews;

    /// <summary>A customer was blocked.</summary>
    public sealed record Blocked(Guid Customer, DateTimeOffset Since) : CustomerNews;

    /// <summary>A customer was to be merged into another.</summary>
    public sealed record Merged(Guid Customer, Guid Other) : CustomerNews;

    /// <summary>Whether the event's personal data are needed to read it.</summary>
    public static bool NeedsKey(RecordedEvent recorded) =>
        recorded.Event.Type is SubmittedOrder.Name or ResubmittedOrder.Name or UpdatedCustomer;

    /// <summary>Reads an event; null if it is none of the register's business.</summary>
    /// <exception cref="InvalidOperationException">It is unknown to this version of the program.</exception>
    /// <exception cref="StreamUnreadableException">It was altered, or cannot be decoded.</exception>
    public static CustomerNews? Read(RecordedEvent recorded, EventNames names, IReadOnlyDictionary<Guid, PersonalKey> keys)
    {
        if (names.IsOrders(recorded.Event))
            return NeedsKey(recorded) ? Of(recorded, StoredOrder.Catalog.Read(recorded, keys)) : null;
        if (!names.KnowsAsCustomers(recorded.Event))
            return null;
        return CustomerAggregate.Events.Read(recorded, keys) switch
        {
            CustomerUpdated { Profile: { } profile } =>
                new Identified(recorded.Stream.Value, CustomerIdentity.OfNameAndPhone(profile.Name, profile.Phone).Value),
            CustomerBlocked blocked => new Blocked(recorded.Stream.Value, blocked.At),
            CustomerMerged merged => new Merged(recorded.Stream.Value, merged.Other.Value),
            _ => null,
        };
    }

    private static Order Of(RecordedEvent recorded, StoredOrder stored) => stored is SubmittedOrder submitted
        ? new(recorded.Stream.Value, stored.CustomerId.Value, submitted.Platform, stored.Customer, stored.Acknowledgement, stored.At)
        : new(recorded.Stream.Value, stored.CustomerId.Value, CountedChange.Read(recorded.Event.Facts)?.After?.Platform, stored.Customer,
        stored.Acknowledgement, null);
}

/// <summary>The part of an order's event that concerns its customer; reading skips the rest.</summary>
internal abstract record StoredOrder(DateTimeOffset At, CustomerId CustomerId, CustomerInformation? Customer,
    Acknowledgement? Acknowledgement)
{
    private const string Information = "customer", Signer = "acknowledgement";

    /// <summary>The events.</summary>
    public static EventCatalog<StoredOrder> Catalog { get; } = new(
        EventType.Create<StoredOrder, SubmittedOrder>(SubmittedOrder.Name, 1, StoredOrderJson.Default.SubmittedOrder, Information, Signer),
        EventType.Create<StoredOrder, ResubmittedOrder>(ResubmittedOrder.Name, 1, StoredOrderJson.Default.ResubmittedOrder, Information,
            Signer));
}

internal sealed record SubmittedOrder(DateTimeOffset At, CustomerId CustomerId, CustomerInformation? Customer,
    Acknowledgement? Acknowledgement, string? Platform = null)
    : StoredOrder(At, CustomerId, Customer, Acknowledgement)
{
    public const string Name = "order.submitted";
}

internal sealed record ResubmittedOrder(DateTimeOffset At, CustomerId CustomerId, CustomerInformation? Customer,
    Acknowledgement? Acknowledgement)
    : StoredOrder(At, CustomerId, Customer, Acknowledgement)
{
    public const string Name = "order.resubmitted";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SubmittedOrder)), JsonSerializable(typeof(ResubmittedOrder))]
internal sealed partial class StoredOrderJson : JsonSerializerContext;
