using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Planning;

namespace OrderGrains.Domain.Orders;

/// <summary>An order: the fold of its events. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("og.order")]
public sealed record Order
{
    /// <summary>No order yet.</summary>
    public static readonly Order None = new();

    /// <summary>Where it stands.</summary>
    [Id(0)] public OrderStatus Status { get; init; }
    /// <summary>Its number (R2.2.2); null for a draft.</summary>
    [Id(1)] public string? Number { get; init; }
    /// <summary>The platform that it came from; null for the sales channel and for drafts without one.</summary>
    [Id(2)] public string? Platform { get; init; }
    /// <summary>The platform's own number of it.</summary>
    [Id(3)] public string? ExternalReference { get; init; }
    /// <summary>When its record began.</summary>
    [Id(4)] public DateTimeOffset CreatedAt { get; init; }
    /// <summary>When its record last changed.</summary>
    [Id(5)] public DateTimeOffset UpdatedAt { get; init; }
    /// <summary>When the customer submitted it; null for a draft.</summary>
    [Id(6)] public DateTimeOffset? SubmittedAt { get; init; }
    /// <summary>The order's day in the company's time zone; null for a draft.</summary>
    [Id(7)] public DateOnly? OrderDate { get; init; }
    /// <summary>The customer's id; null for a draft of the staff.</summary>
    [Id(8)] public CustomerId? CustomerId { get; init; }
    /// <summary>Where the customer is; null for a draft.</summary>
    [Id(9)] public Region? Region { get; init; }
    /// <summary>The customer's information as contracted; null for a draft and after erasure.</summary>
    [Id(10)] public CustomerInformation? Customer { get; init; }
    /// <summary>Who acknowledged the acceptance criteria (R7.3.1).</summary>
    [Id(11)] public Acknowledgement? Acknowledgement { get; init; }
    /// <summary>The order's information; null for a draft.</summary>
    [Id(12)] public OrderInformation? Information { get; init; }
    /// <summary>What a draft holds; null once it was submitted.</summary>
    [Id(13)] public OrderForm? Draft { get; init; }
    /// <summary>Whether the personal data were erased.</summary>
    [Id(14)] public bool PersonalDataErased { get; init; }
    /// <summary>Everybody who entered or corrected it, each with the first step of doing so: none of them may review it (R2.3).</summary>
    [Id(15)] public ImmutableArray<Entry> Entries { get; init; } = [];
    /// <summary>The review (R2.3).</summary>
    [Id(16)] public Review Review { get; init; } = Review.None;
    /// <summary>The hold; null while it is not on hold.</summary>
    [Id(17)] public Hold? Hold { get; init; }
    /// <summary>The cancellation being assessed; null otherwise.</summary>
    [Id(18)] public CancellationRequest? Cancellation { get; init; }
    /// <summary>Why it ended as it did: the reason of its rejection or cancellation.</summary>
    [Id(19)] public string? EndReason { get; init; }
    /// <summary>The clocks that run: until when its tasks are to be done. While the order is on hold they stand still.</summary>
    [Id(20)] public ImmutableArray<Clock> Clocks { get; init; } = [];
    /// <summary>The assignment to a project team (R3).</summary>
    [Id(21)] public OrderAssignment Assignment { get; init; } = OrderAssignment.None;
    /// <summary>The project team (R4.1).</summary>
    [Id(22)] public Roster Roster { get; init; } = Roster.None;
    /// <summary>The kick-off meeting; null before it was held (R4.2).</summary>
    [Id(23)] public KickoffMeeting? Kickoff { get; init; }
    /// <summary>The project plan; null before one was submitted (R4.3).</summary>
    [Id(24)] public ProjectPlan? Plan { get; init; }

    /// <summary>When a task is due; null as long as no clock runs for it, or it stands still.</summary>
    public DateTimeOffset? DueAt(TaskKind task) => Hold is null ? Clocks.Of(task)?.DueAt : null;
}

/// <summary>That somebody entered or corrected an order.</summary>
/// <param name="By">Who did: the subject of the actor's token.</param>
/// <param name="Step">The first step of doing so, as a command's name.</param>
[GenerateSerializer, Immutable, Alias("og.entry")]
public readonly record struct Entry([property: Id(0)] string By, [property: Id(1)] string Step);

/// <summary>The review of an order (R2.3).</summary>
/// <param name="ClaimedBy">The reviewer who decides; null while nobody claimed it.</param>
/// <param name="Findings">Every finding so far, numbered from 1.</param>
/// <param name="Answers">Every answer so far.</param>
/// <param name="OpenFindings">The numbers of the findings that the next correction has to answer.</param>
[GenerateSerializer, Immutable, Alias("og.review")]
public sealed record Review(
    [property: Id(0)] string? ClaimedBy, [property: Id(1)] ImmutableArray<Finding> Findings, [property: Id(2)] ImmutableArray<FindingAnswer> Answers,
    [property: Id(3)] ImmutableArray<int> OpenFindings)
{
    /// <summary>Not reviewed yet.</summary>
    public static readonly Review None = new(null, [], [], []);
}

/// <summary>A hold: forward steps wait, clocks pause.</summary>
/// <param name="Kind">What is waited for.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedResume">The day on which the order is expected to go on.</param>
/// <param name="By">Who put it on hold: the subject of the token.</param>
/// <param name="Since">Since when.</param>
[GenerateSerializer, Immutable, Alias("og.hold")]
public sealed record Hold(
    [property: Id(0)] HoldKind Kind, [property: Id(1)] string Reason, [property: Id(2)] DateOnly ExpectedResume, [property: Id(3)] string By, [property: Id(4)] DateTimeOffset Since);

/// <summary>A cancellation that is being assessed.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who asked: the subject of the token.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("og.cancellation-request")]
public sealed record CancellationRequest([property: Id(0)] string Reason, [property: Id(1)] string By, [property: Id(2)] DateTimeOffset At);
