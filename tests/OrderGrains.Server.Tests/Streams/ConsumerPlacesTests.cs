using Microsoft.Extensions.Time.Testing;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tests.Streams;

/// <summary>While the journal is written, its consumers use only a part of the machine; several kinds share it in turns.</summary>
public sealed class ConsumerPlacesTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly JournalPressure _pressure;
    private readonly ConsumerTurns _search, _deadlines, _feedback;

    public ConsumerPlacesTests()
    {
        _pressure = new(() => true, _clock);
        var places = new ConsumerPlaces(1, _pressure);
        (_search, _deadlines, _feedback) = (Kind(), Kind(), Kind());

        ConsumerTurns Kind() => new(writtenPerEvent: 16, _pressure, places, _clock);
    }

    public void Dispose() => _pressure.Dispose();

    [Fact]
    public async Task All_kinds_work_at_once_while_nothing_is_written()
    {
        using var search = await Ask(_search);
        using var deadlines = await Ask(_deadlines);
        using var feedback = await Ask(_feedback);
    }

    [Fact]
    public async Task The_kinds_work_one_after_another_during_writes()
    {
        _pressure.Note(appends: 1);
        var search = await Ask(_search);
        Task<ConsumerTurns.Turn> deadlines = Ask(_deadlines), feedback = Ask(_feedback);
        Assert.False(deadlines.IsCompleted);

        search.Dispose();
        var second = await deadlines;
        Assert.False(feedback.IsCompleted);
        second.Dispose();
        (await feedback).Dispose();
    }

    [Fact]
    public async Task A_kind_with_much_to_do_lets_the_others_go_first_after_each_turn()
    {
        _pressure.Note(appends: 1);
        var first = await Ask(_search);
        Task<ConsumerTurns.Turn> second = Ask(_search), deadlines = Ask(_deadlines);

        first.Dispose();

        var between = await deadlines;
        Assert.False(second.IsCompleted);
        between.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_waiting_consumer_leaves_its_place_to_others_after_a_moment()
    {
        _pressure.Note(appends: 1);
        using var stuck = await Ask(_search);
        var (next, deadlines) = (Ask(_search), Ask(_deadlines));

        for (var time = 0; time < 100; time += 25)
        {
            Assert.False(deadlines.IsCompleted);
            _clock.Advance(TimeSpan.FromMilliseconds(25));
            _pressure.Note(appends: 1);
        }

        (await deadlines).Dispose();
        Assert.False(next.IsCompleted); // One at a time of each kind all the same.
    }

    [Fact]
    public async Task Waiting_consumers_work_side_by_side_shortly_after_the_last_write()
    {
        _pressure.Note(appends: 1);
        var search = await Ask(_search);
        Task<ConsumerTurns.Turn> deadlines = Ask(_deadlines), feedback = Ask(_feedback);

        _clock.Advance(TimeSpan.FromMilliseconds(50));
        search.Dispose();

        using var second = await deadlines;
        using var third = await feedback;
    }

    [Fact]
    public async Task A_place_that_a_kind_may_not_yet_use_goes_to_the_next_one()
    {
        var deadlines = await Ask(_deadlines);
        Write(appends: 30, times: 100);
        (deadlines.Events, var again, var feedback) = (1_000_000, Ask(_deadlines), Ask(_feedback));

        deadlines.Dispose();

        (await feedback).Dispose();
        Assert.False(again.IsCompleted);
    }

    [Fact]
    public async Task A_place_without_waiters_stays_free()
    {
        _pressure.Note(appends: 1);
        using var gone = new CancellationTokenSource();
        var search = await Ask(_search);
        var deadlines = _deadlines.TakeAsync(gone.Token);
        var feedback = Ask(_feedback);
        await gone.CancelAsync();

        search.Dispose();

        (await feedback).Dispose();
        (await Ask(_search)).Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deadlines);
    }

    private static Task<ConsumerTurns.Turn> Ask(ConsumerTurns kind) => kind.TakeAsync(TestContext.Current.CancellationToken);

    private void Write(int appends, int times)
    {
        for (var i = 0; i < times; i++)
            _pressure.Note(appends);
    }
}
