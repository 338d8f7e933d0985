using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Staff;

/// <summary>Sends commands from the API to the staff register.</summary>
public sealed class StaffCommands(IGrainFactory grains, TeamReader teams)
{
    /// <summary>Carries out a command. The entry's identity is the person's subject.</summary>
    public Task<StaffMemberPayload> ExecuteAsync(Actor actor, CommandInput input, StaffCommand command)
    {
        var call = input.ToCall(actor, StaffSteps.Table.FingerprintOf(command));
        var entry = grains.GetGrain<IStaffGrain>(StaffRules.IdOf(UnicodeText.Read(command.Subject) ?? ""));
        return CommandAnswer.OfAsync(
            input.IdempotencyKey,
            () => CommandAnswer.CallAsync(call, () => entry.ExecuteAsync(call, command, actor)),
            done => new StaffMemberPayload(new StaffMemberNode(done.State, done.Version, new StaffTeams(teams, CancellationToken.None)),
                done.Replayed),
            refusal => new StaffMemberPayload(refusal));
    }
}

/// <summary>The result of a command on the staff register.</summary>
[Access(OrderAccess.SeesEverything)]
public sealed class StaffMemberPayload
{
    private readonly Refusal _refusal;

    internal StaffMemberPayload(StaffMemberNode member, bool replayed) =>
        (StaffMember, Replayed, _refusal) = (member, replayed, CommandAnswer.None);

    internal StaffMemberPayload(Refusal refusal) => _refusal = refusal;

    /// <summary>The person as it is now (for a dry run: as it would be); null where the command was refused.</summary>
    public StaffMemberNode? StaffMember { get; }
    /// <summary>Whether the command had been carried out before.</summary>
    public bool Replayed { get; }

    /// <summary>Why the command was refused; empty where it was not.</summary>
    public IReadOnlyList<IUserError> Errors([InLanguage] Language language) => _refusal(language);
}
