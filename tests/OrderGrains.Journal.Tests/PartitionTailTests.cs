namespace OrderGrains.Journal.Tests;

/// <summary>Tests which of a partition's newest events stay in memory.</summary>
public sealed class PartitionTailTests : IDisposable
{
    private const int Kept = 256;
    private const int KeptUnderPressure = 32;
    private readonly JournalPressure _pressure = new(() => false, TimeProvider.System);
    private readonly PartitionTail _tail;
    private long _position;

    public PartitionTailTests()
    {
        _tail = new(_pressure);
        _tail.Follow();
        _tail.JumpTo(0);
    }

    public void Dispose() => _pressure.Dispose();

    [Fact]
    public void Low_pressure_keeps_many_events_for_slow_followers()
    {
        Add(1_000);

        AssertKept(Kept);
    }

    [Fact]
    public void High_pressure_keeps_few_events_and_releases_the_others()
    {
        Add(1_000);
        var old = Oldest();
        Press();
        Add(1);
        AssertKept(KeptUnderPressure);

        GC.Collect();
        Assert.False(old.IsAlive);
    }

    [Fact]
    public void Many_events_are_kept_again_once_the_pressure_has_ended()
    {
        Press();
        Add(1_000);
        for (var i = 0; i < 200; i++)
            _pressure.Note(1);
        Add(100);
        AssertKept(KeptUnderPressure + 100);

        Add(1_000);
        AssertKept(Kept);
    }

    private void Press()
    {
        for (var i = 0; i < 100; i++)
            _pressure.Note(30);
    }

    private void Add(int events)
    {
        for (var i = 0; i < events; i++)
            Assert.True(_tail.Add(Sample.Append(Sample.NewStream()), ++_position, 0));
    }

    private WeakReference Oldest() => new(_tail.ReadAfter(_position - Kept, 1).Events[0]);

    // Cached events are read in order and to the end; the store must supply those before them.
    private void AssertKept(int count)
    {
        Assert.Equal(count, _tail.Kept);
        Assert.Equal(Enumerable.Range(1, count).Select(i => _position - count + i),
            _tail.ReadAfter(_position - count, 1_000).Events.Select(x => x.Position));
        Assert.True(_tail.ReadAfter(_position - count - 1, 1).IsBehind);
    }
}
