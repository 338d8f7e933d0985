using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrderGrains.Server.Cli;
using OrderGrains.Server.Composition;

namespace OrderGrains.Testing;

/// <summary>
/// The whole server, listening as ever, but in the tests' own process: most of what it costs to start one is to compile it, and that is
/// done once here. It cannot be killed.
/// </summary>
public sealed class HostedServer : RunningServer
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task<int> exited;

    // What a test says itself counts.
    private HostedServer(IEnumerable<string> args) => exited = RunAsync([.. Patience.Select(x => $"--{x.Key}={x.Value}"), .. args]);

    public override Task<int> Exited => exited;

    /// <summary>Starts a server.</summary>
    /// <param name="environment">Such as Development.</param>
    /// <param name="args">The program's arguments.</param>
    public static HostedServer Start(string environment, IEnumerable<string> args) =>
        new([.. args, $"--environment={environment}", "--hostBuilder:reloadConfigOnChange=false"]);

    public override Task<int> StopAsync()
    {
        stop.Cancel();
        return exited;
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private async Task<int> RunAsync(string[] args)
    {
        await Task.Yield();
        using StringWriter output = new(), error = new();
        using var log = new Log(Hear);
        var exit = await CommandLine.RunAsync(args, configuration =>
            ServerHost.RunAsync(configuration, log, stop.Token), new Terminal(output, error, isWatched: false));
        SqliteConnection.ClearAllPools(); // As the end of a process does.
        if (error.ToString() is { Length: > 0 } said)
            HearError(said.TrimEnd());
        return exit;
    }

    /// <summary>Writes as the console's log does.</summary>
    private sealed class Log(Action<string> write) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Category(categoryName, write);

        public void Dispose()
        {
        }
    }

    private sealed class Category(string name, Action<string> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var level = logLevel switch { LogLevel.Critical => "crit", LogLevel.Error => "fail", LogLevel.Warning => "warn", _ => "info" };
            write($"{level}: {name}[{eventId.Id}]\n      {formatter(state, exception)}");
            if (exception is not null)
                write($"      {exception}");
        }
    }
}
