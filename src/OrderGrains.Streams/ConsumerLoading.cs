namespace OrderGrains.Streams;

/// <summary>
/// Bounds how many consumers of this process read their stored state at once. All of them are activated when a server starts: together they
/// would take every connection to the store, and those who submit orders at that moment would wait for one in vain.
/// </summary>
internal sealed class ConsumerLoading : IDisposable
{
    private const int MaxConcurrency = 4; // Half of the smallest pool of connections that loading takes one of.

    private readonly SemaphoreSlim _places = new(MaxConcurrency);

    /// <summary>Waits for a place, which is given back when it is disposed of.</summary>
    public async ValueTask<Place> EnterAsync(CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        return new(_places);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    /// <summary>The place of one consumer.</summary>
    internal readonly struct Place(SemaphoreSlim places) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => places.Release();
    }
}
