using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Streams;
using OrderGrains.Streams;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>The events that consumers of the journal could not apply; empty if all is well.</summary>
    /// <param name="parked">The parked events.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(Roles.Admin)]
    public static async Task<IReadOnlyList<ParkedEventNode>> ParkedEvents(
        [FromServices] ParkedEvents parked, CancellationToken cancellation) =>
        [.. (await parked.ListAsync(cancellation)).Select(found => new ParkedEventNode(found.Consumer, found.Partition, found.Event))];
}
