using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;

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
    /// <summary>The acknowledgement of the acceptance criteria (R7.3.1).</summary>
    [Id(11)] public Acknowledgement? Acknowledgement { get; init; }
    /// <summary>The order's information; null for a draft.</summary>
    [Id(12)] public OrderInformation? Information { get; init; }
    /// <summary>The form of a draft; null after the submission.</summary>
    [Id(13)] public OrderForm? Draft { get; init; }
    /// <summary>Whether the personal data were erased.</summary>
    [Id(14)] public bool PersonalDataErased { get; init; }
    /// <summary>Everybody who entered or corrected it, each with the first step of doing so: none of them may review it (R2.3).</summary>
    [Id(15)] public ImmutableArray<Entry> Entries { get; init; } = [];
    /// <summary>The review (R2.3).</summary>
    [Id(16)] public ReviewState Review { get; init; } = ReviewState.None;
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

    /// <summary>The entries once somebody has entered or corrected it, each person once with the first step.</summary>
    internal ImmutableArray<Entry> EntriesWith(string by, string step) =>
        Entries.Any(entry => entry.By == by) ? Entries : Entries.Add(new(by, step));

    /// <summary>When a task is due; null as long as no clock runs for it, or it stands still.</summary>
    public DateTimeOffset? DueAt(TaskKind task) => Hold is null ? Clocks.Of(task)?.DueAt : null;
}

/// <summary>That somebody entered or corrected an order.</summary>
/// <param name="By">The actor: the subject of the token.</param>
/// <param name="Step">The first step of doing so, as a command's name.</param>
[GenerateSerializer, Immutable, Alias("og.entry")]
public readonly record struct Entry([property: Id(0)] string By, [property: Id(1)] string Step);
