using System.Collections.Concurrent;

namespace OrderGrains.Testing;

/// <summary>The program while it runs: a server or a command. It ends with the test, however that ends.</summary>
public abstract class RunningServer : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private const string Ready = "Application started.";

    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> error = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where the server listens.</summary>
    public Uri Url => listening.Task.Result;

    /// <summary>Everything that was written so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Everything that was written to standard error so far.</summary>
    public string Error => string.Join('\n', error);

    /// <summary>The exit code, once the program has ended and everything that it wrote was read.</summary>
    public abstract Task<int> Exited { get; }

    /// <summary>Whether the server has said that it has started.</summary>
    public bool IsReady => ready.Task.IsCompleted;

    /// <summary>
    /// What tests want of every server: nobody is too quick (how many requests one person may send has tests of its own), and a crowd is
    /// there to be decided on, not to be refused at the door, also where the disk of the machine stands still for a moment.
    /// </summary>
    protected static IReadOnlyDictionary<string, string> Patience { get; } = new Dictionary<string, string>
    {
        ["GraphQL:PersonRate"] = "1000000",
        ["GraphQL:PersonBurst"] = "1000000",
        ["GraphQL:RequestsAtOnce"] = "2000",
        ["GraphQL:QueueAge"] = "00:00:05",
        ["Journal:WaitingAge"] = "00:00:04",
    };

    /// <summary>Returns when the server has said that it has started.</summary>
    public async Task ReadyAsync()
    {
        if (await Task.WhenAny(ready.Task, Exited) != ready.Task)
            throw new InvalidOperationException($"The server ended with {await Exited} before it was ready:\n{Output}\n{Error}");
    }

    /// <summary>Checks that no error was logged, and nothing written to standard error. A warning is no fault: on a slow machine servers
    /// miss each other's probes, and say so with an exception.</summary>
    public void AssertFaultless() =>
        Assert.True(error.IsEmpty && !output.Any(IsFault), $"{string.Join('\n', Faults.Concat(error))}\n\nAll of its output:\n{Output}");

    /// <summary>Asks the program to end.</summary>
    /// <returns>The exit code.</returns>
    public abstract Task<int> StopAsync();

    public abstract ValueTask DisposeAsync();

    protected void HearError(string line) => error.Enqueue(line);

    protected void Hear(string line)
    {
        output.Enqueue(line);
        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            listening.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
        if (line.Contains(Ready, StringComparison.Ordinal))
            ready.TrySetResult();
    }

    // Each with what the logger writes of it in the following lines, which are indented.
    private IEnumerable<string> Faults
    {
        get
        {
            var isFault = false;
            return output.Where(line => isFault = IsFault(line) || (isFault && line.StartsWith(' '))).ToList();
        }
    }

    private static bool IsFault(string line) =>
        line.StartsWith("fail: ", StringComparison.Ordinal) || line.StartsWith("crit: ", StringComparison.Ordinal);
}
