using System.Data.Common;
using System.Globalization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Journal;

namespace OrderGrains.Server.StaffRegister;

/// <summary>Reads who is in the staff register and who stands in for whom, without waking a grain.</summary>
public sealed class StaffReader(
    DbDataSource source, SqlDialect dialect, AggregateStore<StaffMember, StaffEvent, Rejection> store, OrderPolicy policy,
        TimeProvider clock)
{
    /// <summary>Whether somebody is with the company today.</summary>
    public async ValueTask<StaffPresence> PresenceOfAsync(string? subject, CancellationToken cancellation) =>
        PresenceOf(await MemberAsync(subject, cancellation));

    /// <summary>Whether each of these people is with the company today, in their order.</summary>
    public async ValueTask<IEnumerable<StaffPresence>> PresencesOfAsync(IReadOnlyList<string?> subjects, CancellationToken cancellation) =>
        (await MembersAsync(subjects, cancellation)).Select(PresenceOf);

    /// <summary>The entries of these people, in their order; an empty entry for an unknown person.</summary>
    public async ValueTask<IReadOnlyList<StaffMember>> MembersAsync(IReadOnlyList<string?> subjects, CancellationToken cancellation)
    {
        var ids = subjects.Select(subject => UnicodeText.Read(subject) is { } known ? StaffRules.IdOf(known) : Guid.Empty).ToList();
        var streams = ids.Distinct().Select(id => new StreamId(id)).ToList();
        var loaded = await store.LoadAsync(streams, cancellation);
        var members = streams.Zip(loaded).ToDictionary(pair => pair.First.Value, pair => pair.Second.State);
        return [.. ids.Select(id => members[id])];
    }

    /// <summary>The actor as the substitute of an absent colleague: of the roles that matter, the colleague's instead of the actor's. The
    /// actor itself where it is not that colleague's substitute today.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="absent">The colleague for whom the actor acts.</param>
    /// <param name="roles">The roles that matter for the command.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async ValueTask<Actor> ActingAsync(Actor actor, string absent, Roles roles, CancellationToken cancellation)
    {
        var lent = StaffRules.SubstitutedRoles(await MemberAsync(absent, cancellation), await MemberAsync(actor.Subject, cancellation),
            roles, Today);
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
        var substitutes = await MembersAsync([.. substituted.SelectMany(absent => absent.Absences).Select(absence => absence.Substitute)
            .OfType<string>().Distinct()], cancellation);
        return (from substitute in substitutes
                from absent in substituted
                where StaffRules.StandsIn(absent, substitute, absent.Roles, Today)
                select (substitute, absent))
            .ToLookup(pair => pair.substitute.Subject!, pair => pair.absent); // Not null: an unknown person never stands in.
    }

    internal static StaffRow Read(DbDataReader reader, SqlDialect dialect) =>
        new(new StreamId(dialect.ReadId(reader, 0)), reader.GetInt32(1), reader.GetString(2), reader.IsDBNull(3)
            ? null : reader.GetString(3));

    /// <summary>The rows of a part of the register.</summary>
    /// <param name="which">Adds parameters, and says which rows, and in which order.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal async ValueTask<List<StaffRow>> RowsAsync(Func<DbCommand, string> which, CancellationToken cancellation)
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

    private StaffPresence PresenceOf(StaffMember member) =>
        member.Subject is null ? StaffPresence.Unknown : member.HasLeftOn(Today) ? StaffPresence.Left : StaffPresence.Present;

    private DateOnly Today => policy.DayOf(clock.GetUtcNow());

    // The people with a substitute today or later, by subject.
    private async ValueTask<List<StaffMember>> SubstitutedAsync(CancellationToken cancellation)
    {
        var rows = await RowsAsync(command =>
        {
            dialect.Add(command, "today", Today.ToString("O", CultureInfo.InvariantCulture));
            return "where substituted_until >= @today order by subject";
        }, cancellation);
        return rows.Count == 0
            ? [] : [.. (await store.LoadAsync([.. rows.Select(row => row.Stream)], cancellation)).Select(one => one.State)];
    }

    private async ValueTask<StaffMember> MemberAsync(string? subject, CancellationToken cancellation) =>
        UnicodeText.Read(subject) is { } known
        ? (await store.LoadAsync(new StreamId(StaffRules.IdOf(known)), cancellation)).State : StaffMember.None;
}
