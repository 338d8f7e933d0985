using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Kickoff;

// What crosses wire and disk: append only. Commands first, then events.

/// <summary>Commands on the kick-off meeting (R4.2).</summary>
[GenerateSerializer, Immutable, Alias("og.kickoff.command")]
public abstract record KickoffCommand : OrderCommand
{
    private KickoffCommand() { }

    /// <summary>Records that the kick-off meeting was held (R4.2).</summary>
    [GenerateSerializer, Immutable, Alias("og.kickoff.hold")]
    public sealed record HoldKickoff([property: Id(0)] KickoffForm Kickoff) : KickoffCommand;

    /// <summary>Records that what the meeting decided was done (R4.2).</summary>
    /// <param name="Decision">The number of the decision, from 1.</param>
    /// <param name="Note">What was done.</param>
    [GenerateSerializer, Immutable, Alias("og.kickoff.complete-decision")]
    public sealed record CompleteDecision([property: Id(0)] int? Decision, [property: Id(1)] string? Note) : KickoffCommand;
}

/// <summary>A kick-off meeting as entered (R4.2).</summary>
[GenerateSerializer, Immutable, Alias("og.kickoff-form")]
public sealed record KickoffForm
{
    /// <summary>When it was held, RFC 3339; not in the future.</summary>
    [Id(0)] public string? HeldAt { get; init; }
    /// <summary>Who took part: the project manager and somebody of order management at least (R4.2.1).</summary>
    [Id(1), MaxItems(KickoffRules.MaxParticipants, ByRule = true)] public ImmutableArray<ParticipantForm>? Participants { get; init; }
    /// <summary>What was said on each of the five items (R4.2.2).</summary>
    [Id(2)] public AgendaForm? Agenda { get; init; }
    /// <summary>The minutes.</summary>
    [Id(3)] public string? Minutes { get; init; }
    /// <summary>What was decided, each with an owner and a day; may be missing.</summary>
    [Id(4), MaxItems(KickoffRules.MaxDecisions, ByRule = true)] public ImmutableArray<DecisionForm>? Decisions { get; init; }
}

/// <summary>A participant of the kick-off meeting as entered (R4.2.1).</summary>
/// <param name="Person">Who: the subject of the token.</param>
/// <param name="Group">TEAM, ORDER_MANAGEMENT or EXPERT.</param>
[GenerateSerializer, Immutable, Alias("og.participant-form")]
public sealed record ParticipantForm([property: Id(0)] string? Person = null, [property: Id(1)] string? Group = null);

/// <summary>What was said on the five items of the kick-off meeting, as entered (R4.2.2).</summary>
/// <param name="Background">The order's background.</param>
/// <param name="Goals">The goals of the service.</param>
/// <param name="Schedule">How the schedule is worked out.</param>
/// <param name="Duties">Who has which duties.</param>
/// <param name="Communication">How people communicate and coordinate.</param>
[GenerateSerializer, Immutable, Alias("og.agenda-form")]
public sealed record AgendaForm(
    [property: Id(0)] string? Background = null, [property: Id(1)] string? Goals = null, [property: Id(2)] string? Schedule = null,
    [property: Id(3)] string? Duties = null, [property: Id(4)] string? Communication = null);

/// <summary>A decision of the kick-off meeting as entered.</summary>
/// <param name="Text">What is to be done.</param>
/// <param name="Owner">Who does it: a participant or a member of the team.</param>
/// <param name="DueOn">Until which day, ISO 8601; not before the meeting.</param>
[GenerateSerializer, Immutable, Alias("og.decision-form")]
public sealed record DecisionForm([property: Id(0)] string? Text = null, [property: Id(1)] string? Owner = null, [property: Id(2)] string? DueOn = null);

/// <summary>The kick-off meeting of an order (R4.2).</summary>
[GenerateSerializer, Immutable, Alias("og.kickoff-meeting")]
public sealed record KickoffMeeting
{
    /// <summary>When it was held.</summary>
    [Id(0)] public required DateTimeOffset HeldAt { get; init; }
    /// <summary>Who took part (R4.2.1).</summary>
    [Id(1)] public required ImmutableArray<Participant> Participants { get; init; }
    /// <summary>What was said on each of the five items (R4.2.2).</summary>
    [Id(2)] public required Agenda Agenda { get; init; }
    /// <summary>The minutes.</summary>
    [Id(3)] public required string Minutes { get; init; }
    /// <summary>What was decided, each with an owner and a day.</summary>
    [Id(4)] public required ImmutableArray<KickoffDecision> Decisions { get; init; }
}

/// <summary>A participant of the kick-off meeting (R4.2.1).</summary>
/// <param name="Person">Who: the subject of the token.</param>
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

/// <summary>What was said on the five items of the kick-off meeting (R4.2.2).</summary>
/// <param name="Background">The order's background.</param>
/// <param name="Goals">The goals of the service.</param>
/// <param name="Schedule">How the schedule is worked out.</param>
/// <param name="Duties">Who has which duties.</param>
/// <param name="Communication">How people communicate and coordinate.</param>
[GenerateSerializer, Immutable, Alias("og.agenda")]
public sealed record Agenda(
    [property: Id(0)] string Background, [property: Id(1)] string Goals, [property: Id(2)] string Schedule, [property: Id(3)] string Duties,
    [property: Id(4)] string Communication);

/// <summary>A decision of the kick-off meeting: something to be done, with an owner and a day.</summary>
/// <param name="Text">What is to be done.</param>
/// <param name="Owner">Who does it: the subject of the token.</param>
/// <param name="DueOn">Until which day.</param>
/// <param name="Completion">That it was done; null as long as it is open.</param>
[GenerateSerializer, Immutable, Alias("og.kickoff-decision")]
public sealed record KickoffDecision(
    [property: Id(0)] string Text, [property: Id(1)] string Owner, [property: Id(2)] DateOnly DueOn, [property: Id(3)] DecisionCompletion? Completion = null);

/// <summary>That what a meeting decided was done.</summary>
/// <param name="By">Who says so: the subject of the token.</param>
/// <param name="At">When.</param>
/// <param name="Note">What was done.</param>
[GenerateSerializer, Immutable, Alias("og.decision-completion")]
public sealed record DecisionCompletion([property: Id(0)] string By, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Note);

/// <summary>Events of the kick-off meeting (R4.2).</summary>
public abstract record KickoffEvent(string By, DateTimeOffset At) : OrderEvent(By, At);

/// <summary>The kick-off meeting was held (R4.2); the team is at work from here on.</summary>
public sealed record KickoffHeld(string By, DateTimeOffset At, KickoffMeeting Meeting) : KickoffEvent(By, At);

/// <summary>What the kick-off meeting decided was done (R4.2).</summary>
/// <param name="Decision">The number of the decision, from 1.</param>
/// <param name="Note">What was done.</param>
public sealed record KickoffDecisionCompleted(string By, DateTimeOffset At, int Decision, string Note) : KickoffEvent(By, At);

/// <summary>The stored events of the kick-off meeting (R4.2), as the journal names them.</summary>
public static class KickoffCatalog
{
    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("order.kickoff-held", "R4.2", KickoffJson.Default.KickoffHeld),
        EventContract.Of("order.kickoff-decision-completed", "R4.2", KickoffJson.Default.KickoffDecisionCompleted),
    ];
}

/// <summary>How this slice's events (for the journal) and commands (for their fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KickoffHeld)), JsonSerializable(typeof(KickoffDecisionCompleted))]
[JsonSerializable(typeof(KickoffCommand.HoldKickoff)), JsonSerializable(typeof(KickoffCommand.CompleteDecision))]
public sealed partial class KickoffJson : JsonSerializerContext;
