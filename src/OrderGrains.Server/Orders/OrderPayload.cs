using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Orders;

/// <summary>What came of a command on an order.</summary>
/// <param name="Order">The order as it is now (for a dry run: as it would be); null where the command was refused.</param>
/// <param name="Errors">Why the command was refused; empty where it was not.</param>
/// <param name="Replayed">Whether the command had been carried out before, and this is its first result again.</param>
[Access(OrderAccess.SeesOrders)]
public sealed record OrderPayload(OrderNode? Order, IReadOnlyList<IUserError> Errors, bool Replayed)
{
    internal static OrderPayload Refused(Rejection reason) => new(null, UserErrors.From([reason]), false);
}

/// <summary>What came of a bulk.</summary>
/// <param name="Results">A result per item, in the items' order.</param>
/// <param name="Errors">Why the bulk as a whole was refused; empty where it was not.</param>
[Access(OrderAccess.SeesOrders)]
public sealed record OrderBulkPayload(IReadOnlyList<OrderPayload> Results, IReadOnlyList<IUserError> Errors);
