using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.HoldAndCancellation;

/// <summary>A hold: forward steps wait, clocks pause.</summary>
/// <param name="Kind">The reason of the hold.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedResume">The day on which the order is expected to go on.</param>
/// <param name="By">The person who put it on hold: the subject of the token.</param>
/// <param name="Since">Since when.</param>
[GenerateSerializer, Immutable, Alias("og.hold")]
public sealed record Hold(
    [property: Id(0)] HoldKind Kind, [property: Id(1)] string Reason, [property: Id(2)] DateOnly ExpectedResume,
    [property: Id(3)] string By, [property: Id(4)] DateTimeOffset Since);

/// <summary>The reasons of holds.</summary>
[JsonConverter(typeof(EnumCodeJson<HoldKind>))]
public enum HoldKind
{
    /// <summary>Not on hold.</summary>
    None,
    /// <summary>The customer's answer or act.</summary>
    AwaitingCustomer,
    /// <summary>Something inside the company.</summary>
    Internal,
}

/// <summary>A cancellation that is being assessed.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">The requester: the subject of the token.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("og.cancellation-request")]
public sealed record CancellationRequest([property: Id(0)] string Reason, [property: Id(1)] string By, [property: Id(2)] DateTimeOffset At);
