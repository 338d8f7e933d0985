using OrderGrains.Domain.Content;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Orders;

/// <summary>Submissions from the API: drafts, whole orders and bulks of them (R2.1).</summary>
public sealed class OrderSubmission(OrderCommands orders) : IDisposable
{
    internal const int MaxItems = 1_000;
    private const int PacedItems = 512;

    // Enough to keep the journal's batches full, and far below what it refuses: items of bulks wait for their turn here, where waiting
    // costs nothing.
    private readonly SemaphoreSlim _pace = new(PacedItems);

    /// <summary>Submits a draft, or a whole order.</summary>
    public Task<OrderPayload> SubmitAsync(Actor actor, OrderSubmitInput input, CancellationToken cancellation) => input switch
    {
        { DraftId: null, Order: { } order } =>
            orders.SubmitAsync(actor, order, input.IdempotencyKey, input.DryRun ?? false, bulk: false, cancellation),
        { DraftId: { } draft, Order: null } => SubmitDraftAsync(actor, draft, input, cancellation),
        { DraftId: null } => Refused(new Rejection.Invalid(RejectionCode.Required, "order")),
        _ => Refused(new Rejection.Invalid(RejectionCode.Contradiction, "draftId", "draftId or order")),
    };

    /// <summary>Submits every item of a bulk. Items of one reference keep their order: the first that is accepted is the order.</summary>
    public async Task<OrderBulkPayload> SubmitAsync(Actor actor, OrderBulkSubmitInput input, CancellationToken cancellation)
    {
        if (input.Orders.Count is 0 or > MaxItems)
        {
            var code = input.Orders.Count == 0 ? RejectionCode.Required : RejectionCode.TooMany;
            return new OrderBulkPayload(CommandAnswer.Of(new Rejection.Invalid(code, "orders", "1..1000")));
        }
        var results = new Task<OrderPayload>[input.Orders.Count];
        Dictionary<(string, string), Task> earlier = new(results.Length);
        for (var i = 0; i < results.Length; i++)
        {
            var order = input.Orders[i];
            var identity = OrderFormReading.OnlineIdentity(order.Platform, order.ExternalReference);
            results[i] = identity is { } known && earlier.TryGetValue(known, out var before) ? AfterAsync(before, order) : Submit(order);
            if (identity is { } online)
                earlier[online] = results[i];
        }
        var answers = await Task.WhenAll(results);
        if (input.DryRun ?? false)
            OrderCommands.MeetEarlier(input.Orders, answers);
        return new OrderBulkPayload(answers);

        async Task<OrderPayload> Submit(OrderForm order)
        {
            await _pace.WaitAsync(cancellation);
            try
            {
                return await orders.SubmitAsync(actor, order, key: null, input.DryRun ?? false, bulk: true, cancellation);
            }
            finally
            {
                _pace.Release();
            }
        }

        async Task<OrderPayload> AfterAsync(Task before, OrderForm order)
        {
            await before;
            return await Submit(order);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pace.Dispose();

    private static Task<OrderPayload> Refused(Rejection reason) => Task.FromResult(new OrderPayload(CommandAnswer.Of(reason)));

    private Task<OrderPayload> SubmitDraftAsync(Actor actor, string draft, OrderSubmitInput input, CancellationToken cancellation)
    {
        var frame = new DraftFrame
        {
            OrderId = draft,
            IdempotencyKey = input.IdempotencyKey,
            ExpectedRevision = input.ExpectedRevision,
            DryRun = input.DryRun,
        };
        return orders.ExecuteAsync(actor, frame, new OrderSubmit((OrderForm?)null), cancellation);
    }

    // Submitting a draft is a command on an existing order like any other; its mutation takes a whole order as well, so its input cannot be
    // one.
    private sealed record DraftFrame : OrderCommandInput;
}
