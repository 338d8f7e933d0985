using Microsoft.Extensions.Time.Testing;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tests.Streams;

/// <summary>Consumers of the journal give way to its writers.</summary>
public sealed class ConsumerTurnsTests : IDisposable
{
    private const int WrittenPerEvent = 16;
    private readonly FakeTimeProvider _clock = new();
    private readonly JournalPressure _pressure;
    private readonly ConsumerTurns _turns;
    private bool _isIdle;

    public ConsumerTurnsTests()
    {
        _pressure = new(() => _isIdle, _clock);
        _turns = new(WrittenPerEvent, _pressure, new ConsumerPlaces(1, _pressure), _clock);
    }

    public void Dispose() => _pressure.Dispose();

    [Fact]
    public async Task A_turn_comes_at_once_while_little_is_written()
    {
        Write(appends: 2, times: 100);
        await WorkAsync(events: 500);

        Assert.True(Ask().IsCompleted);
    }

    [Fact]
    public async Task A_turn_comes_under_heavy_writing_after_a_multiple_of_the_events_of_the_last_one()
    {
        Write(appends: 30, times: 100);
        await WorkAsync(events: 50);
        var next = Ask();

        Write(appends: 16, times: 49);
        Assert.False(next.IsCompleted);
        Write(appends: 16, times: 1);
        await next;
    }

    [Fact]
    public async Task When_the_batches_become_small_again_the_turn_comes_at_once()
    {
        Write(appends: 30, times: 100);
        await WorkAsync(events: 1_000_000);
        var next = Ask();

        Write(appends: 1, times: 200);
        await next;
    }

    [Fact]
    public async Task When_nothing_is_left_to_write_the_turn_comes_after_a_moment()
    {
        Write(appends: 30, times: 100);
        await WorkAsync(events: 1_000_000);
        var next = Ask();

        BecomeIdle();
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        await next;
    }

    [Fact]
    public async Task A_gap_between_two_batches_is_no_pause()
    {
        Write(appends: 30, times: 100);
        await WorkAsync(events: 1_000_000);
        var next = Ask();

        BecomeIdle();
        _isIdle = false;
        _clock.Advance(TimeSpan.FromMilliseconds(50));

        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task Turns_come_one_at_a_time_in_the_order_of_the_requests()
    {
        var first = await Ask();
        Task<ConsumerTurns.Turn> second = Ask(), third = Ask();
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await second).Dispose();
        await third;
    }

    [Fact]
    public async Task A_waiter_that_left_is_skipped()
    {
        var first = await Ask();
        using var gone = new CancellationTokenSource();
        var second = _turns.TakeAsync(gone.Token);
        var third = Ask();
        await gone.CancelAsync();

        first.Dispose();

        await third;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task A_turn_that_ends_twice_admits_only_one_successor()
    {
        var first = await Ask();
        Task<ConsumerTurns.Turn> second = Ask(), third = Ask();

        first.Dispose();
        await second;
        first.Dispose();

        Assert.False(third.IsCompleted);
    }

    private Task<ConsumerTurns.Turn> Ask() => _turns.TakeAsync(TestContext.Current.CancellationToken);

    private async Task WorkAsync(int events)
    {
        using var turn = await Ask();
        turn.Events = events;
    }

    private void Write(int appends, int times)
    {
        _isIdle = false;
        for (var i = 0; i < times; i++)
            _pressure.Note(appends);
    }

    private void BecomeIdle()
    {
        _isIdle = true;
        _pressure.NoteIdle();
    }
}
