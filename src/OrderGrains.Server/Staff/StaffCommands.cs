using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Staff;

/// <summary>Sends commands from the API to the staff register.</summary>
public sealed class StaffCommands(IGrainFactory grains, TeamReader teams)
{
    /// <summary>Enters a person, or replaces what is known of one. The entry's identity is the person's subject.</summary>
    public Task<StaffMemberPayload> SetAsync(Actor actor, StaffMemberSetInput input)
    {
        var command = new StaffCommand.SetMember(input.Subject, input.Member);
        var call = input.ToCall(actor, StaffRules.Fingerprint(command));
        var entry = grains.GetGrain<IStaffGrain>(StaffRules.IdOf(UnicodeText.Read(input.Subject) ?? ""));
        return CommandAnswer.OfAsync(
            input.IdempotencyKey,
            () => CommandAnswer.CallAsync(call, () => entry.ExecuteAsync(call, command, actor)),
            done => new StaffMemberPayload(new StaffMemberNode(done.State, done.Version, new StaffTeams(teams, CancellationToken.None)), done.Replayed),
            refusal => new StaffMemberPayload(refusal));
    }
}
