using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;

namespace OrderGrains.Server.Teams;

/// <summary>Reads teams, without waking a grain.</summary>
public sealed class TeamReader(TeamRows rows, AggregateStore<Team, TeamEvent, Rejection> store)
{
    private const int AtOnce = 100;

    /// <summary>The team with this id; null if there is none.</summary>
    public async ValueTask<TeamNode?> FindAsync(Guid id, CancellationToken cancellation) => (await FindAsync([id], cancellation))[0];

    /// <summary>The teams with these ids, in their order; null where there is none.</summary>
    public async ValueTask<IReadOnlyList<TeamNode?>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var found = (await LoadAsync([.. (await rows.FindAsync(ids, cancellation)).Select(row => row.Stream)], cancellation))
            .ToDictionary(team => team.TeamId.Value);
        return [.. ids.Select(found.GetValueOrDefault)];
    }

    /// <summary>A page of the teams, sorted by name; one more than asked for.</summary>
    public async ValueTask<IReadOnlyList<TeamNode>> PageAsync(string? department, PageRequest page, CancellationToken cancellation) =>
        await LoadAsync([.. (await rows.PageAsync(department, page, cancellation)).Select(row => row.Stream)], cancellation);

    /// <summary>All teams. A company has some tens of them, read in a few queries.</summary>
    public async ValueTask<IReadOnlyList<TeamNode>> AllAsync(CancellationToken cancellation) =>
        await LoadAsync(await rows.AllAsync(cancellation), cancellation);

    private async ValueTask<IReadOnlyList<TeamNode>> LoadAsync(IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        List<TeamNode> teams = new(streams.Count);
        foreach (var some in streams.Chunk(AtOnce))
            teams.AddRange((await store.LoadAsync(some, cancellation))
                .Select((loaded, i) => new TeamNode(new TeamId(some[i].Value), loaded.State, loaded.Version)));
        return teams;
    }
}
