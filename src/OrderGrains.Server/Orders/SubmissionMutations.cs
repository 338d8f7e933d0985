using GraphQL;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Admission;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

/// <summary>Everything that can be done.</summary>
public sealed partial class Mutation
{
    /// <summary>Begins a draft, complete or not (R2.2).</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.Customer), Urgency(Urgency.Create)]
    public static Task<OrderPayload> OrderDraftCreate(
        [Caller] Actor actor, [FromServices] OrderCommands orders, OrderDraftCreateInput input, CancellationToken cancellation) =>
        orders.DraftAsync(actor, input, cancellation);

    /// <summary>Submits a draft or a whole order (R2.1). Resubmitting an online order in doubt is safe: its platform and reference are its
    /// key.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.Customer | Roles.Platform), Urgency(Urgency.Create)]
    public static Task<OrderPayload> OrderSubmit(
        [Caller] Actor actor, [FromServices] OrderSubmission submission, OrderSubmitInput input, CancellationToken cancellation) =>
        submission.SubmitAsync(actor, input, cancellation);

    /// <summary>Submits up to 1,000 orders (R2.1.2), each an item of its own: a bad one sinks nothing.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.Customer | Roles.Platform), LargeInput, Urgency(Urgency.Create)]
    public static Task<OrderBulkPayload> OrderBulkSubmit(
        [Caller] Actor actor, [FromServices] OrderSubmission submission, OrderBulkSubmitInput input, CancellationToken cancellation) =>
        submission.SubmitAsync(actor, input, cancellation);
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
