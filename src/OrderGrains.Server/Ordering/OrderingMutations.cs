using GraphQL;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Admission;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Ordering;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

/// <summary>Everything that can be done.</summary>
public sealed partial class Mutation
{
    /// <summary>Begins a draft, complete or not (R2.2).</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.Customer), Urgency(Urgency.Create), Label("Begin a draft", "新建草稿")]
    public static Task<OrderPayload> OrderDraftCreate(
        [Caller] Actor actor, [FromServices] OrderCommands orders, OrderDraftCreateInput input, CancellationToken cancellation) =>
        orders.DraftAsync(actor, input, cancellation);

    /// <summary>Replaces what a draft holds (R2.2).</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.Customer), Label("Change the draft", "修改草稿")]
    public static Task<OrderPayload> OrderDraftUpdate([Caller] Actor actor, [FromServices] OrderCommands orders, OrderDraftUpdateInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.UpdateDraft(input.Order));

    /// <summary>Gives a draft up (R2.2).</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.Customer), Label("Discard the draft", "作废草稿")]
    public static Task<OrderPayload> OrderDraftDiscard([Caller] Actor actor, [FromServices] OrderCommands orders, OrderDraftDiscardInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.DiscardDraft());

    /// <summary>Submits a draft or a whole order (R2.1). Resubmitting an online order in doubt is safe: its platform and reference are its key.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.Customer | Roles.Platform), Urgency(Urgency.Create), Label("Submit", "提交订单")]
    public static Task<OrderPayload> OrderSubmit(
        [Caller] Actor actor, [FromServices] OrderSubmission submission, OrderSubmitInput input, CancellationToken cancellation) =>
        submission.SubmitAsync(actor, input, cancellation);

    /// <summary>Submits up to 1,000 orders (R2.1.2), each an item of its own: a bad one sinks nothing.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.Customer | Roles.Platform), LargeInput, Urgency(Urgency.Create), Label("Submit many", "批量提交订单")]
    public static Task<OrderBulkPayload> OrderBulkSubmit(
        [Caller] Actor actor, [FromServices] OrderSubmission submission, OrderBulkSubmitInput input, CancellationToken cancellation) =>
        submission.SubmitAsync(actor, input, cancellation);

    /// <summary>Takes the review of an order (R2.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Take the review", "领取审核")]
    public static Task<OrderPayload> OrderReviewClaim([Caller] Actor actor, [FromServices] OrderCommands orders, OrderReviewClaimInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.ClaimReview());

    /// <summary>Gives the review of an order back (R2.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Give the review back", "退回审核任务")]
    public static Task<OrderPayload> OrderReviewRelease([Caller] Actor actor, [FromServices] OrderCommands orders, OrderReviewReleaseInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.ReleaseReview());

    /// <summary>Returns an order with findings, each on a field (R2.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Return for correction", "退回更正")]
    public static Task<OrderPayload> OrderReviewReturn([Caller] Actor actor, [FromServices] OrderCommands orders, OrderReviewReturnInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.ReturnForCorrection([.. input.Findings]));

    /// <summary>Submits a corrected order again, every finding answered (R2.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Submit again, corrected", "更正后重新提交")]
    public static Task<OrderPayload> OrderResubmit([Caller] Actor actor, [FromServices] OrderCommands orders, OrderResubmitInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.Resubmit(input.Order, [.. input.Answers]));

    /// <summary>Passes the review of an order (R2.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Pass the review", "审核通过")]
    public static Task<OrderPayload> OrderVerify([Caller] Actor actor, [FromServices] OrderCommands orders, OrderVerifyInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.Verify(input.Note));

    /// <summary>Refuses an order at the review (R2.3).</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Urgency(Urgency.Finish), Label("Reject", "审核不通过")]
    public static Task<OrderPayload> OrderReject([Caller] Actor actor, [FromServices] OrderCommands orders, OrderRejectInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.Reject(input.Reason));

    /// <summary>Puts an order on hold; forward steps wait, clocks pause.</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Put on hold", "暂停订单")]
    public static Task<OrderPayload> OrderHold([Caller] Actor actor, [FromServices] OrderCommands orders, OrderHoldInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.PutOnHold(input.Kind, input.Reason, input.ExpectedResume));

    /// <summary>Ends the hold of an order.</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Resume", "恢复订单")]
    public static Task<OrderPayload> OrderResume([Caller] Actor actor, [FromServices] OrderCommands orders, OrderResumeInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.Resume(input.Note));

    /// <summary>Asks for the cancellation of an order, which is then assessed.</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Label("Ask for cancellation", "申请取消订单")]
    public static Task<OrderPayload> OrderCancellationRequest([Caller] Actor actor, [FromServices] OrderCommands orders, OrderCancellationRequestInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.RequestCancellation(input.Reason));

    /// <summary>Decides on the requested cancellation of an order.</summary>
    /// <param name="input">The command.</param>
    [Access(OrderAccess.SeesOrders), Urgency(Urgency.Finish), Label("Decide on the cancellation", "审批取消申请")]
    public static Task<OrderPayload> OrderCancellationDecide([Caller] Actor actor, [FromServices] OrderCommands orders, OrderCancellationDecideInput input) =>
        orders.ExecuteAsync(actor, input, new OrderingCommand.DecideCancellation(input.Approve, input.Reason));
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
    /// <summary>The orders. Each is an item of its own: a bad one sinks nothing.</summary>
    [MaxItems(OrderSubmission.MaxItems, ByRule = true)] public required IReadOnlyList<OrderForm> Orders { get; init; }
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
    [MaxItems(OrderingRules.MaxFindings, ByRule = true)] public required IReadOnlyList<FindingForm> Findings { get; init; }
}

/// <summary>Input of orderResubmit.</summary>
public sealed record OrderResubmitInput : OrderCommandInput
{
    /// <summary>The corrected order, whole.</summary>
    public required OrderForm Order { get; init; }
    /// <summary>An answer to every open finding: who was asked, and what was verified (R2.3).</summary>
    [MaxItems(OrderingRules.MaxFindings, ByRule = true)] public required IReadOnlyList<FindingAnswerForm> Answers { get; init; }
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
