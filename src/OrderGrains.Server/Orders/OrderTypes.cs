using System.Globalization;
using System.Text.Json;
using GraphQL;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Journal;
using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Orders;

/// <summary>The customer of an order, as contracted (R2.2.1). Once the personal data were erased, all but the id is null.</summary>
[Access(OrderAccess.SeesOrders)]
public sealed class OrderCustomer(CustomerId customer, CustomerInformation? information)
{
    /// <summary>The customer's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode("Customer", customer.Value);
    /// <summary>The account on the platform; null for a customer without one.</summary>
    public string? Account => information?.Account;
    /// <summary>The name.</summary>
    public string? Name => information?.Name;
    /// <summary>The contact person.</summary>
    public string? ContactPerson => information?.ContactPerson;
    /// <summary>The phone, E.164.</summary>
    public string? Phone => information?.Phone;
    /// <summary>The e-mail address.</summary>
    public string? Email => information?.Email;
    /// <summary>The address.</summary>
    public Address? Address => information?.Address;
    /// <summary>Whether the personal data were erased.</summary>
    public bool Erased => information is null;
}

/// <summary>The contract that the order is (R1.3).</summary>
[Access(OrderAccess.SeesOrders)]
public sealed class OrderContract(Contract contract, Acknowledgement? acknowledgement)
{
    /// <summary>The contract's number; numbers may repeat.</summary>
    public string Number => contract.Number;
    /// <summary>The day of signing.</summary>
    public DateOnly SignedAt => contract.SignedAt;
    /// <summary>Both sides' rights and obligations.</summary>
    public string RightsAndObligations => contract.RightsAndObligations;
    /// <summary>The version of the terms that was accepted online.</summary>
    public string? TermsVersion => contract.TermsVersion;
    /// <summary>Who acknowledged the acceptance criteria (R7.3.1); null where nobody did, and after erasure.</summary>
    public Acknowledgement? Acknowledgement => acknowledgement;
}

/// <summary>The review of an order (R2.3).</summary>
[Access(OrderAccess.SeesOrders)]
public sealed class OrderReview(Review review)
{
    /// <summary>The reviewer who decides; null while nobody claimed the review.</summary>
    [Access(OrderAccess.SeesEverything)]
    public string? ClaimedBy => review.ClaimedBy;
    /// <summary>Every finding so far.</summary>
    public IEnumerable<Finding> Findings => review.Findings;
    /// <summary>Every answer to a finding so far.</summary>
    public IEnumerable<FindingAnswer> Answers => review.Answers;
    /// <summary>The numbers of the findings that the next correction has to answer.</summary>
    public IEnumerable<int> OpenFindings => review.OpenFindings;
    /// <summary>When the review or the correction is due; null as long as no clock runs.</summary>
    public DateTimeOffset? DueAt => review.DueAt;
}

/// <summary>Something that happened to an order, in the form that timeline, subscriptions and exports share.</summary>
[Name("OrderEvent"), Access(OrderAccess.SeesEverything)]
public sealed class OrderEventEnvelope(RecordedEvent recorded, OrderEvent @event)
{
    /// <summary>The event's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode("OrderEvent", recorded.Stream.Value) + "." + recorded.Version;
    /// <summary>The event's place in the journal, opaque.</summary>
    public string Cursor => Place.Encode();
    /// <summary>The event's name, such as <c>order.submitted</c>.</summary>
    public string Type => recorded.Event.Type;
    /// <summary>When it was recorded.</summary>
    public DateTimeOffset OccurredAt => @event.At;
    /// <summary>Who did it: the subject of the token.</summary>
    public string Actor => @event.By;
    /// <summary>The order's global id.</summary>
    [ApiId] public string OrderId => GlobalId.Encode("Order", recorded.Stream.Value);
    /// <summary>The order's revision that the event made.</summary>
    public int OrderRevision => recorded.Version;
    /// <summary>The clause of the regulation that the event belongs to.</summary>
    public string? Clause => OrderEvents.ClauseOf(@event);
    /// <summary>What the event says; without the personal data once those were erased.</summary>
    public JsonElement Data => OrderEvents.Data(@event);

    internal const string Order = "revision";

    internal Cursor Place => new(Order, recorded.Version.ToString(CultureInfo.InvariantCulture), recorded.Stream.Value);

    /// <summary>The revision after which a page goes on.</summary>
    internal static int RevisionAt(Cursor? cursor) => int.TryParse(cursor?.Key, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
}
