using OrderGrains.Server.Feedback;
using OrderGrains.Server.Records;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server.Composition;

/// <summary>Registers the nodes of the API that are no records.</summary>
internal static class Nodes
{
    /// <summary>Registers them, and who reads them all.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services) => services
        .AddSingleton<NodeReader>()
        .AddNode<FeedbackItems>(FeedbackItemNode.Type, async (items, ids, viewer, cancellation) =>
            await items.FindAsync(ids, viewer, cancellation))
        .AddNode<InboxReader>(InboxReader.Type, async (inbox, ids, viewer, cancellation) =>
            await inbox.FindAsync(ids, viewer, cancellation));
}
