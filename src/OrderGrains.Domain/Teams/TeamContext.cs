using System.Collections.Frozen;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>The company's policy for teams.</summary>
/// <param name="ServiceTypes">The codes of the service types offered.</param>
/// <param name="ReservationExpiry">Says until when capacity that is reserved at an instant is held.</param>
public sealed record TeamPolicy(FrozenSet<string> ServiceTypes, Func<DateTimeOffset, DateTimeOffset> ReservationExpiry);

/// <summary>The context of a decision on a team.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="Now">The time at which the events are recorded, UTC.</param>
/// <param name="Policy">The company's policy.</param>
/// <param name="Presence">Whether the person whom the command names is with the company, by the staff register.</param>
public readonly record struct TeamContext(Actor Actor, DateTimeOffset Now, TeamPolicy Policy,
    StaffPresence Presence = StaffPresence.Unknown)
{
    /// <summary>The subject of the actor's token.</summary>
    public string By => Actor.Subject;
}
