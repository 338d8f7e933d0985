using OrderGrains.Domain.Shared;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Feedback;
using OrderGrains.Server.Inbox;
using OrderGrains.Server.Staff;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Orders;

/// <summary>Reads records of any kind by their global ids, one query a kind; events of orders one by one.</summary>
public sealed class NodeReader(OrderReader orders, CustomerReader customers, TeamReader teams, StaffReader staff, FeedbackItems feedback, InboxReader inbox)
{
    /// <summary>The records with these ids, in their order; null where there is none that the viewer may know of.</summary>
    public async Task<IReadOnlyList<INode?>> FindAsync(IReadOnlyList<string> ids, Actor viewer, CancellationToken cancellation)
    {
        var found = new INode?[ids.Count];
        await ReadAsync(Of("Order"), async wanted => await orders.FindAsync(wanted, viewer, cancellation));
        await ReadAsync(OrderEventEnvelope.Of, async wanted => await orders.EventsAsync(wanted, viewer, cancellation));
        await ReadAsync(Of("Customer"), async wanted => await customers.FindAsync(wanted, viewer, cancellation));
        await ReadAsync(Of(FeedbackItemNode.Type), async wanted => await feedback.FindAsync(wanted, viewer, cancellation));
        await ReadAsync(Of(InboxReader.Type), async wanted => await inbox.FindAsync(wanted, viewer, cancellation));
        if (viewer.IsAny(OrderAccess.SeesEverything))
        {
            await ReadAsync(Of("Team"), async wanted => await teams.FindAsync(wanted, cancellation));
            await ReadAsync(Of("StaffMember"), async wanted => await staff.FindAsync(wanted, cancellation));
        }
        return found;

        static Func<string, Guid?> Of(string kind) => text => GlobalId.TryDecode(text, kind, out var id) ? id : null;

        async Task ReadAsync<TKey>(Func<string, TKey?> parse, Func<IReadOnlyList<TKey>, Task<IReadOnlyList<INode?>>> read)
            where TKey : struct
        {
            List<(int Place, TKey Key)> wanted = [];
            for (var i = 0; i < ids.Count; i++)
                if (parse(ids[i]) is { } key)
                    wanted.Add((i, key));
            if (wanted.Count == 0)
                return;
            foreach (var ((place, _), node) in wanted.Zip(await read([.. wanted.Select(entry => entry.Key)])))
                found[place] = node;
        }
    }
}
