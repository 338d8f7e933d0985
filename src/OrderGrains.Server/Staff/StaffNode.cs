using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Staff;

/// <summary>A person of the company, as the staff register knows it.</summary>
[Name("StaffMember"), Access(OrderAccess.SeesEverything)]
public sealed class StaffMemberNode : INode
{
    private readonly StaffMember _member;
    private readonly StaffTeams _teams;

    internal StaffMemberNode(StaffMember member, int revision, StaffTeams teams) => (_member, Revision, _teams) = (member, revision, teams);

    /// <summary>The person's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode("StaffMember", StaffRules.IdOf(Subject));
    /// <summary>The entry's revision: the number of its newest event.</summary>
    public int Revision { get; }
    /// <summary>The subject of the person's token.</summary>
    public string Subject => _member.Subject ?? "";
    /// <summary>The name; null once the personal data were erased.</summary>
    public string? Name => _member.Name;
    /// <summary>The departments.</summary>
    public IEnumerable<string> Departments => _member.Departments;
    /// <summary>The roles that the person holds, and in which a substitute stands in.</summary>
    public Roles Roles => _member.Roles;
    /// <summary>The absences, with who stands in.</summary>
    public IEnumerable<StaffAbsence> Absences => _member.Absences;
    /// <summary>The last day with the company; null while no end is known.</summary>
    public DateOnly? LeavesOn => _member.LeavesOn;

    /// <summary>The project teams of which the person is a member.</summary>
    public ValueTask<IEnumerable<TeamNode>> Teams() => _teams.OfAsync(Subject);
}
