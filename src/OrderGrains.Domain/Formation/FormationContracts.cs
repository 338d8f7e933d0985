using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Formation;

// What crosses wire and disk: append only. Commands first, then events.

/// <summary>Commands on the project team (R4.1).</summary>
[GenerateSerializer, Immutable, Alias("og.formation.command")]
public abstract record FormationCommand : OrderCommand
{
    private FormationCommand() { }

    /// <summary>Forms the team: who belongs to it, in which role, with which duties (R4.1).</summary>
    /// <param name="Members">The members.</param>
    /// <param name="Presences">Whether each of them is with the company; asked of the staff register by the system.</param>
    [GenerateSerializer, Immutable, Alias("og.formation.confirm-team")]
    public sealed record ConfirmTeam(
        [property: Id(0)] ImmutableArray<MemberForm> Members, [property: Id(1), JsonIgnore] ImmutableArray<StaffPresence> Presences) : FormationCommand;

    /// <summary>Lets a member join (<paramref name="Member"/> alone), leave (<paramref name="Person"/> alone) or take over from another (both).</summary>
    /// <param name="Person">The member who leaves.</param>
    /// <param name="Member">The member who joins.</param>
    /// <param name="HandoverNote">What is handed over; needed of whoever is at work.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Presence">Whether who joins is with the company; asked of the staff register by the system.</param>
    [GenerateSerializer, Immutable, Alias("og.formation.change-member")]
    public sealed record ChangeTeamMember(
        [property: Id(0)] string? Person, [property: Id(1)] MemberForm? Member, [property: Id(2)] string? HandoverNote, [property: Id(3)] string? Reason,
        [property: Id(4), JsonIgnore] StaffPresence Presence) : FormationCommand;

    /// <summary>Confirms a member whom the project manager proposed.</summary>
    /// <param name="Person">Who was proposed.</param>
    /// <param name="OnBehalfOf">The absent head of the department for whom a substitute acts.</param>
    /// <param name="StandsIn">Whether the actor is that person's substitute now; asked of the staff register by the system.</param>
    [GenerateSerializer, Immutable, Alias("og.formation.confirm-member")]
    public sealed record ConfirmTeamMember(
        [property: Id(0)] string? Person, [property: Id(1)] string? OnBehalfOf = null, [property: Id(2), JsonIgnore] bool StandsIn = false) : FormationCommand;
}

/// <summary>A member of the team as entered (R4.1).</summary>
/// <param name="Person">Who: the subject of the token.</param>
/// <param name="Role">PROJECT_MANAGER, SERVICE_STAFF, TECH_SUPPORT, TECH_EXPERT, TEAM_QC or OTHER.</param>
/// <param name="Duties">The duties, at least one.</param>
[GenerateSerializer, Immutable, Alias("og.member-form")]
public sealed record MemberForm(
    [property: Id(0)] string? Person = null, [property: Id(1)] string? Role = null,
    [property: Id(2), MaxItems(FormationRules.MaxDuties, ByRule = true)] ImmutableArray<string?>? Duties = null);

/// <summary>A person's role and duties in the team (R4.1).</summary>
/// <param name="Person">Who: the subject of the token.</param>
/// <param name="Role">The role.</param>
/// <param name="Duties">The duties, at least one.</param>
[GenerateSerializer, Immutable, Alias("og.assigned-duties")]
public sealed record AssignedDuties([property: Id(0)] string Person, [property: Id(1)] TeamRole Role, [property: Id(2)] ImmutableArray<string> Duties);

/// <summary>Events of the project team (R4.1).</summary>
public abstract record FormationEvent(string By, DateTimeOffset At) : OrderEvent(By, At);

/// <summary>The team was formed (R4.1).</summary>
public sealed record TeamConfirmed(string By, DateTimeOffset At, ImmutableArray<AssignedDuties> Members) : FormationEvent(By, At);

/// <summary>A member left, joined, or took over from another; or is to, once the head of the department has confirmed it.</summary>
/// <param name="Left">Who leaves; null where nobody does.</param>
/// <param name="Joined">Who joins; null where nobody does.</param>
/// <param name="Proposed">Whether it waits for the head of the department.</param>
/// <param name="HandoverNote">What is handed over.</param>
/// <param name="Reason">Why.</param>
public sealed record TeamMemberChanged(
    string By, DateTimeOffset At, string? Left, AssignedDuties? Joined, bool Proposed, string? HandoverNote, string Reason) : FormationEvent(By, At);

/// <summary>A member whom the project manager proposed was confirmed.</summary>
/// <param name="Person">Who joins.</param>
/// <param name="OnBehalfOf">The absent head of the department for whom a substitute confirmed.</param>
public sealed record TeamMemberConfirmed(string By, DateTimeOffset At, string Person, string? OnBehalfOf = null) : FormationEvent(By, At);

/// <summary>The stored events of the project team (R4.1), as the journal names them.</summary>
public static class FormationCatalog
{
    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("order.team-confirmed", "R4.1", FormationJson.Default.TeamConfirmed),
        EventContract.Of("order.team-member-changed", "R4.1", FormationJson.Default.TeamMemberChanged),
        EventContract.Of("order.team-member-confirmed", "R4.1", FormationJson.Default.TeamMemberConfirmed),
    ];
}

/// <summary>How this slice's events (for the journal) and commands (for their fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TeamConfirmed)), JsonSerializable(typeof(TeamMemberChanged)), JsonSerializable(typeof(TeamMemberConfirmed))]
[JsonSerializable(typeof(FormationCommand.ConfirmTeam)), JsonSerializable(typeof(FormationCommand.ChangeTeamMember)), JsonSerializable(typeof(FormationCommand.ConfirmTeamMember))]
public sealed partial class FormationJson : JsonSerializerContext;
