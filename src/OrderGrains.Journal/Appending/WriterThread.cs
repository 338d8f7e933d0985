using System.Collections.Concurrent;

namespace OrderGrains.Journal.Appending;

/// <summary>A thread of its own for what waits for the store: none of the thread pool's waits with it, and its answer never stands in the thread pool's queue, which is long
/// just when much is being written.</summary>
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

    /// <summary>Runs after everything that came before.</summary>
    /// <param name="work">The work.</param>
    /// <param name="goOnHere">Whether whoever waits goes on on this thread: only for who writes the next, and never blocks.</param>
    public Task<T> RunAsync<T>(Func<T> work, bool goOnHere = false)
    {
        var done = new TaskCompletionSource<T>(goOnHere ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>Ends after what was given to it.</summary>
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
