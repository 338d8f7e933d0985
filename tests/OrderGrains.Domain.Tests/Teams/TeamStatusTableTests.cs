using System.Collections.Immutable;
using System.Text;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.TeamSamples;

namespace OrderGrains.Domain.Tests.Teams;

public sealed class TeamStatusTableTests : TeamSpecification
{
    private static readonly ImmutableArray<(string Name, ImmutableArray<TeamEvent> History)> Situations =
    [
        ("no team", []),
        ("without capacity", [Created]),
        ("with capacity", [Created, Hundred]),
        ("reserved", [Created, Hundred, new CapacityReserved(Manager.Subject, Now, Booked, Later)]),
        ("expired", [Created, Hundred, new CapacityReserved(Manager.Subject, Now, Booked, Now)]),
        ("expired, full since", [Created, Hundred, new CapacityReserved(Manager.Subject, Now, Booked, Now),
            new CapacityCommitted(Approver.Subject, Now, BookingOf(OtherId, 90))]),
        ("full", [Created, Hundred, new CapacityReserved(Manager.Subject, Now, BookingOf(OtherId, 90), Later)]),
        ("booked", [Created, Hundred, new CapacityCommitted(Approver.Subject, Now, Booked)]),
        ("given back",
            [Created, Hundred, new CapacityCommitted(Approver.Subject, Now, Booked), new CapacityReleased(Manager.Subject, Now, Id)]),
    ];

    [Fact]
    public void Every_command_acts_in_every_situation_as_approved()
    {
        var table = new StringBuilder("""
            # What every command does to a team in every situation

            Sent by an order manager. What happens, or the refusal's code; a dash: nothing needs to happen.


            """);
        table.Append("| | ").AppendJoin(" | ", Situations.Select(situation => situation.Name)).Append(" |\n|---|")
            .Append(string.Concat(Situations.Select(_ => "---|"))).Append('\n');
        foreach (var command in TeamCommands)
            table.Append("| **").Append(TeamSteps.Table.Of(command).Command).Append("** | ")
                .AppendJoin(" | ", Situations.Select(situation => Cell(Fold(situation.History), command))).Append(" |\n");
        Approved.Matches("Statuses/Teams.md", table.ToString());
    }

    private static string Cell(Team team, TeamCommand command) =>
        TeamRules.Decide(team, command, new(Manager, Now, Company, StaffPresence.Present)) switch
        {
            Decision<TeamEvent>.Accepted { Events.IsEmpty: true } => "-",
            Decision<TeamEvent>.Accepted accepted => "→ " + string.Join(", ", accepted.Events.Select(x => EventJson.ContractOf(x).Name)),
            Decision<TeamEvent>.Rejected rejected =>
                string.Join(' ', rejected.Reasons.Select(reason => EnumCode<RejectionCode>.Of(reason.Code))),
            _ => throw new InvalidOperationException(),
        };
}
