using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Kickoff;

/// <summary>A kick-off meeting as entered (R4.2).</summary>
[GenerateSerializer, Immutable, Alias("og.kickoff-form")]
public sealed record KickoffForm
{
    /// <summary>When it was held, RFC 3339; not in the future.</summary>
    [Id(0)] public string? HeldAt { get; init; }
    /// <summary>The participants: at least the project manager and one person of order management (R4.2.1).</summary>
    [Id(1), MaxItems(OrderKickoffHold.MaxParticipants, ByRule = true)] public ImmutableArray<ParticipantForm>? Participants { get; init; }
    /// <summary>The discussion of each of the five items (R4.2.2).</summary>
    [Id(2)] public AgendaForm? Agenda { get; init; }
    /// <summary>The minutes.</summary>
    [Id(3)] public string? Minutes { get; init; }
    /// <summary>The decisions, each with an owner and a day; may be missing.</summary>
    [Id(4), MaxItems(OrderKickoffHold.MaxDecisions, ByRule = true)] public ImmutableArray<DecisionForm>? Decisions { get; init; }
}

/// <summary>A participant of the kick-off meeting as entered (R4.2.1).</summary>
/// <param name="Person">The person: the subject of the token.</param>
/// <param name="Group">TEAM, ORDER_MANAGEMENT or EXPERT.</param>
[GenerateSerializer, Immutable, Alias("og.participant-form")]
public sealed record ParticipantForm([property: Id(0)] string? Person = null, [property: Id(1)] string? Group = null);

/// <summary>The discussion of the five items of the kick-off meeting, as entered (R4.2.2).</summary>
/// <param name="Background">The order's background.</param>
/// <param name="Goals">The goals of the service.</param>
/// <param name="Schedule">How the schedule is worked out.</param>
/// <param name="Duties">The distribution of duties.</param>
/// <param name="Communication">How people communicate and coordinate.</param>
[GenerateSerializer, Immutable, Alias("og.agenda-form")]
public sealed record AgendaForm(
    [property: Id(0)] string? Background = null, [property: Id(1)] string? Goals = null, [property: Id(2)] string? Schedule = null,
    [property: Id(3)] string? Duties = null, [property: Id(4)] string? Communication = null);

/// <summary>A decision of the kick-off meeting as entered.</summary>
/// <param name="Text">The work to be done.</param>
/// <param name="Owner">The owner: a participant or a member of the team.</param>
/// <param name="DueOn">Until which day, ISO 8601; not before the meeting.</param>
[GenerateSerializer, Immutable, Alias("og.decision-form")]
public sealed record DecisionForm([property: Id(0)] string? Text = null, [property: Id(1)] string? Owner = null,
    [property: Id(2)] string? DueOn = null);
