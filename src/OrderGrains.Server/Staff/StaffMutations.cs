using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Staff;

namespace OrderGrains.Server;

public sealed partial class Mutation
{
    /// <summary>Enters a person in the staff register, or replaces what is known of one: departments, roles, absences and substitutes.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.DepartmentHead | Roles.SeniorLeader)]
    public static Task<StaffMemberPayload> StaffMemberSet([Caller] Actor actor, [FromServices] StaffCommands staff, StaffMemberSetInput input) =>
        staff.SetAsync(actor, input);
}

/// <summary>Input of staffMemberSet.</summary>
public sealed record StaffMemberSetInput : CommandInput
{
    /// <summary>The subject of the person's token, at most 64 characters.</summary>
    public string? Subject { get; init; }
    /// <summary>The person as it is from now on.</summary>
    public required StaffForm Member { get; init; }
}

/// <summary>The result of a command on the staff register.</summary>
[Access(OrderAccess.SeesEverything)]
public sealed class StaffMemberPayload
{
    private readonly Refusal _refusal;

    internal StaffMemberPayload(StaffMemberNode member, bool replayed) => (StaffMember, Replayed, _refusal) = (member, replayed, CommandAnswer.None);

    internal StaffMemberPayload(Refusal refusal) => _refusal = refusal;

    /// <summary>The person as it is now (for a dry run: as it would be); null where the command was refused.</summary>
    public StaffMemberNode? StaffMember { get; }
    /// <summary>Whether the command had been carried out before.</summary>
    public bool Replayed { get; }

    /// <summary>Why the command was refused; empty where it was not.</summary>
    public IReadOnlyList<IUserError> Errors([InLanguage] Language language) => _refusal(language);
}
