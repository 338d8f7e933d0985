using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tests.Streams;

public sealed class JournalFeedTests : IAsyncLifetime
{
    private const int Room = 4;
    private const int Records = 6;
    private readonly CancellationTokenSource _leaving = new();
    private readonly int[] _versions = new int[Records];
    private FollowedJournal _followed = null!;   // set by InitializeAsync, before any test
    private Feed _feed = null!;   // set by InitializeAsync, before any test

    public async ValueTask InitializeAsync()
    {
        _followed = await FollowedJournal.OpenAsync(partitions: 4);
        _feed = new(_followed.Journal, _followed.Tail, new FeedLimits(Room, MaxReplayedEvents: 50));
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        _leaving.Dispose();
        _feed.Dispose();
        await _followed.DisposeAsync();
    }

    [Fact]
    public async Task A_subscriber_slower_than_the_journal_still_receives_everything()
    {
        var slow = await _feed.FollowAsync(null, Everything, _leaving.Token);
        await using var events = Events(slow);
        await AppendAsync(10 * Room);
        var first = await TakeAsync(events, 5 * Room);
        await AppendAsync(5 * Room);

        AssertWhole([.. first, .. await TakeAsync(events, 10 * Room)], 15 * Room);
    }

    [Fact]
    public async Task A_subscriber_with_a_cursor_receives_exactly_the_later_events()
    {
        var start = new JournalPlace(await _followed.Journal.HeadsAsync(_leaving.Token));
        await AppendAsync(20);
        await using var all = Events(await _feed.FollowAsync(start, Everything, _leaving.Token));
        var whole = await TakeAsync(all, 20);
        AssertWhole(whole, 20);

        for (var known = 1; known < whole.Count; known++)
        {
            Assert.True(JournalPlace.TryDecode(
                whole[known - 1].Place.Encode(PlaceKind.Events), PlaceKind.Events, _followed.Journal.Partitions, out var place));
            await using var again = Events(await _feed.FollowAsync(place, Everything, _leaving.Token));
            AssertWhole([.. whole.Take(known), .. await TakeAsync(again, 20 - known)], 20);
        }
    }

    [Fact]
    public async Task A_subscriber_from_another_process_may_be_ahead_of_this_one()
    {
        // Keeps the feed behind the journal by the moment that a delivery takes.
        await _feed.FollowAsync(null, Everything, _leaving.Token);
        for (var i = 0; i < 30; i++)
        {
            await AppendAsync(1);
            var known = new JournalPlace(await _followed.Journal.HeadsAsync(_leaving.Token));
            using var left = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
            await using var events = Events(await _feed.FollowAsync(known, Everything, left.Token));
            var next = await AppendAsync(1);

            var told = Assert.Single(await TakeAsync(events, 1));
            Assert.Equal(next, (told.News.Stream, told.News.Version));
            Assert.True(known.IsWithin(told.Place));
            await left.CancelAsync();
        }
    }

    [Fact]
    public async Task A_new_subscriber_receives_no_earlier_events_even_from_a_feed_that_lags_behind()
    {
        await _feed.FollowAsync(null, Everything, _leaving.Token);   // Keeps the feed reading.
        var goOn = _feed.HoldUp();
        await AppendAsync(Records);
        await using var events = Events(await _feed.FollowAsync(null, Everything, _leaving.Token));
        var next = await AppendAsync(1);
        goOn.SetResult();

        var told = Assert.Single(await TakeAsync(events, 1)).News;
        Assert.Equal(next, (told.Stream, told.Version));
    }

    [Fact]
    public async Task A_subscriber_of_one_record_returns_after_any_absence_and_other_subscribers_do_not()
    {
        var start = new JournalPlace(await _followed.Journal.HeadsAsync(_leaving.Token));
        await AppendAsync(60);
        var mine = new FeedInterest<RecordedEvent>([new Topic(TopicKind.Record, Record(2))], _ => true) { Records = [Record(2)] };

        await using var events = Events(await _feed.FollowAsync(start, mine, _leaving.Token));
        Assert.Equal(Enumerable.Range(1, 10), (await TakeAsync(events, 10)).Select(item => item.News.Version));
        await AppendAsync(Records);
        Assert.Equal(11, Assert.Single(await TakeAsync(events, 1)).News.Version);

        var refused = await Assert.ThrowsAsync<FeedRefusedException>(async () =>
            await _feed.FollowAsync(start, Everything, _leaving.Token));
        Assert.True(refused.IsTooFarBack);
    }

    [Fact]
    public async Task A_cursor_from_beyond_the_end_is_refused()
    {
        var refused = await Assert.ThrowsAsync<FeedRefusedException>(async () =>
            await _feed.FollowAsync(new JournalPlace(0, 0, 1, 0), Everything, _leaving.Token));

        Assert.False(refused.IsTooFarBack);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AQAAAA")]
    [InlineData("AQAAAAAA")]
    [InlineData("AgAAAAA")]
    [InlineData("AQAAAP____________9_")]
    public void A_malformed_cursor_is_not_decoded(string text) => Assert.False(JournalPlace.TryDecode(text, PlaceKind.Events, 4, out _));

    [Fact]
    public async Task An_event_that_this_version_does_not_know_ends_the_subscription_and_is_not_skipped()
    {
        await using var events = Events(await _feed.FollowAsync(null, Everything, _leaving.Token));
        await AppendAsync(1);
        await AppendAsync(1, type: "of.the-future");

        Assert.Single(await TakeAsync(events, 1));
        await Assert.ThrowsAsync<UnknownEventException>(async () => await events.MoveNextAsync());
    }

    [Fact]
    public async Task An_event_is_read_once_for_all_subscribers_and_not_at_all_without_one()
    {
        await AppendAsync(3);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        List<IAsyncEnumerator<FeedItem<RecordedEvent>>> all = [];
        for (var i = 0; i < 100; i++)
            all.Add(Events(await _feed.FollowAsync(null, Everything, left.Token)));
        await AppendAsync(3);
        foreach (var events in all)
            await TakeAsync(events, 3);
        Assert.Equal(3, _feed.EventsRead);

        await left.CancelAsync();
        await AppendAsync(3);
        await using var late = Events(await _feed.FollowAsync(null, Everything, _leaving.Token));
        var (record, version) = await AppendAsync(1);
        var told = Assert.Single(await TakeAsync(late, 1)).News;
        Assert.Equal((record, version, 4), (told.Stream, told.Version, _feed.EventsRead));
    }

    private static FeedInterest<RecordedEvent> Everything => new([new Topic(TopicKind.All)], _ => true);

    private static StreamId Record(int number) => new(Identity.Of("record", $"{number}"));

    private static IAsyncEnumerator<FeedItem<RecordedEvent>> Events(FeedReader<RecordedEvent, RecordedEvent> reader) =>
        reader.ReadAllAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);

    private static async Task<List<FeedItem<RecordedEvent>>> TakeAsync(IAsyncEnumerator<FeedItem<RecordedEvent>> events, int count)
    {
        List<FeedItem<RecordedEvent>> taken = [];
        while (taken.Count < count && await events.MoveNextAsync())
            taken.Add(events.Current);
        return taken;
    }

    // Every record's events in order, from the first, none twice and none left out.
    private static void AssertWhole(List<FeedItem<RecordedEvent>> told, int count)
    {
        Assert.Equal(count, told.Count);
        foreach (var record in told.GroupBy(item => item.News.Stream))
            Assert.Equal(Enumerable.Range(1, record.Count()), record.Select(item => item.News.Version));
    }

    // One event each to the records in turn.
    private async Task<(StreamId, int)> AppendAsync(int count, string type = "test.happened")
    {
        var number = 0;
        for (var i = 0; i < count; i++)
        {
            number = Array.IndexOf(_versions, _versions.Min());
            var hash = SHA256.HashData([(byte)number, (byte)_versions[number]]);
            var @event = new NewEvent(type, 1, Identity.Of("command", $"{number}.{_versions[number]}"), DateTimeOffset.UnixEpoch,
                "{}"u8.ToArray(), null, null, "{}"u8.ToArray(), null, hash);
            var result = await _followed.Journal.AppendAsync(
                new Append { Stream = Record(number), ExpectedVersion = _versions[number], Events = [@event] }, _leaving.Token);
            Assert.Equal(AppendStatus.Written, result.Status);
            _versions[number]++;
        }
        return (Record(number), _versions[number]);
    }

    /// <summary>A feed whose events are themselves.</summary>
    private sealed class Feed(IJournal journal, JournalTail tail, FeedLimits limits)
        : JournalFeed<RecordedEvent>(journal, tail, limits, TimeProvider.System, NullLogger.Instance)
    {
        private int _eventsRead;
        private Task _goesOn = Task.CompletedTask;

        public int EventsRead => Volatile.Read(ref _eventsRead);

        /// <summary>Lets it read no event until it may go on.</summary>
        public TaskCompletionSource HoldUp()
        {
            var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _goesOn = goOn.Task;
            return goOn;
        }

        protected internal override async ValueTask<IReadOnlyList<RecordedEvent?>> ReadAsync(
            IReadOnlyList<RecordedEvent> page, bool inDetail, CancellationToken cancellation)
        {
            await _goesOn.WaitAsync(cancellation);
            Interlocked.Add(ref _eventsRead, page.Count);
            return page.FirstOrDefault(recorded => recorded.Event.Type == "of.the-future") is { } unknown
                ? throw new UnknownEventException(unknown.Event.Type, unknown.Event.Schema) : page;
        }

        protected override void AddTopics(RecordedEvent news, List<Topic> topics) => topics.Add(new Topic(TopicKind.Record, news.Stream));
    }
}
