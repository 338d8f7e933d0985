using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>Bounds how many kinds of consumers work at once in this process while the journal is being written.</summary>
/// <remarks>
/// The limit keeps half of the processors free for writers. Without it all kinds would catch up together whenever the load leaves room, and
/// submissions at that moment would wait for them. While nothing is written there is no limit.
/// </remarks>
/// <param name="limit">The number of places.</param>
/// <param name="pressure">Tells whether the journal is being written.</param>
internal sealed class ConsumerPlaces(int limit, JournalPressure pressure)
{
    private readonly Lock _gate = new();
    private readonly Queue<ConsumerTurns> _waiting = [];
    private int _taken;

    /// <summary>Creates the places for this machine.</summary>
    public static ConsumerPlaces Of(JournalPressure pressure) => new(Math.Max(1, Environment.ProcessorCount / 2), pressure);

    /// <summary>Takes a place if one is free; otherwise queues the asker, which is called back when one is.</summary>
    public bool TryTake(ConsumerTurns asker)
    {
        lock (_gate)
        {
            if (IsFull)
            {
                if (!_waiting.Contains(asker))
                    _waiting.Enqueue(asker);
                return false;
            }
            _taken++;
            return true;
        }
    }

    /// <summary>Returns a place, and offers it to the kinds that wait for one.</summary>
    public void Release()
    {
        lock (_gate)
            _taken--;
        while (Next() is { } next)
            next.Grant(); // A kind that has no use for the place leaves it to the next.
    }

    private bool IsFull => _taken >= limit && pressure.IsWritten;

    private ConsumerTurns? Next()
    {
        lock (_gate)
            return !IsFull && _waiting.TryDequeue(out var next) ? next : null;
    }
}
