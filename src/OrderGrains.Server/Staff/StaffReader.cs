using System.Data.Common;
using System.Globalization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Staff;

/// <summary>Reads the staff register, without waking a grain.</summary>
public sealed class StaffReader(
    DbDataSource source, SqlDialect dialect, AggregateStore<StaffMember, StaffEvent, Rejection> store, TeamReader teams, OrderPolicy policy, TimeProvider clock)
{
    /// <summary>The person with this id; null if nobody is registered under it.</summary>
    public async ValueTask<StaffMemberNode?> FindAsync(Guid id, CancellationToken cancellation) => (await FindAsync([id], cancellation))[0];

    /// <summary>The people with these ids, in their order; null where nobody is registered.</summary>
    public async ValueTask<IReadOnlyList<StaffMemberNode?>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var rows = await RowsAsync(command => $"where stream in {dialect.IdList(command, "ids", ids)}", cancellation);
        var found = (await LoadAsync(rows, cancellation)).ToDictionary(member => StaffRules.IdOf(member.Subject));
        return [.. ids.Select(found.GetValueOrDefault)];
    }

    /// <summary>A page of the register, sorted by subject; one more than asked for.</summary>
    public async ValueTask<IReadOnlyList<StaffMemberNode>> PageAsync(PageRequest page, CancellationToken cancellation) => await LoadAsync(await RowsAsync(command =>
    {
        var where = "";
        if (page.Cursor is { Key: { } subject })
        {
            where = $"where subject {(page.Backward ? "<" : ">")} @subject ";
            dialect.Add(command, "subject", subject);
        }
        dialect.Add(command, "limit", page.Size + 1);
        return $"{where}order by subject {(page.Backward ? "desc" : "asc")} limit @limit";
    }, cancellation), cancellation);

    /// <summary>Whether somebody is with the company today.</summary>
    public async ValueTask<StaffPresence> PresenceOfAsync(string? subject, CancellationToken cancellation) => PresenceOf(await MemberAsync(subject, cancellation));

    /// <summary>Whether each of these people is with the company today, in their order.</summary>
    public async ValueTask<IEnumerable<StaffPresence>> PresencesOfAsync(IReadOnlyList<string?> subjects, CancellationToken cancellation) =>
        (await MembersAsync(subjects, cancellation)).Select(PresenceOf);

    /// <summary>What the register knows of these people, in their order; nobody where it knows none.</summary>
    public async ValueTask<IReadOnlyList<StaffMember>> MembersAsync(IReadOnlyList<string?> subjects, CancellationToken cancellation)
    {
        var ids = subjects.Select(subject => UnicodeText.Read(subject) is { } known ? StaffRules.IdOf(known) : Guid.Empty).ToList();
        var streams = ids.Distinct().Select(id => new StreamId(id)).ToList();
        var loaded = await store.LoadAsync(streams, cancellation);
        var members = streams.Zip(loaded).ToDictionary(pair => pair.First.Value, pair => pair.Second.State);
        return [.. ids.Select(id => members[id])];
    }

    /// <summary>The actor as the substitute of an absent colleague: of the roles that matter, the colleague's instead of the actor's. The actor itself where it is
    /// not that colleague's substitute today.</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="absent">The colleague for whom the actor acts.</param>
    /// <param name="roles">The roles that matter for the command.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async ValueTask<Actor> ActingAsync(Actor actor, string absent, Roles roles, CancellationToken cancellation)
    {
        var lent = StaffRules.SubstitutedRoles(await MemberAsync(absent, cancellation), await MemberAsync(actor.Subject, cancellation), roles, Today);
        return lent == Roles.None ? actor : actor with { Roles = (actor.Roles & ~roles) | lent, OnBehalfOf = UnicodeText.Read(absent) };
    }

    /// <summary>The absent colleagues for whom somebody stands in today.</summary>
    public async ValueTask<IReadOnlyList<StaffMember>> SubstitutedByAsync(string substitute, CancellationToken cancellation)
    {
        var substituted = await SubstitutedAsync(cancellation);
        if (substituted.Count == 0)
            return [];
        var own = await MemberAsync(substitute, cancellation);
        return [.. substituted.Where(absent => StaffRules.StandsIn(absent, own, absent.Roles, Today))];
    }

    /// <summary>The absent colleagues for whom anybody stands in today, by the subject of the substitute.</summary>
    public async ValueTask<ILookup<string, StaffMember>> SubstitutedBySubstituteAsync(CancellationToken cancellation)
    {
        var substituted = await SubstitutedAsync(cancellation);
        var substitutes = await MembersAsync([.. substituted.SelectMany(absent => absent.Absences).Select(absence => absence.Substitute).OfType<string>().Distinct()], cancellation);
        return (from substitute in substitutes from absent in substituted where StaffRules.StandsIn(absent, substitute, absent.Roles, Today) select (substitute, absent))
            .ToLookup(pair => pair.substitute.Subject!, pair => pair.absent); // Not null: nobody unknown stands in.
    }

    internal static StaffRow Read(DbDataReader reader, SqlDialect dialect) =>
        new(new StreamId(dialect.ReadId(reader, 0)), reader.GetInt32(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3));

    private StaffPresence PresenceOf(StaffMember member) =>
        member.Subject is null ? StaffPresence.Unknown : member.HasLeftOn(Today) ? StaffPresence.Left : StaffPresence.Present;

    private DateOnly Today => policy.DayOf(clock.GetUtcNow());

    // Whoever is to be substituted today or later, by the subject.
    private async ValueTask<List<StaffMember>> SubstitutedAsync(CancellationToken cancellation)
    {
        var rows = await RowsAsync(command =>
        {
            dialect.Add(command, "today", Today.ToString("O", CultureInfo.InvariantCulture));
            return "where substituted_until >= @today order by subject";
        }, cancellation);
        return rows.Count == 0 ? [] : [.. (await store.LoadAsync([.. rows.Select(row => row.Stream)], cancellation)).Select(one => one.State)];
    }

    private async ValueTask<StaffMember> MemberAsync(string? subject, CancellationToken cancellation) => UnicodeText.Read(subject) is { } known
        ? (await store.LoadAsync(new StreamId(StaffRules.IdOf(known)), cancellation)).State : StaffMember.None;

    private async ValueTask<IReadOnlyList<StaffMemberNode>> LoadAsync(List<StaffRow> rows, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync([.. rows.Select(row => row.Stream)], cancellation);
        var memberships = new StaffTeams(teams, cancellation);
        return [.. loaded.Select(one => new StaffMemberNode(one.State, one.Version, memberships))];
    }

    private async ValueTask<List<StaffRow>> RowsAsync(Func<DbCommand, string> which, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select stream, version, subject, substituted_until from staff_row {which(command)}";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<StaffRow> rows = [];
        while (await reader.ReadAsync(cancellation))
            rows.Add(Read(reader, dialect));
        return rows;
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
