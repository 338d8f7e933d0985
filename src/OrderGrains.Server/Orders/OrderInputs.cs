using OrderGrains.Domain.Ordering;
using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Orders;

/// <summary>What every command on an existing order takes.</summary>
public abstract record OrderCommandInput : CommandInput
{
    /// <summary>The order's id.</summary>
    [ApiId] public required string OrderId { get; init; }
}

/// <summary>Input of orderDraftCreate.</summary>
public sealed record OrderDraftCreateInput
{
    /// <summary>The order, complete or not.</summary>
    public required OrderForm Order { get; init; }
    /// <summary>One key per intent: the same key with the same content answers the first draft again.</summary>
    public string? IdempotencyKey { get; init; }
    /// <summary>Decide and answer, write nothing.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>Input of orderDraftUpdate.</summary>
public sealed record OrderDraftUpdateInput : OrderCommandInput
{
    /// <summary>What the draft holds from now on.</summary>
    public required OrderForm Order { get; init; }
}

/// <summary>Input of orderDraftDiscard.</summary>
public sealed record OrderDraftDiscardInput : OrderCommandInput;

/// <summary>Input of orderSubmit: a draft by its id, or a whole order.</summary>
public sealed record OrderSubmitInput
{
    /// <summary>The draft to submit as it stands.</summary>
    [ApiId] public string? DraftId { get; init; }
    /// <summary>The whole order.</summary>
    public OrderForm? Order { get; init; }
    /// <summary>One key per intent. An online submission needs none: its platform and reference are its key.</summary>
    public string? IdempotencyKey { get; init; }
    /// <summary>The draft's revision that the caller has seen.</summary>
    public int? ExpectedRevision { get; init; }
    /// <summary>Decide and answer, write nothing.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>Input of orderBulkSubmit.</summary>
public sealed record OrderBulkSubmitInput
{
    /// <summary>The orders, at most 1,000. Each is an item of its own: a bad one sinks nothing.</summary>
    public required IReadOnlyList<OrderForm> Orders { get; init; }
    /// <summary>Decide and answer, write nothing.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>Input of orderReviewClaim.</summary>
public sealed record OrderReviewClaimInput : OrderCommandInput;

/// <summary>Input of orderReviewRelease.</summary>
public sealed record OrderReviewReleaseInput : OrderCommandInput;

/// <summary>Input of orderReviewReturn.</summary>
public sealed record OrderReviewReturnInput : OrderCommandInput
{
    /// <summary>The findings, each on a field (R2.3).</summary>
    public required IReadOnlyList<FindingForm> Findings { get; init; }
}

/// <summary>Input of orderResubmit.</summary>
public sealed record OrderResubmitInput : OrderCommandInput
{
    /// <summary>The corrected order, whole.</summary>
    public required OrderForm Order { get; init; }
    /// <summary>An answer to every open finding: who was asked, and what was verified (R2.3).</summary>
    public required IReadOnlyList<FindingAnswerForm> Answers { get; init; }
}

/// <summary>Input of orderVerify.</summary>
public sealed record OrderVerifyInput : OrderCommandInput
{
    /// <summary>A note of the reviewer.</summary>
    public string? Note { get; init; }
}

/// <summary>Input of orderReject.</summary>
public sealed record OrderRejectInput : OrderCommandInput
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Input of orderHold.</summary>
public sealed record OrderHoldInput : OrderCommandInput
{
    /// <summary>What is waited for.</summary>
    public required HoldKind Kind { get; init; }
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
    /// <summary>The day on which the order is expected to go on, ISO 8601.</summary>
    public string? ExpectedResume { get; init; }
}

/// <summary>Input of orderResume.</summary>
public sealed record OrderResumeInput : OrderCommandInput
{
    /// <summary>A note.</summary>
    public string? Note { get; init; }
}

/// <summary>Input of orderCancellationRequest.</summary>
public sealed record OrderCancellationRequestInput : OrderCommandInput
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Input of orderCancellationDecide.</summary>
public sealed record OrderCancellationDecideInput : OrderCommandInput
{
    /// <summary>Whether the order is cancelled.</summary>
    public required bool Approve { get; init; }
    /// <summary>Why; needed to decline.</summary>
    public string? Reason { get; init; }
}
