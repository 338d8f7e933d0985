using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>A project team's id: a hash of who entered it, under which key.</summary>
[GenerateSerializer, Immutable, Alias("og.team-id"), JsonConverter(typeof(TeamIdJson))]
public readonly record struct TeamId([property: Id(0)] Guid Value)
{
    /// <summary>The id of a team: the mutation, who called it and the caller's key.</summary>
    public static TeamId OfKey(string mutation, string subject, string key) => new(Identity.Of("team", mutation, subject, key));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Writes a team's id as 32 hexadecimal digits.</summary>
public sealed class TeamIdJson() : IdJson<TeamId>(value => new(value), id => id.Value);
