using Microsoft.Extensions.DependencyInjection;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Streams;
using Orleans.Serialization;

namespace OrderGrains.Server.Tests.Streams;

/// <summary>A slice on its way to a consumer in another process.</summary>
public sealed class JournalSliceTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void A_slice_travels_whole_to_another_server_and_keeps_its_position_after_its_events_are_released()
    {
        var slice = Slice();

        var arrived = Roundtrip(slice);
        Assert.Equal((slice.StreamId, slice.SequenceToken), (arrived.StreamId, arrived.SequenceToken));
        Assert.Equal([(41L, 7, "slice.test")], arrived.Events.Select(x => (x.Position, x.Version, x.Event.Type)));

        slice.Release();
        Assert.Empty(Roundtrip(slice).Events);
        Assert.Equal(arrived.SequenceToken, Roundtrip(slice).SequenceToken);
    }

    [Fact]
    public void A_copy_within_the_server_shares_the_events_and_keeps_them_when_the_slice_lets_them_go()
    {
        var slice = Slice();
        var events = slice.Events;

        var copy = _services.GetRequiredService<DeepCopier>().Copy(slice);
        Assert.NotSame(slice, copy);
        Assert.Same(events, copy.Events);

        slice.Release();
        Assert.Empty(slice.Events);
        Assert.Same(events, copy.Events);
    }

    private static JournalSlice Slice()
    {
        var @event = new NewEvent(
            "slice.test", 1, Identity.Of("command", "1"), DateTimeOffset.UnixEpoch, "{}"u8.ToArray(), null, null,
            "{}"u8.ToArray(), null, new byte[32]);
        return new JournalSlice("search", 3, [new(new StreamId(Identity.Of("record", "1")), 7, 3, 41, @event)]);
    }

    private JournalSlice Roundtrip(JournalSlice slice)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<JournalSlice>(serializer.SerializeToArray(slice))!;   // Not null: what went was not.
    }
}
