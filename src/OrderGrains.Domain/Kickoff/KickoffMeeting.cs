using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Kickoff;

/// <summary>The kick-off meeting of an order (R4.2).</summary>
[GenerateSerializer, Immutable, Alias("og.kickoff-meeting")]
public sealed record KickoffMeeting
{
    /// <summary>When it was held.</summary>
    [Id(0)] public required DateTimeOffset HeldAt { get; init; }
    /// <summary>The participants (R4.2.1).</summary>
    [Id(1)] public required ImmutableArray<Participant> Participants { get; init; }
    /// <summary>The discussion of each of the five items (R4.2.2).</summary>
    [Id(2)] public required Agenda Agenda { get; init; }
    /// <summary>The minutes.</summary>
    [Id(3)] public required string Minutes { get; init; }
    /// <summary>The decisions, each with an owner and a day.</summary>
    [Id(4)] public required ImmutableArray<KickoffDecision> Decisions { get; init; }
}

/// <summary>A participant of the kick-off meeting (R4.2.1).</summary>
/// <param name="Person">The person: the subject of the token.</param>
/// <param name="Group">Of which of the three groups.</param>
[GenerateSerializer, Immutable, Alias("og.participant")]
public sealed record Participant([property: Id(0)] string Person, [property: Id(1)] ParticipantGroup Group);

/// <summary>The groups that take part in a kick-off meeting (R4.2.1).</summary>
[JsonConverter(typeof(EnumCodeJson<ParticipantGroup>))]
public enum ParticipantGroup
{
    /// <summary>The project team.</summary>
    Team,
    /// <summary>Order management.</summary>
    OrderManagement,
    /// <summary>Technical experts.</summary>
    Expert,
}

/// <summary>The discussion of the five items of the kick-off meeting (R4.2.2).</summary>
/// <param name="Background">The order's background.</param>
/// <param name="Goals">The goals of the service.</param>
/// <param name="Schedule">How the schedule is worked out.</param>
/// <param name="Duties">The distribution of duties.</param>
/// <param name="Communication">How people communicate and coordinate.</param>
[GenerateSerializer, Immutable, Alias("og.agenda")]
public sealed record Agenda(
    [property: Id(0)] string Background, [property: Id(1)] string Goals, [property: Id(2)] string Schedule, [property: Id(3)] string Duties,
    [property: Id(4)] string Communication);

/// <summary>A decision of the kick-off meeting: something to be done, with an owner and a day.</summary>
/// <param name="Text">The work to be done.</param>
/// <param name="Owner">The owner: the subject of the token.</param>
/// <param name="DueOn">Until which day.</param>
/// <param name="Completion">That it was done; null as long as it is open.</param>
[GenerateSerializer, Immutable, Alias("og.kickoff-decision")]
public sealed record KickoffDecision(
    [property: Id(0)] string Text, [property: Id(1)] string Owner, [property: Id(2)] DateOnly DueOn,
    [property: Id(3)] DecisionCompletion? Completion = null);

/// <summary>That what a meeting decided was done.</summary>
/// <param name="By">The person who says so: the subject of the token.</param>
/// <param name="At">When.</param>
/// <param name="Note">The work that was done.</param>
[GenerateSerializer, Immutable, Alias("og.decision-completion")]
public sealed record DecisionCompletion([property: Id(0)] string By, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Note);
