using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>The id of an Assignment Form, under which the team's capacity is reserved: a hash of what makes it this one, so that a repeated
/// proposal meets the same reservation.</summary>
[GenerateSerializer, Immutable, Alias("og.assignment-id"), JsonConverter(typeof(AssignmentIdJson))]
public readonly record struct AssignmentId([property: Id(0)] Guid Value)
{
    /// <summary>The id of a proposal.</summary>
    /// <param name="order">The order.</param>
    /// <param name="subject">The person who proposes.</param>
    /// <param name="key">The proposer's key.</param>
    /// <param name="fingerprint">The fingerprint of the command: under a key that comes again with another content nothing of the first is
    /// touched.</param>
    public static AssignmentId Of(OrderId order, string subject, string key, byte[] fingerprint) =>
        new(Identity.Of("assignment", order.ToString(), subject, key, Convert.ToHexString(fingerprint)));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Writes the id of an Assignment Form as 32 hexadecimal digits.</summary>
public sealed class AssignmentIdJson() : IdJson<AssignmentId>(value => new(value), id => id.Value);

/// <summary>An Assignment Form and its team: what the team has to know of what became of it.</summary>
/// <param name="Id">The form's id.</param>
/// <param name="Team">The team.</param>
[GenerateSerializer, Immutable, Alias("og.assignment-reference")]
public sealed record AssignmentReference([property: Id(0)] AssignmentId Id, [property: Id(1)] TeamId Team);
