using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>A consumer of the journal that notes the position of every event that it applies.</summary>
[Alias("test.IFollower")]
public interface IFollower : IJournalConsumer
{
    [Alias("applied")] Task<long[]> AppliedAsync();
}

/// <summary>One kind of follower.</summary>
[Alias("test.ISteadyFollower")]
public interface ISteadyFollower : IFollower;

/// <summary>The other kind, which has <see cref="Trouble"/>.</summary>
[Alias("test.IStuckFollower")]
public interface IStuckFollower : IFollower;

/// <summary>A kind whose activations are <see cref="Overtaken"/>.</summary>
[Alias("test.IOvertakenFollower")]
public interface IOvertakenFollower : IFollower;

/// <summary>The stored state of a follower.</summary>
public sealed record Followed(List<long> Applied)
{
    public Followed() : this([]) { }
}

[JsonSerializable(typeof(Followed))]
internal sealed partial class FollowedJson : JsonSerializerContext;

/// <summary>Why a kind of follower can apply nothing.</summary>
internal sealed class Trouble(TimeSpan lasting)
{
    private readonly TaskCompletionSource outlasted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? since;
    private volatile bool isOver;

    /// <summary>Completes when it was met again after it had lasted so long.</summary>
    public Task Outlasted => outlasted.Task;

    public void End() => isOver = true;

    public void Meet()
    {
        if (isOver)
            return;
        since ??= Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(since.Value) >= lasting)
            outlasted.TrySetResult();
        throw new InvalidOperationException("Nothing can be applied for now.");
    }
}

internal abstract class Follower(string kind, IJournal journal, IPersistentState<Followed> followed, TimeProvider clock, ILogger logger)
    : ConsumerGrain<RecordedEvent>(kind, journal, clock, logger), IFollower
{
    public Task<long[]> AppliedAsync() => Task.FromResult(followed.State.Applied.ToArray());

    protected override Task<ConsumerCheckpoint> LoadAsync(CancellationToken cancellation) =>
        Task.FromResult(ConsumerCheckpoint.Start with { Position = followed.State.Applied.LastOrDefault() });

    protected override RecordedEvent? Read(RecordedEvent recorded) => recorded;

    protected override async Task ApplyAsync(
        IReadOnlyList<(RecordedEvent Recorded, RecordedEvent Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate)
    {
        followed.State = new([.. followed.State.Applied, .. effects.Select(x => x.Recorded.Position)]);
        await followed.WriteStateAsync();
    }

    protected override Task ResetAsync() => throw new NotSupportedException();
}

[GrainType("test-steady"), ImplicitStreamSubscription(Kind), PartitionPlacement]
internal sealed class SteadyFollower(IJournal journal,
    [PersistentState("followed", GrainStates.Storage)] IPersistentState<Followed> followed, TimeProvider clock,
    ILogger<SteadyFollower> logger)
    : Follower(Kind, journal, followed, clock, logger), ISteadyFollower
{
    public new const string Kind = "test-steady";
}

[GrainType("test-stuck"), ImplicitStreamSubscription(Kind), PartitionPlacement]
internal sealed class StuckFollower(
    IJournal journal, Trouble trouble, [PersistentState("followed", GrainStates.Storage)] IPersistentState<Followed> followed,
    TimeProvider clock, ILogger<StuckFollower> logger)
    : Follower(Kind, journal, followed, clock, logger), IStuckFollower
{
    public new const string Kind = "test-stuck";

    protected override Task ApplyAsync(
        IReadOnlyList<(RecordedEvent Recorded, RecordedEvent Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate)
    {
        trouble.Meet();
        return base.ApplyAsync(effects, checkpoint, isLate);
    }
}

/// <summary>Each partition's first activation can apply nothing for a while, so that it is waited for, and then learns that another has
/// gone on.</summary>
internal sealed class Overtaken
{
    private const int Tries = 5;
    private readonly ConcurrentDictionary<int, int> tries = [];

    /// <summary>Counts a try: whether it must fail, and whether it is the last of the first activation.</summary>
    public (bool Fails, bool IsLast) Try(int partition) =>
        tries.AddOrUpdate(partition, 1, (_, count) => count + 1) is var count && count <= Tries ? (true, count == Tries) : (false, false);
}

[GrainType("test-overtaken"), ImplicitStreamSubscription(Kind), PartitionPlacement]
internal sealed class OvertakenFollower(
    IJournal journal, Overtaken overtaken, [PersistentState("followed", GrainStates.Storage)] IPersistentState<Followed> followed,
    TimeProvider clock, ILogger<OvertakenFollower> logger)
    : Follower(Kind, journal, followed, clock, logger), IOvertakenFollower
{
    public new const string Kind = "test-overtaken";

    protected override Task ApplyAsync(
        IReadOnlyList<(RecordedEvent Recorded, RecordedEvent Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate)
    {
        var (fails, isLast) = overtaken.Try(Partition);
        if (isLast)
            DeactivateOnIdle();
        return fails ? throw new InvalidOperationException("Another activation has gone on.")
            : base.ApplyAsync(effects, checkpoint, isLate);
    }
}
