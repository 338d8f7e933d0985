using System.Collections.Concurrent;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Orders;

/// <summary>Sends commands from the API to orders and puts what comes of them into payloads. One way for all commands: it knows none of
/// them.</summary>
public sealed class OrderCommands(IGrainFactory grains, OrderLookups lookups, OrderIntake intake, TimeProvider clock)
{
    private const int WaitingPerOrder = 50;
    private readonly ConcurrentDictionary<Guid, int> _waiting = new();

    /// <summary>Carries out a command on an existing order.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="input">The mutation's input, which names the order.</param>
    /// <param name="command">The command; its name in the API is part of its fingerprint.</param>
    /// <param name="cancellation">Ends the waiting for what is looked up.</param>
    public Task<OrderPayload> ExecuteAsync(Actor actor, OrderCommandInput input, OrderCommand command, CancellationToken cancellation) =>
        ExecuteAsync(input, async order =>
        {
            var (acting, found) = await lookups.ResolveAsync(actor, command, cancellation);
            return await CallAsync(order, input.ToCall(actor, OrderFingerprint.Of(command)), command, acting, found);
        });

    /// <summary>Carries out what takes more than a call of the order.</summary>
    /// <param name="input">The mutation's input, which names the order.</param>
    /// <param name="execute">The steps.</param>
    internal static async Task<OrderPayload> ExecuteAsync(
        OrderCommandInput input, Func<OrderId, Task<Outcome<Order, Rejection>>> execute) =>
        GlobalId.TryDecode(input.OrderId, "Order", out var id)
            ? await AnswerAsync(new OrderId(id), input.IdempotencyKey, () => execute(new OrderId(id)))
            : new OrderPayload(CommandAnswer.Of(new Rejection.RuleBroken(RejectionCode.NotFound, "orderId")));

    /// <summary>Calls an order.</summary>
    internal async Task<Outcome<Order, Rejection>> CallAsync(
        OrderId order, Call call, OrderCommand command, Actor actor, DecisionLookups? found = null)
    {
        try
        {
            Enter(order.Value);
            return await CommandAnswer.CallAsync(call, () => grains.GetGrain<IOrderGrain>(order.Value)
                .ExecuteAsync(call, command, actor, found));
        }
        finally
        {
            _waiting.AddOrUpdate(order.Value, 0, static (_, waiting) => waiting - 1);
            _waiting.TryRemove(KeyValuePair.Create(order.Value, 0));
        }
    }

    /// <summary>Submits a whole order. Its identity is the platform with its reference; without a platform the caller's key.</summary>
    public Task<OrderPayload> SubmitAsync(Actor actor, OrderForm form, string? key, bool dryRun, bool bulk, CancellationToken cancellation)
    {
        var id = OrderFormReading.OnlineId(form) ?? IdOfKey("orderSubmit", actor, key);
        var command = new OrderSubmit(form);
        var call = new Call(null, OrderFingerprint.Of(command), DryRun: dryRun,
            Bulk: bulk)
        { EarlierFingerprint = OrderFingerprint.EarlierOf(command) };
        return AnswerAsync(id, key, () => intake.SubmitAsync(id, form, actor, call, cancellation).AsTask());
    }

    /// <summary>Completes the dry run of a bulk. It recorded nothing, so no item met an earlier one of the same identity: here each
    /// does.</summary>
    /// <param name="forms">The items.</param>
    /// <param name="results">The answer to each item by itself.</param>
    public static void MeetEarlier(IReadOnlyList<OrderForm> forms, OrderPayload[] results)
    {
        Dictionary<OrderId, (byte[] Fingerprint, OrderPayload Result)> accepted = [];
        for (var i = 0; i < results.Length; i++)
        {
            if (OrderFormReading.OnlineId(forms[i]) is not { } id)
                continue;
            var fingerprint = OrderFingerprint.Of(new OrderSubmit(forms[i]));
            if (!accepted.TryGetValue(id, out var earlier))
            {
                if (results[i].Order is not null)
                    accepted.Add(id, (fingerprint, results[i]));
            }
            else if (earlier.Result.Order is { } order && fingerprint.AsSpan().SequenceEqual(earlier.Fingerprint))
                results[i] = new OrderPayload(order, replayed: true);
            else
                results[i] = new OrderPayload(language => UserErrors.From<Order>(new Outcome<Order, Rejection>.KeyConflict(), language));
        }
    }

    /// <summary>Begins a draft.</summary>
    public Task<OrderPayload> DraftAsync(Actor actor, OrderDraftCreateInput input, CancellationToken cancellation)
    {
        var id = IdOfKey("orderDraftCreate", actor, input.IdempotencyKey);
        var command = new OrderDraftCreate(input.Order);
        var call = new Call(null, OrderFingerprint.Of(command), DryRun: input.DryRun
            ?? false)
        { EarlierFingerprint = OrderFingerprint.EarlierOf(command) };
        return AnswerAsync(id, input.IdempotencyKey, () => intake.DraftAsync(id, input.Order, actor, call, cancellation).AsTask());
    }

    // Without a key every call is an intent of its own.
    private OrderId IdOfKey(string mutation, Actor actor, string? key) =>
        OrderId.OfKey(mutation, actor.Subject, key ?? "once:" + Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"));

    private void Enter(Guid order)
    {
        if (_waiting.AddOrUpdate(order, 1, static (_, waiting) => waiting + 1) > WaitingPerOrder)
            throw new JournalOverloadedException(TimeSpan.FromSeconds(1));
    }

    private static Task<OrderPayload> AnswerAsync(OrderId order, string? key, Func<Task<Outcome<Order, Rejection>>> execute) =>
        CommandAnswer.OfAsync(
        key,
        execute,
        done => new OrderPayload(new OrderNode(new StreamId(order.Value), done.State, done.Version), done.Replayed),
        refusal => new OrderPayload(refusal));
}
