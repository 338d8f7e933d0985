using OrderGrains.Domain.Shared;
using OrderGrains.Server.Customers;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Staff;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Orders;

/// <summary>Reads records of any kind by their global ids, one query a kind.</summary>
public sealed class NodeReader(OrderReader orders, CustomerReader customers, TeamReader teams, StaffReader staff)
{
    /// <summary>The records with these ids, in their order; null where there is none that the viewer may know of.</summary>
    /// <exception cref="ApiException">BAD_USER_INPUT: too many at once.</exception>
    public async Task<IReadOnlyList<INode?>> FindAsync(IReadOnlyList<string> ids, Actor viewer, CancellationToken cancellation)
    {
        if (ids.Count > PageRequest.Largest)
            throw new ApiException(ErrorCodes.BadUserInput, $"At most {PageRequest.Largest} records can be asked for at once.");
        var found = new INode?[ids.Count];
        await ReadAsync("Order", async wanted => await orders.FindAsync(wanted, viewer, cancellation));
        await ReadAsync("Customer", async wanted => await customers.FindAsync(wanted, viewer, cancellation));
        if (viewer.IsAny(OrderAccess.SeesEverything))
        {
            await ReadAsync("Team", async wanted => await teams.FindAsync(wanted, cancellation));
            await ReadAsync("StaffMember", async wanted => await staff.FindAsync(wanted, cancellation));
        }
        return found;

        async Task ReadAsync(string kind, Func<IReadOnlyList<Guid>, Task<IReadOnlyList<INode?>>> read)
        {
            List<(int Place, Guid Id)> wanted = [];
            for (var i = 0; i < ids.Count; i++)
                if (GlobalId.TryDecode(ids[i], kind, out var id))
                    wanted.Add((i, id));
            if (wanted.Count == 0)
                return;
            foreach (var ((place, _), node) in wanted.Zip(await read([.. wanted.Select(entry => entry.Id)])))
                found[place] = node;
        }
    }
}
