using Microsoft.Extensions.Time.Testing;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tests.Streams;

/// <summary>Reading for a consumer that gives way: one slice at a time, and none kept longer than it is needed.</summary>
public sealed class JournalReceiverTests : IAsyncLifetime
{
    private readonly Consumer _consumer = new();
    private FollowedJournal _followed = null!;   // set by InitializeAsync, before any test
    private ConsumerMetrics _metrics = null!;   // set by InitializeAsync, before any test
    private ConsumerTurns _turns = null!;   // set by InitializeAsync, before any test
    private JournalReceiver _receiver = null!;   // set by InitializeAsync, before any test

    public async ValueTask InitializeAsync()
    {
        _followed = await FollowedJournal.OpenAsync(partitions: 1);
        _metrics = new(_followed.Tail, TimeProvider.System);
        _turns = new ConsumerTurns(writtenPerEvent: 16, _followed.Pressure, new ConsumerPlaces(1, _followed.Pressure), TimeProvider.System);
        _receiver = Receiver();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.Shutdown(TimeSpan.Zero);
        _metrics.Dispose();
        await _followed.DisposeAsync();
    }

    [Fact]
    public async Task Events_are_let_go_when_they_are_applied_and_not_before()
    {
        await AppendAsync();
        var first = await ReadAsync();
        var (stream, token) = (first.StreamId, first.SequenceToken);
        await AppendAsync();
        var reading = ReadAsync();
        await _consumer.Asked.Task;
        Assert.Equal([1L], first.Events.Select(recorded => recorded.Position));

        _consumer.Applied.SetResult(true);

        Assert.Equal([2L], (await reading).Events.Select(recorded => recorded.Position));
        Assert.Empty(first.Events);
        // The stream still asks a delivered slice for its position.
        Assert.Equal((stream, token), (first.StreamId, first.SequenceToken));
    }

    [Fact]
    public async Task A_consumer_that_does_not_answer_keeps_its_turn_for_at_most_two_seconds()
    {
        var clock = new FakeTimeProvider();
        var receiver = Receiver(clock);
        await AppendAsync();
        await receiver.GetQueueMessagesAsync(1, TestContext.Current.CancellationToken);
        var reading = receiver.GetQueueMessagesAsync(1, TestContext.Current.CancellationToken);
        await _consumer.Asked.Task;
        var others = _turns.TakeAsync(TestContext.Current.CancellationToken);
        Assert.False(others.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(2));
        await others;

        await receiver.Shutdown(TimeSpan.Zero);
        Assert.Empty(await reading);
    }

    [Fact]
    public async Task A_turn_that_comes_at_the_end_of_reading_goes_to_others()
    {
        await AppendAsync();
        using var known = _followed.Tail.Follow(0, 0);
        await known.ReadAsync(1, TestContext.Current.CancellationToken);
        var others = await _turns.TakeAsync(TestContext.Current.CancellationToken);
        var (ending, steps) = (Receiver(), new Steps());
        var reading = Task.Factory.StartNew(() =>
            ending.GetQueueMessagesAsync(1), TestContext.Current.CancellationToken, TaskCreationOptions.None, steps).Unwrap();
        steps.Go();

        others.Dispose();                       // It is the reading's turn now, which goes on only after the end.
        await ending.Shutdown(TimeSpan.Zero);
        steps.Go();

        Assert.Empty(await reading);
        Assert.True(_turns.TakeAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    private JournalReceiver Receiver(TimeProvider? clock = null) =>
        new("search", 0, new ConsumerPace(TimeSpan.Zero, 100, 16), _turns, _followed.Tail, _consumer, _metrics, clock
            ?? TimeProvider.System);

    private async Task<JournalSlice> ReadAsync() => Assert.IsType<JournalSlice>(Assert.Single(await _receiver.GetQueueMessagesAsync(1)));

    private async Task AppendAsync()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var stream = new StreamId(Guid.CreateVersion7(now));
        var @event = new NewEvent(
            "receiver.test", 1, Guid.CreateVersion7(now), now, "{}"u8.ToArray(), null, null, "{}"u8.ToArray(), null, new byte[32]);
        await _followed.Journal.AppendAsync(
            new Append { Stream = stream, ExpectedVersion = 0, Events = [@event] }, TestContext.Current.CancellationToken);
    }

    private sealed class Consumer : IJournalConsumer
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource<bool> Applied { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<long> PositionAsync() => Task.FromResult(0L);
        public Task<ConsumerCheckpoint> CheckpointAsync() => Task.FromResult(ConsumerCheckpoint.Start);
        public Task<Resumption?> ResumeAsync(long position) => Task.FromResult<Resumption?>(null);

        public Task<bool> ReachAsync(long position)
        {
            Asked.TrySetResult();
            return Applied.Task;
        }
    }

    /// <summary>Runs pending work on request, as a stream sometimes has a thread of its own.</summary>
    private sealed class Steps : TaskScheduler
    {
        private readonly Queue<Task> _next = [];

        public void Go()
        {
            while (_next.TryDequeue(out var task))
                TryExecuteTask(task);
        }

        protected override void QueueTask(Task task) => _next.Enqueue(task);
        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
        protected override IEnumerable<Task> GetScheduledTasks() => _next;
    }
}
