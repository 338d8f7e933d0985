using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Journal;
using OrderGrains.Server.StaffRegister;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Staff;

/// <summary>Reads the entries of the staff register with their teams, without waking a grain.</summary>
public sealed class StaffNodeReader(
    StaffReader staff, SqlDialect dialect, AggregateStore<StaffMember, StaffEvent, Rejection> store, TeamReader teams)
{
    /// <summary>The person with this id; null if nobody is registered under it.</summary>
    public async ValueTask<StaffMemberNode?> FindAsync(Guid id, CancellationToken cancellation) => (await FindAsync([id], cancellation))[0];

    /// <summary>The people with these ids, in their order; null where nobody is registered.</summary>
    public async ValueTask<IReadOnlyList<StaffMemberNode?>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var rows = await staff.RowsAsync(command => $"where stream in {dialect.IdList(command, "ids", ids)}", cancellation);
        var found = (await LoadAsync(rows, cancellation)).ToDictionary(member => StaffRules.IdOf(member.Subject));
        return [.. ids.Select(found.GetValueOrDefault)];
    }

    /// <summary>A page of the register, sorted by subject; one more than asked for.</summary>
    public async ValueTask<IReadOnlyList<StaffMemberNode>> PageAsync(PageRequest page, CancellationToken cancellation)
    {
        var rows = await staff.RowsAsync(command =>
        {
            var where = "";
            if (page.Cursor is { Key: { } subject })
            {
                where = $"where subject {(page.Backward ? "<" : ">")} @subject ";
                dialect.Add(command, "subject", subject);
            }
            dialect.Add(command, "limit", page.Size + 1);
            return $"{where}order by subject {(page.Backward ? "desc" : "asc")} limit @limit";
        }, cancellation);
        return await LoadAsync(rows, cancellation);
    }

    private async ValueTask<IReadOnlyList<StaffMemberNode>> LoadAsync(List<StaffRow> rows, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync([.. rows.Select(row => row.Stream)], cancellation);
        var memberships = new StaffTeams(teams, cancellation);
        return [.. loaded.Select(one => new StaffMemberNode(one.State, one.Version, memberships))];
    }
}

/// <summary>The teams of people that were read together: read once for all of them, when the first is asked for them.</summary>
internal sealed class StaffTeams(TeamReader teams, CancellationToken cancellation)
{
    private readonly Lock _lock = new();
    private Task<ILookup<string, TeamNode>>? _bySubject;

    /// <summary>The teams of which somebody is a member.</summary>
    public async ValueTask<IEnumerable<TeamNode>> OfAsync(string subject)
    {
        Task<ILookup<string, TeamNode>> bySubject;
        lock (_lock)
            bySubject = _bySubject ??= LoadAsync();
        return (await bySubject)[subject];
    }

    private async Task<ILookup<string, TeamNode>> LoadAsync() =>
        (await teams.AllAsync(cancellation)).SelectMany(team => team.Team.Members, (team, member) => (member.Subject, Team: team))
            .ToLookup(entry => entry.Subject, entry => entry.Team);
}
