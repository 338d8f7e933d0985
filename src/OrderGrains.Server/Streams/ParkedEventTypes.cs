using System.Globalization;
using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Streams;

namespace OrderGrains.Server.Streams;

/// <summary>An event that a consumer of the journal could not apply. It is left out, with the record's later events, until it is
/// resumed.</summary>
[Name("ParkedEvent"), Access(Roles.Admin)]
public sealed class ParkedEventNode
{
    private readonly ParkedEvent _parked;

    internal ParkedEventNode(string consumer, int partition, ParkedEvent parked) =>
        (Consumer, Partition, _parked) = (consumer, partition, parked);

    /// <summary>The consumer that could not take it in, such as <c>statistics</c>.</summary>
    public string Consumer { get; }
    /// <summary>The partition of the journal.</summary>
    public int Partition { get; }
    /// <summary>The event's position in the partition.</summary>
    public string Position => _parked.Position.ToString(CultureInfo.InvariantCulture);
    /// <summary>The id of the record's stream.</summary>
    public string Stream => _parked.Stream.ToString("N");
    /// <summary>The event's number in the record.</summary>
    public int Version => _parked.Version;
    /// <summary>The event's type.</summary>
    public string Type => _parked.Type;
    /// <summary>The fault.</summary>
    public string Reason => _parked.Reason;
    /// <summary>When it was parked.</summary>
    public DateTimeOffset ParkedAt => _parked.ParkedAt;
}

/// <summary>Which parked event to resume.</summary>
/// <param name="Consumer">The consumer, as <c>parkedEvents</c> names it.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Position">The position.</param>
public sealed record ParkedEventResumeInput(string Consumer, int Partition, string Position);

/// <summary>The result of resuming.</summary>
/// <param name="ParkedEvent">The event that is parked now, if one of the record's events could not be applied again; null if all
/// were.</param>
/// <param name="Errors">Why nothing was done.</param>
/// <param name="Replayed">Always false: resuming twice is refused the second time.</param>
[Access(Roles.Admin)]
public sealed record ParkedEventPayload(ParkedEventNode? ParkedEvent, IReadOnlyList<IUserError> Errors, bool Replayed = false);
