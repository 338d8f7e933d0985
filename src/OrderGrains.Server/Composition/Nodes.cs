using OrderGrains.Domain.Shared;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Feedback;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Staff;
using OrderGrains.Server.Tasks;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Composition;

/// <summary>The kinds of records that the API reads by their global ids.</summary>
internal static class Nodes
{
    /// <summary>Registers them, in the order in which they are read.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services) => services
        .AddSingleton<NodeReader>()
        .AddNode<OrderReader>("Order", async (orders, ids, viewer, cancellation) => await orders.FindAsync(ids, viewer, cancellation))
        .AddSingleton<INodeSource>(provider => new NodeSource<(Guid, int)>(OrderEventEnvelope.Of, async (ids, viewer, cancellation) =>
            await provider.GetRequiredService<OrderReader>().EventsAsync(ids, viewer, cancellation)))
        .AddNode<CustomerReader>("Customer", async (customers, ids, viewer, cancellation) =>
            await customers.FindAsync(ids, viewer, cancellation))
        .AddNode<FeedbackItems>(FeedbackItemNode.Type, async (items, ids, viewer, cancellation) =>
            await items.FindAsync(ids, viewer, cancellation))
        .AddNode<InboxReader>(InboxReader.Type, async (inbox, ids, viewer, cancellation) =>
            await inbox.FindAsync(ids, viewer, cancellation))
        .AddNode<TeamReader>("Team", async (teams, ids, viewer, cancellation) =>
            viewer.IsAny(OrderAccess.SeesEverything) ? await teams.FindAsync(ids, cancellation) : new INode?[ids.Count])
        .AddNode<StaffNodeReader>("StaffMember", async (staff, ids, viewer, cancellation) =>
            viewer.IsAny(OrderAccess.SeesEverything) ? await staff.FindAsync(ids, cancellation) : new INode?[ids.Count]);

    private static IServiceCollection AddNode<TReader>(
        this IServiceCollection services, string kind,
        Func<TReader, IReadOnlyList<Guid>, Actor, CancellationToken, Task<IReadOnlyList<INode?>>> find)
        where TReader : notnull =>
        services.AddSingleton<INodeSource>(provider => new NodeSource<Guid>(
            text => GlobalId.TryDecode(text, kind, out var id) ? id : null,
            (ids, viewer, cancellation) => find(provider.GetRequiredService<TReader>(), ids, viewer, cancellation)));
}
