using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>
/// How many kinds of consumers work at once in this process while the journal is being written: as many as keep half of the processors free for those who write it. Without this
/// all kinds catch up together whenever a load leaves them room, and whoever submits at that moment waits for them. While nothing is written there is no limit.
/// </summary>
/// <param name="limit">The number of places.</param>
/// <param name="pressure">Says whether the journal is being written.</param>
internal sealed class ConsumerPlaces(int limit, JournalPressure pressure)
{
    private readonly Lock _gate = new();
    private readonly Queue<ConsumerTurns> _waiting = [];
    private int _taken;

    /// <summary>The places of this machine.</summary>
    public static ConsumerPlaces Of(JournalPressure pressure) => new(Math.Max(1, Environment.ProcessorCount / 2), pressure);

    /// <summary>Takes a place if there is one; else whoever asks is asked again when there is, in the order of asking.</summary>
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

    /// <summary>Gives a place back, to whoever waits for one.</summary>
    public void GiveBack()
    {
        lock (_gate)
            _taken--;
        while (Next() is { } next)
            next.Grant(); // Whoever has no use for the place leaves it to the one after.
    }

    private bool IsFull => _taken >= limit && pressure.IsWritten;

    private ConsumerTurns? Next()
    {
        lock (_gate)
            return !IsFull && _waiting.TryDequeue(out var next) ? next : null;
    }
}
