using GraphQL;
using OrderGrains.Domain.Orders;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>The project team with this id; null if there is none.</summary>
    /// <param name="teams">The teams.</param>
    /// <param name="id">The global id.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderAccess.SeesEverything)]
    public static async Task<TeamNode?> Team([FromServices] TeamReader teams, [ApiId] string id, CancellationToken cancellation) =>
        GlobalId.TryDecode(id, "Team", out var team) ? await teams.FindAsync(team, cancellation) : null;

    /// <summary>The project teams by name, page by page.</summary>
    /// <param name="teams">The teams.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many from the start, or after a cursor; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    /// <param name="last">How many from the end, or before a cursor; 1 to 100.</param>
    /// <param name="before">The cursor before which the page ends.</param>
    /// <param name="department">Only the teams of this department.</param>
    [Access(OrderAccess.SeesEverything)]
    public static async Task<Connection<TeamNode>> Teams(
        [FromServices] TeamReader teams, CancellationToken cancellation,
        int? first = null, string? after = null, int? last = null, string? before = null, string? department = null)
    {
        var request = PageRequest.Of(first, after, last, before, "teams");
        return request.Page(await teams.PageAsync(department, request, cancellation), team =>
            new Cursor("teams", team.Name, team.TeamId.Value));
    }

    /// <summary>A team's capacity and what is taken of it, week by week from the present one on (R3.1.1); null if there is no such
    /// team.</summary>
    /// <param name="teams">The teams.</param>
    /// <param name="policy">The company's policy, whose time zone says what week it is.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="teamId">The team's global id.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="weeks">How many weeks; 1 to 104, 13 if nothing is said.</param>
    [Access(OrderAccess.SeesEverything)]
    public static async Task<IReadOnlyList<TeamWeek>?> TeamLoad(
        [FromServices] TeamReader teams, [FromServices] OrderPolicy policy, [FromServices] TimeProvider clock,
        [ApiId] string teamId, CancellationToken cancellation, int? weeks = null) =>
        GlobalId.TryDecode(teamId, "Team", out var id) && await teams.FindAsync(id, cancellation) is { } team
            ? TeamWeek.Of(team.Team, weeks ?? 13, clock.GetUtcNow(), policy) : null;
}
