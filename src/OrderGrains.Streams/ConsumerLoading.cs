namespace OrderGrains.Streams;

/// <summary>Bounds how many consumers of this process load their stored state at once.</summary>
/// <remarks>
/// All of them are activated when a server starts. Together they would take every connection to the store, and submissions that arrive at
/// that moment would time out waiting for one.
/// </remarks>
internal sealed class ConsumerLoading : IDisposable
{
    private const int MaxConcurrency = 4; // Half of the smallest connection pool from which a loading consumer takes a connection.

    private readonly SemaphoreSlim _places = new(MaxConcurrency);

    /// <summary>Waits for a place; disposing of it returns it.</summary>
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
