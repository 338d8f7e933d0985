using System.Collections.Frozen;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Storage;
using OrderGrains.Server.Streams;
using OrderGrains.Server.Teams;
using Orleans.Storage;

namespace OrderGrains.Server.Assignment;

/// <summary>Tells teams what became of the assignments that their capacity is reserved for, fed by the journal.</summary>
[Alias("og.assignment-relay")]
public interface IAssignmentRelay : IJournalConsumer;

/// <summary>What a team is told.</summary>
/// <param name="Team">The team.</param>
/// <param name="Command">What is wanted of it.</param>
/// <param name="By">Who caused it.</param>
internal sealed record TeamMessage(TeamId Team, TeamCommand Command, string By);

/// <summary>
/// Books a team's capacity when its assignment is approved, and gives it back when that is rejected or the order is cancelled. Each message carries the event that it comes from
/// as its key, so a team that hears of it twice does it once. How far it is, is stored with the messages, and seldom between them: there is little to read again.
/// </summary>
[GrainType("assignment-relay"), ImplicitStreamSubscription(AssignmentSetup.Kind), PartitionPlacement]
internal sealed partial class AssignmentRelay(
    IJournal journal, EventNames names, TeamCommands teams, [FromKeyedServices(GrainStates.Storage)] IGrainStorage storage, TimeProvider clock, ILogger<AssignmentRelay> logger)
    : ConsumerGrain<TeamMessage>(AssignmentSetup.Kind, journal, clock, logger), IAssignmentRelay
{
    private const int UnstoredEvents = 5_000;
    private const string StateName = "assignment-relay/checkpoint";

    // Of all of an order's events, these are about capacity.
    private static readonly FrozenSet<string> Types =
        new[] { typeof(AssignmentApproved), typeof(AssignmentRejected), typeof(OrderCancelled) }
            .Select(type => OrderCatalog.Events.Single(contract => contract.Type == type).Name).ToFrozenSet();

    private readonly GrainState<RelayCheckpoint> _stored = new(RelayCheckpoint.Start);

    /// <inheritdoc/>
    protected override async Task<ConsumerCheckpoint> LoadAsync(CancellationToken cancellation)
    {
        await storage.ReadStateAsync(StateName, this.GetGrainId(), _stored);
        if (!_stored.RecordExists)
            _stored.State = RelayCheckpoint.Start;
        return new(Stored.Position, Stored.Parked);
    }

    /// <inheritdoc/>
    protected override TeamMessage? Read(RecordedEvent recorded)
    {
        if (!names.IsOrders(recorded.Event) || !Types.Contains(recorded.Event.Type))
            return null;
        return Catalogs.Orders.Read(recorded.Stream, recorded.Version, recorded.Event, FrozenDictionary<Guid, PersonalKey>.Empty) switch
        {
            AssignmentApproved e => new(e.Team, new TeamCommand.Commit(new(e.Assignment, new OrderId(recorded.Stream.Value), e.Weeks, e.OverCommitReason is not null)), e.By),
            AssignmentRejected e => new(e.Team, new TeamCommand.Release(e.Assignment), e.By),
            OrderCancelled { Assignment: { } assignment } e => new(assignment.Team, new TeamCommand.Release(assignment.Id), e.By),
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<(RecordedEvent Recorded, TeamMessage Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate)
    {
        foreach (var (recorded, message) in effects)
        {
            var key = Identity.Of("relay", recorded.Stream.ToString(), recorded.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var call = new Call(key, TeamRules.Fingerprint(message.Command));
            if (await teams.CallAsync(message.Team, call, message.Command, new Actor(message.By, Roles.None)) is not Outcome<Team, Rejection>.Accepted)
                LogRefused(message.Team.Value, recorded.Stream.Value, recorded.Version);
        }
        if (effects.Count > 0 || isLate || checkpoint.Parked != Checkpoint.Parked || checkpoint.Position - Stored.Position >= UnstoredEvents)
            await StoreAsync(new RelayCheckpoint(checkpoint.Position, checkpoint.Parked));
    }

    /// <inheritdoc/>
    protected override Task ResetAsync() => StoreAsync(RelayCheckpoint.Start);

    private RelayCheckpoint Stored => _stored.State!; // Never null: reading leaves one, or the start is set.

    private async Task StoreAsync(RelayCheckpoint checkpoint)
    {
        _stored.State = checkpoint;
        try
        {
            await storage.WriteStateAsync(StateName, this.GetGrainId(), _stored);
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // Another activation has stored since: it is the one that goes on.
            throw;
        }
    }

    [LoggerMessage(4121, LogLevel.Error, "Team {Team} refuses what became of order {Order} at version {Version}.")]
    private partial void LogRefused(Guid team, Guid order, int version);
}

/// <summary>How far a partition's relay is, as stored.</summary>
/// <param name="Position">The position of the last event that was applied or parked.</param>
/// <param name="Parked">What is parked.</param>
public sealed record RelayCheckpoint(long Position, System.Collections.Immutable.ImmutableArray<ParkedEvent> Parked)
{
    /// <summary>Before the first event.</summary>
    public static readonly RelayCheckpoint Start = new(0, []);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RelayCheckpoint))]
internal sealed partial class AssignmentRelayJson : JsonSerializerContext;
