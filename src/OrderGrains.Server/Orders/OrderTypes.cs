using System.Globalization;
using System.Text.Json;
using GraphQL;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

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
    /// <summary>The acknowledgement of the acceptance criteria (R7.3.1); null where nobody did, and after erasure.</summary>
    public Acknowledgement? Acknowledgement => acknowledgement;
}

/// <summary>The review of an order (R2.3).</summary>
[Access(OrderAccess.SeesOrders)]
public sealed class OrderReview(ReviewState review, DateTimeOffset? dueAt)
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
    /// <summary>When the review or the correction is due; null as long as no clock runs, or it stands still while the order is on
    /// hold.</summary>
    public DateTimeOffset? DueAt => dueAt;
}

/// <summary>A command that the order's status allows next.</summary>
[Name("NextAction"), Access(OrderAccess.SeesOrders)]
public sealed class OrderAction(NextAction action)
{
    /// <summary>The name of its mutation.</summary>
    public string Command => action.Command;
    /// <summary>Whether the viewer may do it now; its input is still to be checked.</summary>
    public bool Allowed => action.Allowed;
    /// <summary>The roles of which one is needed.</summary>
    public Roles Roles => action.Roles;
    /// <summary>Until when it is to be done; null where no clock runs and no day was agreed.</summary>
    public DateTimeOffset? DueAt => action.DueAt;
    /// <summary>The obstacles in the viewer's way; empty exactly where it is allowed.</summary>
    public IEnumerable<OrderBlocker> Blockers => action.Blockers.Select(blocker => new OrderBlocker(blocker));

    /// <summary>The label of its button, in the language of the request.</summary>
    public string Label([InLanguage] Language language) => Texts.OfCommand(action.Command, language);
}

/// <summary>Something in the way of a next action.</summary>
[Name("Blocker"), Access(OrderAccess.SeesOrders)]
public sealed class OrderBlocker(Blocker blocker)
{
    /// <summary>The code of the refusal that the command would get.</summary>
    public RejectionCode Code => blocker.Code;
    /// <summary>The field that is missing or wrong; null where it is not about a field.</summary>
    public string? Path => blocker.Path;
    /// <summary>The clause of the regulation; null where it rests on none.</summary>
    public string? Clause => blocker.Clause;

    /// <summary>The reason, in the language of the request.</summary>
    public string Message([InLanguage] Language language) => Texts.OfRefusal(blocker.Code, language);
}

/// <summary>Something that happened to an order, in the form that timeline, subscriptions and exports share.</summary>
/// <param name="recorded">The event as the journal holds it.</param>
/// <param name="event">The event.</param>
/// <param name="cursor">Where its reader is with it; null: its place in the order's timeline.</param>
[Name("OrderEvent"), Access(OrderAccess.SeesOrders)]
public sealed class OrderEventEnvelope(RecordedEvent recorded, OrderEvent @event, string? cursor = null) : INode, IResumable
{
    /// <summary>The event's global id.</summary>
    [ApiId]
    public string Id => string.Create(CultureInfo.InvariantCulture,
        $"{GlobalId.Encode(GlobalType, recorded.Stream.Value)}.{recorded.Version}");
    /// <summary>Where the reading has come to with the event, opaque: good for <c>after</c> of the same field.</summary>
    public string Cursor => cursor ?? Place.Encode();
    /// <summary>The event's name, such as <c>order.submitted</c>.</summary>
    public string Type => recorded.Event.Type;
    /// <summary>When it was recorded.</summary>
    public DateTimeOffset OccurredAt => @event.At;
    /// <summary>The actor: the subject of the token; null for customers and platforms.</summary>
    public string? Actor([Caller] Actor viewer) => viewer.IsAny(OrderAccess.SeesEverything) ? @event.By : null;
    /// <summary>The order's global id.</summary>
    [ApiId] public string OrderId => GlobalId.Encode("Order", recorded.Stream.Value);
    /// <summary>The order's revision that the event made.</summary>
    public int OrderRevision => recorded.Version;
    /// <summary>The clause of the regulation that the event belongs to.</summary>
    public string? Clause => EventView.ClauseOf(@event);
    /// <summary>The content of the event, without the personal data once those were erased; null for customers and platforms, who read the
    /// order itself.</summary>
    public JsonElement? Data([Caller] Actor viewer) => viewer.IsAny(OrderAccess.SeesEverything) ? EventView.Data(@event) : null;

    internal const string Order = "revision";
    private const string GlobalType = "OrderEvent";

    /// <summary>Reads an event's global id: the order and the revision that the event made; null where it is none.</summary>
    internal static (Guid Order, int Revision)? Of(string id) =>
        id.LastIndexOf('.') is > 0 and var dot && GlobalId.TryDecode(id[..dot], GlobalType, out var order)
        && int.TryParse(id.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && revision > 0
            ? (order, revision) : null;

    internal Cursor Place => new(Order, recorded.Version.ToString(CultureInfo.InvariantCulture), recorded.Stream.Value);

    /// <summary>The revision after which a page goes on.</summary>
    internal static int RevisionAt(Cursor? cursor) =>
        int.TryParse(cursor?.Key, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
}
