using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;
using OrderGrains.Domain.Tests.Customers;
using OrderGrains.Domain.Tests.Staff;

namespace OrderGrains.Domain.Tests.Shared;

/// <summary>Fingerprints of commands on customers, teams and the staff register are stored for ever: a command that is repeated after an
/// upgrade is still the same one.</summary>
public sealed class RecordFingerprintTests
{
    [Theory]
    [InlineData("Customers"), InlineData("Teams"), InlineData("Staff")]
    public void Fingerprints_do_not_change_between_versions(string slice)
    {
        var lines = slice switch
        {
            "Customers" => Lines(CustomerSteps.Table, CustomerStatusTableTests.Commands),
            "Teams" => Lines(TeamSteps.Table, TeamSamples.TeamCommands),
            _ => Lines(StaffSteps.Table, [new StaffMemberSet(Samples.Approver.Subject, StaffSamples.Entered)]),
        };
        Approved.Matches($"Fingerprints/{slice}.txt", string.Concat(lines), forEver: true);
    }

    private static IEnumerable<string> Lines<TState, TCommand, TEvent, TContext>(
        RecordSteps<TState, TCommand, TEvent, TContext> steps, IEnumerable<TCommand> commands)
        where TCommand : class
        where TEvent : class =>
        commands.Select(command => $"{steps.Of(command).Command} {Convert.ToHexString(steps.FingerprintOf(command))}\n");
}
