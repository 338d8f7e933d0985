using System.Collections.Frozen;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Records;
using OrderGrains.Server.Storage;
using OrderGrains.Server.Teams;
using OrderGrains.Streams;
using Orleans.Storage;

namespace OrderGrains.Server.Assignment;

/// <summary>Tells teams what became of the assignments that their capacity is reserved for, fed by the journal.</summary>
[Alias("og.assignment-relay")]
public interface IAssignmentRelay : IJournalConsumer;

/// <summary>A message to a team.</summary>
/// <param name="Team">The team.</param>
/// <param name="Command">The command.</param>
/// <param name="By">The person who caused it.</param>
internal sealed record TeamMessage(TeamId Team, TeamCommand Command, string By);

/// <summary>
/// Books a team's capacity when its assignment is approved, and gives it back when that is rejected or the order is cancelled. Each message
/// carries the event that it comes from as its key, so a team that hears of it twice does it once.
/// </summary>
[GrainType("assignment-relay"), ImplicitStreamSubscription(AssignmentSetup.Kind), PartitionPlacement]
internal sealed partial class AssignmentRelay(
    IJournal journal, EventNames names, TeamCommands teams, [FromKeyedServices(GrainStates.Storage)] IGrainStorage storage,
        TimeProvider clock, ILogger<AssignmentRelay> logger)
    : RepeatableConsumerGrain<TeamMessage>(AssignmentSetup.Kind, journal, storage, clock, logger), IAssignmentRelay
{
    // Of all of an order's events, these are about capacity.
    private static readonly FrozenSet<string> Types =
        new[] { typeof(AssignmentApproved), typeof(AssignmentRejected), typeof(OrderCancelled) }
            .Select(type => OrderEvents.Contracts.Single(contract => contract.Type == type).Name).ToFrozenSet();

    /// <inheritdoc/>
    protected override TeamMessage? Read(RecordedEvent recorded)
    {
        if (!names.IsOrders(recorded.Event) || !Types.Contains(recorded.Event.Type))
            return null;
        return OrderAggregate.Events.Read(recorded, FrozenDictionary<Guid, PersonalKey>.Empty) switch
        {
            AssignmentApproved e => new(e.Team,
                new CapacityCommit(new(e.Assignment, new OrderId(recorded.Stream.Value), e.Weeks, e.OverCommitReason is not null)), e.By),
            AssignmentRejected e => new(e.Team, new CapacityRelease(e.Assignment), e.By),
            OrderCancelled { Assignment: { } assignment } e => new(assignment.Team, new CapacityRelease(assignment.Id), e.By),
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override async Task DeliverAsync(IReadOnlyList<(RecordedEvent Recorded, TeamMessage Effect)> effects)
    {
        foreach (var (recorded, message) in effects)
        {
            var key = Identity.Of("relay", recorded.Stream.ToString(),
                recorded.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var call = new Call(key, TeamSteps.Table.FingerprintOf(message.Command));
            if (await teams.CallAsync(message.Team, call, message.Command, new Actor(message.By, Roles.None))
                is not Outcome<Team, Rejection>.Accepted)
                LogRefused(message.Team.Value, recorded.Stream.Value, recorded.Version);
        }
    }

    [LoggerMessage(4121, LogLevel.Error, "Team {Team} refuses what became of order {Order} at version {Version}.")]
    private partial void LogRefused(Guid team, Guid order, int version);
}
