using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Orders;

/// <summary>The result of a command on an order.</summary>
[Access(OrderAccess.SeesOrders)]
public sealed class OrderPayload
{
    private readonly Refusal _refusal;

    internal OrderPayload(OrderNode order, bool replayed) => (Order, Replayed, _refusal) = (order, replayed, CommandAnswer.None);

    internal OrderPayload(Refusal refusal) => _refusal = refusal;

    /// <summary>The order as it is now (for a dry run: as it would be); null where the command was refused.</summary>
    public OrderNode? Order { get; }
    /// <summary>Whether the command had been carried out before, and this is its first result again.</summary>
    public bool Replayed { get; }

    /// <summary>Why the command was refused; empty where it was not.</summary>
    public IReadOnlyList<IUserError> Errors([InLanguage] Language language) => _refusal(language);
}

/// <summary>The result of a bulk.</summary>
[Access(OrderAccess.SeesOrders)]
public sealed class OrderBulkPayload
{
    private readonly Refusal _refusal;

    internal OrderBulkPayload(IReadOnlyList<OrderPayload> results) => (Results, _refusal) = (results, CommandAnswer.None);

    internal OrderBulkPayload(Refusal refusal) => (Results, _refusal) = ([], refusal);

    /// <summary>A result per item, in the items' order.</summary>
    public IReadOnlyList<OrderPayload> Results { get; }

    /// <summary>Why the bulk as a whole was refused; empty where it was not.</summary>
    public IReadOnlyList<IUserError> Errors([InLanguage] Language language) => _refusal(language);
}
