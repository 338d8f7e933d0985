using System.Collections.Immutable;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Formation;

/// <summary>A member of the team as entered (R4.1).</summary>
/// <param name="Person">The person: the subject of the token.</param>
/// <param name="Role">PROJECT_MANAGER, SERVICE_STAFF, TECH_SUPPORT, TECH_EXPERT, TEAM_QC or OTHER.</param>
/// <param name="Duties">The duties, at least one.</param>
[GenerateSerializer, Immutable, Alias("og.member-form")]
public sealed record MemberForm(
    [property: Id(0)] string? Person = null, [property: Id(1)] string? Role = null,
    [property: Id(2), MaxItems(TeamDuties.MaxDuties, ByRule = true)] ImmutableArray<string?>? Duties = null);

/// <summary>Reads roles and duties, and checks that a team has the roles that it must have (R4.1).</summary>
public static class TeamDuties
{
    internal const int MaxDuties = 20;

    /// <summary>Reads a member; what is wrong goes to <paramref name="fields"/>. Null where there is a fault.</summary>
    internal static AssignedDuties? Read(MemberForm form, DecisionLookups lookups, string path, FieldReader fields)
    {
        var person = fields.Text(form.Person, path + ".person", TextLimit.Name, FormationSlice.Clause);
        if (person is not null && lookups.PresenceOf(person) is var presence and not StaffPresence.Present)
            fields.Fault(presence == StaffPresence.Left
                ? PersonLeft : UnknownCode, path + ".person", FormationSlice.Clause, "in the staff register");
        var role = fields.Code<TeamRole>(form.Role, path + ".role", FormationSlice.Clause);
        if (role == TeamRole.None)
            fields.Fault(UnknownCode, path + ".role", FormationSlice.Clause);
        var entries = fields.List(form.Duties, path + ".duties", MaxDuties, FormationSlice.Clause);
        var duties = ImmutableArray.CreateBuilder<string>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
            if (fields.Text(entries[i], new(path + ".duties", i), TextLimit.Name, FormationSlice.Clause) is { } duty)
                duties.Add(duty);
        return person is null || role is null || duties.Count < entries.Length || duties.Count == 0
            ? null : new(person, role.Value, duties.DrainToImmutable());
    }

    /// <summary>The faults of the team's roles if a proposed member were confirmed now, since it may have changed after the
    /// proposal; null where nothing is.</summary>
    public static (RejectionCode Code, string Detail)? Unfit(Roster roster, Member proposed) =>
        FaultOf(RolesAfter(roster, proposed.Replaces is { } left ? roster.Find(left) : null, proposed.Role));

    /// <summary>Checks the roles of a whole team.</summary>
    internal static void CheckRoles(List<TeamRole> roles, string path, FieldReader fields)
    {
        if (FaultOf(roles) is { } fault)
            fields.Fault(fault.Code, path, FormationSlice.Clause, fault.Detail);
    }

    private static (RejectionCode Code, string Detail)? FaultOf(List<TeamRole> roles)
    {
        var missing = Roster.Obligatory.Except(roles).Select(EnumCode<TeamRole>.Of).ToArray();
        if (missing.Length > 0)
            return (RoleMissing, string.Join(',', missing));
        return roles.Count(role => role == TeamRole.ProjectManager) > 1 ? (Contradiction, "one PROJECT_MANAGER") : null;
    }

    /// <summary>The roles of the team once one member has left and another joined.</summary>
    internal static List<TeamRole> RolesAfter(Roster roster, Member? leaving, TeamRole? joining)
    {
        var roles = roster.Members.Where(member => member.Present && member != leaving).Select(member => member.Role).ToList();
        if (joining is { } role)
            roles.Add(role);
        return roles;
    }
}
