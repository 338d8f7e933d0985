using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Ordering;

// What crosses wire and disk: append only. Commands first, then events.

/// <summary>Commands of receipt, review, hold and cancellation (R2).</summary>
[GenerateSerializer, Immutable, Alias("og.ordering.command")]
public abstract record OrderingCommand : OrderCommand
{
    private OrderingCommand() { }

    /// <summary>Begins a draft, complete or not (R2.2).</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.create-draft")]
    public sealed record CreateDraft([property: Id(0)] OrderForm Form) : OrderingCommand;

    /// <summary>Replaces what the draft holds.</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.update-draft")]
    public sealed record UpdateDraft([property: Id(0)] OrderForm Form) : OrderingCommand;

    /// <summary>Gives the draft up.</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.discard-draft")]
    public sealed record DiscardDraft : OrderingCommand;

    /// <summary>Submits a whole order (<paramref name="Form"/>), or the draft as it stands (<paramref name="Form"/> null) (R2.1).</summary>
    /// <param name="Number">The order number that it gets if it is accepted (R2.2.2); given by the system, so not part of what the caller
    /// sent. Null in a dry run.</param>
    [GenerateSerializer, Immutable, Alias("og.ordering.submit")]
    public sealed record Submit([property: Id(0)] OrderForm? Form, [property: Id(1), JsonIgnore] string? Number) : OrderingCommand;

    /// <summary>Takes the review (R2.3).</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.claim-review")]
    public sealed record ClaimReview : OrderingCommand;

    /// <summary>Gives the review back (R2.3).</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.release-review")]
    public sealed record ReleaseReview : OrderingCommand;

    /// <summary>Returns the order with findings, each on a field (R2.3).</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.return-for-correction")]
    public sealed record ReturnForCorrection([property: Id(0)] ImmutableArray<FindingForm> Findings) : OrderingCommand;

    /// <summary>Submits the corrected order again, every finding answered (R2.3).</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.resubmit")]
    public sealed record Resubmit([property: Id(0)] OrderForm Form, [property: Id(1)] ImmutableArray<FindingAnswerForm> Answers) : OrderingCommand;

    /// <summary>Passes the review (R2.3).</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.verify")]
    public sealed record Verify([property: Id(0)] string? Note) : OrderingCommand;

    /// <summary>Refuses the order at the review (R2.3).</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.reject")]
    public sealed record Reject([property: Id(0)] string? Reason) : OrderingCommand;

    /// <summary>Puts the order on hold.</summary>
    /// <param name="Kind">What is waited for: AWAITING_CUSTOMER or INTERNAL.</param>
    /// <param name="ExpectedResume">The day on which it is expected to go on, ISO 8601.</param>
    [GenerateSerializer, Immutable, Alias("og.ordering.hold")]
    public sealed record PutOnHold([property: Id(0)] HoldKind Kind, [property: Id(1)] string? Reason, [property: Id(2)] string? ExpectedResume) : OrderingCommand;

    /// <summary>Ends the hold.</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.resume")]
    public sealed record Resume([property: Id(0)] string? Note) : OrderingCommand;

    /// <summary>Asks for the cancellation, which is then assessed.</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.request-cancellation")]
    public sealed record RequestCancellation([property: Id(0)] string? Reason) : OrderingCommand;

    /// <summary>Decides on the requested cancellation.</summary>
    [GenerateSerializer, Immutable, Alias("og.ordering.decide-cancellation")]
    public sealed record DecideCancellation([property: Id(0)] bool Approve, [property: Id(1)] string? Reason) : OrderingCommand;
}

/// <summary>What an order waits for while it is on hold.</summary>
[JsonConverter(typeof(EnumCodeJson<HoldKind>))]
public enum HoldKind
{
    /// <summary>Not on hold.</summary>
    None,
    /// <summary>The customer's answer or act.</summary>
    AwaitingCustomer,
    /// <summary>Something inside the company.</summary>
    Internal,
}

/// <summary>A reviewer's finding as entered: the field, and what is wrong with it (R2.3).</summary>
/// <param name="Path">The field, such as fee.amount.</param>
/// <param name="Message">What is wrong with it.</param>
[GenerateSerializer, Immutable, Alias("og.finding-form")]
public sealed record FindingForm([property: Id(0)] string? Path, [property: Id(1)] string? Message);

/// <summary>The answer to a finding as entered: who was asked, and what was verified (R2.3).</summary>
/// <param name="Finding">The number of the finding.</param>
/// <param name="AskedPerson">Who was asked.</param>
/// <param name="Verified">What was verified.</param>
[GenerateSerializer, Immutable, Alias("og.finding-answer-form")]
public sealed record FindingAnswerForm([property: Id(0)] int? Finding, [property: Id(1)] string? AskedPerson, [property: Id(2)] string? Verified);

/// <summary>A reviewer's finding (R2.3), numbered within the order from 1.</summary>
/// <param name="Number">Its number in the order, from 1.</param>
/// <param name="Path">The field, such as fee.amount.</param>
/// <param name="Message">What is wrong with it.</param>
[GenerateSerializer, Immutable, Alias("og.finding")]
public sealed record Finding([property: Id(0)] int Number, [property: Id(1)] string Path, [property: Id(2)] string Message);

/// <summary>The answer to a finding (R2.3).</summary>
/// <param name="Finding">The number of the finding.</param>
/// <param name="AskedPerson">Who was asked.</param>
/// <param name="Verified">What was verified.</param>
[GenerateSerializer, Immutable, Alias("og.finding-answer")]
public sealed record FindingAnswer([property: Id(0)] int Finding, [property: Id(1)] string AskedPerson, [property: Id(2)] string Verified);

/// <summary>Events of receipt, review, hold and cancellation (R2).</summary>
public abstract record OrderingEvent(string By, DateTimeOffset At) : OrderEvent(By, At);

/// <summary>A draft was begun (R2.2).</summary>
/// <param name="EnteredFor">The customer's id where a customer drafts for itself.</param>
public sealed record DraftCreated(string By, DateTimeOffset At, CustomerId? EnteredFor, [property: Personal] OrderForm? Form) : OrderingEvent(By, At);

/// <summary>The draft was changed.</summary>
public sealed record DraftUpdated(string By, DateTimeOffset At, [property: Personal] OrderForm? Form) : OrderingEvent(By, At);

/// <summary>The draft was given up.</summary>
public sealed record DraftDiscarded(string By, DateTimeOffset At) : OrderingEvent(By, At);

/// <summary>The order was received, by a platform or by sales (R2.1), and got its number.</summary>
public sealed record OrderSubmitted(string By, DateTimeOffset At) : OrderingEvent(By, At)
{
    /// <summary>The order's number (R2.2.2). Null in a dry run only, which records nothing.</summary>
    public required string? Number { get; init; }
    /// <summary>The platform, or null for the sales channel.</summary>
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
    /// <summary>Who acknowledged the acceptance criteria (R7.3.1); null where nobody did, and once it was erased.</summary>
    [Personal] public Acknowledgement? Acknowledgement { get; init; }
    /// <summary>The rest of the order's information.</summary>
    public required OrderInformation Information { get; init; }
    /// <summary>When the review is due; null as long as no clock runs.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>What the review's clock counts; null as long as no clock runs, and before that was recorded.</summary>
    public TimeUnit? DueUnit { get; init; }
}

/// <summary>A reviewer took the review (R2.3).</summary>
public sealed record ReviewClaimed(string By, DateTimeOffset At) : OrderingEvent(By, At);

/// <summary>The review was given back (R2.3).</summary>
public sealed record ReviewReleased(string By, DateTimeOffset At) : OrderingEvent(By, At);

/// <summary>The order was returned with findings (R2.3).</summary>
/// <param name="Findings">The findings.</param>
/// <param name="DueAt">When the correction is due; null where there is no limit.</param>
/// <param name="DueUnit">What the correction's clock counts; null where there is no limit, and before that was recorded.</param>
public sealed record ReturnedForCorrection(
    string By, DateTimeOffset At, ImmutableArray<Finding> Findings, DateTimeOffset? DueAt = null, TimeUnit? DueUnit = null) : OrderingEvent(By, At);

/// <summary>The corrected order was submitted again (R2.3).</summary>
public sealed record OrderResubmitted(string By, DateTimeOffset At) : OrderingEvent(By, At)
{
    /// <summary>The customer's id after the correction.</summary>
    public required CustomerId CustomerId { get; init; }
    /// <summary>Where the customer is.</summary>
    public required Region Region { get; init; }
    /// <summary>The customer's information after the correction; null once it was erased.</summary>
    [Personal] public CustomerInformation? Customer { get; init; }
    /// <summary>Who acknowledged the acceptance criteria; null where nobody did, and once it was erased.</summary>
    [Personal] public Acknowledgement? Acknowledgement { get; init; }
    /// <summary>The rest of the order's information after the correction.</summary>
    public required OrderInformation Information { get; init; }
    /// <summary>The answers to the findings; null once they were erased, since they name who was asked.</summary>
    [Personal] public ImmutableArray<FindingAnswer>? Answers { get; init; }
    /// <summary>When the review is due; null as long as no clock runs.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>What the review's clock counts; null as long as no clock runs, and before that was recorded.</summary>
    public TimeUnit? DueUnit { get; init; }
}

/// <summary>The review was passed (R2.3): content, term, fee and customer information are governed from here on (R6).</summary>
public sealed record OrderVerified(string By, DateTimeOffset At, string? Note) : OrderingEvent(By, At);

/// <summary>The order was refused at the review (R2.3).</summary>
public sealed record OrderRejected(string By, DateTimeOffset At, string Reason) : OrderingEvent(By, At);

/// <summary>The order was put on hold.</summary>
public sealed record OrderHeld(string By, DateTimeOffset At, HoldKind Kind, string Reason, DateOnly ExpectedResume) : OrderingEvent(By, At);

/// <summary>The hold ended.</summary>
/// <param name="Clocks">The clocks as the hold has moved them; null where none ran.</param>
public sealed record OrderResumed(string By, DateTimeOffset At, string? Note, ImmutableArray<MovedClock>? Clocks = null) : OrderingEvent(By, At);

/// <summary>The cancellation was asked for.</summary>
public sealed record CancellationRequested(string By, DateTimeOffset At, string Reason) : OrderingEvent(By, At);

/// <summary>The cancellation was refused; the order goes on.</summary>
public sealed record CancellationDeclined(string By, DateTimeOffset At, string Reason) : OrderingEvent(By, At);

/// <summary>The order was cancelled.</summary>
/// <param name="Assignment">The Assignment Form whose team gets its capacity back; null where there was none.</param>
public sealed record OrderCancelled(string By, DateTimeOffset At, string? Reason, AssignmentReference? Assignment = null) : OrderingEvent(By, At);

/// <summary>The stored events of receipt, review, hold and cancellation (R2), as the journal names them.</summary>
public static class OrderingCatalog
{
    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("order.draft-created", "R2.2", OrderingJson.Default.DraftCreated),
        EventContract.Of("order.draft-updated", "R2.2", OrderingJson.Default.DraftUpdated),
        EventContract.Of("order.draft-discarded", "R2.2", OrderingJson.Default.DraftDiscarded),
        EventContract.Of("order.submitted", "R2.1", OrderingJson.Default.OrderSubmitted),
        EventContract.Of("order.review-claimed", "R2.3", OrderingJson.Default.ReviewClaimed),
        EventContract.Of("order.review-released", "R2.3", OrderingJson.Default.ReviewReleased),
        EventContract.Of("order.returned-for-correction", "R2.3", OrderingJson.Default.ReturnedForCorrection),
        EventContract.Of("order.resubmitted", "R2.3", OrderingJson.Default.OrderResubmitted),
        EventContract.Of("order.verified", "R2.3", OrderingJson.Default.OrderVerified),
        EventContract.Of("order.rejected", "R2.3", OrderingJson.Default.OrderRejected),
        EventContract.Of("order.held", null, OrderingJson.Default.OrderHeld),
        EventContract.Of("order.resumed", null, OrderingJson.Default.OrderResumed),
        EventContract.Of("order.cancellation-requested", null, OrderingJson.Default.CancellationRequested),
        EventContract.Of("order.cancellation-declined", null, OrderingJson.Default.CancellationDeclined),
        EventContract.Of("order.cancelled", null, OrderingJson.Default.OrderCancelled),
    ];
}

/// <summary>How this slice's events (for the journal) and commands (for their fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DraftCreated)), JsonSerializable(typeof(DraftUpdated)), JsonSerializable(typeof(DraftDiscarded)), JsonSerializable(typeof(OrderSubmitted))]
[JsonSerializable(typeof(ReviewClaimed)), JsonSerializable(typeof(ReviewReleased)), JsonSerializable(typeof(ReturnedForCorrection)), JsonSerializable(typeof(OrderResubmitted))]
[JsonSerializable(typeof(OrderVerified)), JsonSerializable(typeof(OrderRejected)), JsonSerializable(typeof(OrderHeld)), JsonSerializable(typeof(OrderResumed))]
[JsonSerializable(typeof(CancellationRequested)), JsonSerializable(typeof(CancellationDeclined)), JsonSerializable(typeof(OrderCancelled))]
[JsonSerializable(typeof(OrderingCommand.CreateDraft)), JsonSerializable(typeof(OrderingCommand.UpdateDraft)), JsonSerializable(typeof(OrderingCommand.DiscardDraft))]
[JsonSerializable(typeof(OrderingCommand.Submit)), JsonSerializable(typeof(OrderingCommand.ClaimReview)), JsonSerializable(typeof(OrderingCommand.ReleaseReview))]
[JsonSerializable(typeof(OrderingCommand.ReturnForCorrection)), JsonSerializable(typeof(OrderingCommand.Resubmit)), JsonSerializable(typeof(OrderingCommand.Verify))]
[JsonSerializable(typeof(OrderingCommand.Reject)), JsonSerializable(typeof(OrderingCommand.PutOnHold)), JsonSerializable(typeof(OrderingCommand.Resume))]
[JsonSerializable(typeof(OrderingCommand.RequestCancellation)), JsonSerializable(typeof(OrderingCommand.DecideCancellation))]
[JsonSerializable(typeof(OrderForm))]
public sealed partial class OrderingJson : JsonSerializerContext;
