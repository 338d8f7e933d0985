using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>An order as a virtual actor: its key is the order's id. It takes every command on an existing order, one at a time.</summary>
[Alias("og.IOrderGrain")]
public interface IOrderGrain : IGrainWithGuidKey
{
    /// <summary>Decides on a command and records what follows.</summary>
    /// <param name="call">The frame.</param>
    /// <param name="command">The command.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="lookups">The lookups for the decision; null if there are none.</param>
    [Alias("decide")]
    Task<Outcome<Order, Rejection>> ExecuteAsync(Call call, OrderCommand command, Actor actor, DecisionLookups? lookups);
}
