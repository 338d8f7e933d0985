using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Orders;

/// <summary>What every command on an existing order takes.</summary>
public abstract record OrderCommandInput : CommandInput
{
    /// <summary>The order's id.</summary>
    [ApiId] public required string OrderId { get; init; }
}
