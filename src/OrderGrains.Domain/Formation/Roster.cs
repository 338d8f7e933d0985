using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Formation;

/// <summary>The project team of an order: everybody who belongs to it or did (R4.1).</summary>
/// <param name="Members">The members, in the order of joining.</param>
[GenerateSerializer, Immutable, Alias("og.roster")]
public sealed record Roster([property: Id(0)] ImmutableArray<Member> Members)
{
    /// <summary>No team yet.</summary>
    public static readonly Roster None = new([]);

    /// <summary>The roles that every team has (R4.1).</summary>
    public static readonly ImmutableArray<TeamRole> Obligatory = [TeamRole.ProjectManager, TeamRole.ServiceStaff, TeamRole.TechSupport];

    /// <summary>The project manager: the subject of the token; null before there is a team.</summary>
    [JsonIgnore]
    public string? ProjectManager =>
        Members.FirstOrDefault(member => member is { Role: TeamRole.ProjectManager, Present: true })?.Person;

    /// <summary>Whether a person belongs to the team now.</summary>
    public bool Has(string person) => Members.Any(member => member.Present && member.Person == person);

    /// <summary>Whether a person belongs to the team, did, or is to.</summary>
    public bool Knows(string person) => Members.Any(member => member.Person == person);

    /// <summary>The member who is on the roster, or proposed for it, under this name; null where there is none.</summary>
    internal Member? Find(string person) => Members.LastOrDefault(member => !member.HasLeft && member.Person == person);

    /// <summary>The team after the kick-off: confirmed members are at work.</summary>
    internal Roster Begin(DateTimeOffset at) =>
        new([.. Members.Select(member =>
            member.Status == MemberStatus.Confirmed ? member with { Status = MemberStatus.Active, Since = at } : member)]);

    /// <summary>The team after somebody has left; unchanged where the person is not on it.</summary>
    internal Roster Without(string person, MemberStatus status, string? note, string? reason, DateTimeOffset at) =>
        Find(person) is { } member ? With(member, member with { Status = status, Since = at, HandoverNote = note, Reason = reason }) : this;

    /// <summary>The status of those who belong to the order's team now.</summary>
    internal static MemberStatus StatusOfMembers(Order order) => order.Kickoff is null ? MemberStatus.Confirmed : MemberStatus.Active;

    /// <summary>The team with one of its entries changed.</summary>
    internal Roster With(Member member, Member changed) => new(Members.Replace(member, changed, ReferenceEqualityComparer.Instance));
}

/// <summary>Somebody's place in a project team (R4.1).</summary>
[GenerateSerializer, Immutable, Alias("og.member")]
public sealed record Member
{
    /// <summary>The person: the subject of the token, the key of the staff register.</summary>
    [Id(0)] public required string Person { get; init; }
    /// <summary>The role in the team.</summary>
    [Id(1)] public required TeamRole Role { get; init; }
    /// <summary>The duties, at least one (R4.1).</summary>
    [Id(2)] public required ImmutableArray<string> Duties { get; init; }
    /// <summary>Where the membership stands.</summary>
    [Id(3)] public required MemberStatus Status { get; init; }
    /// <summary>Since when it stands there.</summary>
    [Id(4)] public required DateTimeOffset Since { get; init; }
    /// <summary>The person who proposed the member; null where nobody had to.</summary>
    [Id(5)] public string? ProposedBy { get; init; }
    /// <summary>The person that the member takes over from; null where there is none.</summary>
    [Id(6)] public string? Replaces { get; init; }
    /// <summary>The handover from the member who left to the one who takes over.</summary>
    [Id(7)] public string? HandoverNote { get; init; }
    /// <summary>Why the member joined or left after the team was formed.</summary>
    [Id(8)] public string? Reason { get; init; }
    /// <summary>The person who confirmed the member; null where nobody had to, or has yet.</summary>
    [Id(9)] public string? ConfirmedBy { get; init; }
    /// <summary>The absent head of the department for whom the substitute confirmed; null where nobody was substituted.</summary>
    [Id(10)] public string? OnBehalfOf { get; init; }

    /// <summary>Whether the member belongs to the team now.</summary>
    [JsonIgnore] public bool Present => Status is MemberStatus.Confirmed or MemberStatus.Active;
    /// <summary>Whether the member has left.</summary>
    [JsonIgnore] internal bool HasLeft => Status is MemberStatus.Released or MemberStatus.Replaced;
}

/// <summary>Where a membership stands.</summary>
[JsonConverter(typeof(EnumCodeJson<MemberStatus>))]
public enum MemberStatus
{
    /// <summary>Proposed by the project manager; waits for the head of the department.</summary>
    Proposed,
    /// <summary>Belongs to the team, which has not kicked off yet.</summary>
    Confirmed,
    /// <summary>At work.</summary>
    Active,
    /// <summary>Has left.</summary>
    Released,
    /// <summary>Has left, and another took over.</summary>
    Replaced,
}
