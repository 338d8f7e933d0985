using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Orders;

/// <summary>The input that every command on an existing order has.</summary>
public abstract record OrderCommandInput : CommandInput
{
    /// <summary>The order's id.</summary>
    [ApiId] public required string OrderId { get; init; }
}
