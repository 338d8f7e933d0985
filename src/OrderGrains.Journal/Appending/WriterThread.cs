using System.Collections.Concurrent;

namespace OrderGrains.Journal.Appending;

/// <summary>A dedicated thread for blocking calls to the store.</summary>
/// <remarks>
/// They block no thread of the pool, and their answers skip the pool's queue, which is longest when much is being written.
/// </remarks>
internal sealed class WriterThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private bool _disposed;

    public WriterThread(string name)
    {
        _thread = new(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs work after everything queued before it.</summary>
    /// <param name="work">The work.</param>
    /// <param name="continueInline">
    /// Whether the caller continues on this thread; only for a caller that queues the next write and never blocks.
    /// </param>
    public Task<T> RunAsync<T>(Func<T> work, bool continueInline = false)
    {
        var done = new TaskCompletionSource<T>(
            continueInline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Ends the thread after the queued work.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
