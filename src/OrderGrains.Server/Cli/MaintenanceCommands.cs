using System.CommandLine;
using System.Data.Common;
using System.Diagnostics;
using OrderGrains.Journal;
using OrderGrains.Server.Composition;
using OrderGrains.Server.Hosting;

namespace OrderGrains.Server.Cli;

/// <summary><c>migrate</c>, <c>verify</c>, <c>rebuild</c>: what is done to the store as a whole.</summary>
internal static class MaintenanceCommands
{
    public static IEnumerable<Command> Define(string[] configuration, Terminal terminal)
    {
        const string Migrate =
            "Brings the store's schema to what this program knows. Can be run again; on SQLite the server must be stopped.";
        const string Verify =
            "Verifies the whole journal, and what is made from it; lists what is wrong on standard output. May run beside the server.";
        const string Rebuild = "Makes rows and snapshots anew from the journal. On SQLite the server must be stopped.";
        return
        [
            Make("migrate", Migrate, MigrateAsync, configuration, terminal),
            Make("verify", Verify, VerifyAsync, configuration, terminal),
            Make("rebuild", Rebuild, RebuildAsync, configuration, terminal),
        ];
    }

    private static Command Make(
        string name, string description, Func<Maintenance, Terminal, CancellationToken, Task<int>> run, string[] configuration,
            Terminal terminal)
    {
        var command = new Command(name, description);
        command.SetAction(async (_, cancellation) =>
        {
            var maintenance = new Maintenance(ServerHost.CreateBuilder(configuration).Configuration, TimeProvider.System);
            try
            {
                return await run(maintenance, terminal, cancellation);
            }
            catch (DbException failed)
            {
                throw CommandLineException.Failed($"{name} cannot use the store: {failed.Message}");
            }
        });
        return command;
    }

    private static async Task<int> MigrateAsync(Maintenance maintenance, Terminal terminal, CancellationToken cancellation)
    {
        var steps = await maintenance.MigrateAsync(new Lines(line => terminal.Error.WriteLine($"migrate: {line}")), cancellation);
        await terminal.Error.WriteLineAsync(steps == 0 ? "migrate: nothing to do." : $"migrate: done, {steps} steps.");
        return ExitCodes.Done;
    }

    private static async Task<int> VerifyAsync(Maintenance maintenance, Terminal terminal, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var events = 0L;
        var findings = await terminal.ShowAsync("verify",
            progress => maintenance.VerifyAsync(Of(progress, read => events = read), cancellation));
        foreach (var finding in findings)
            await terminal.Output.WriteLineAsync(finding.ToString());
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (findings.Count > 0)
            throw CommandLineException.Failed($"{findings.Count} findings; the first: {findings[0]}");
        await terminal.Error.WriteLineAsync(FormattableString.Invariant(
            $"verify: {events:N0} events in {seconds:N1} s, all is as it must be."));
        return ExitCodes.Done;
    }

    private static async Task<int> RebuildAsync(Maintenance maintenance, Terminal terminal, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var events = await terminal.ShowAsync("rebuild", progress => maintenance.RebuildAsync(Of(progress, _ => { }), cancellation));
        await terminal.Error.WriteLineAsync(
            FormattableString.Invariant($"rebuild: {events:N0} events in {Stopwatch.GetElapsedTime(started).TotalSeconds:N1} s."));
        return ExitCodes.Done;
    }

    private static Reporter Of(IProgress<Terminal.Progress> progress, Action<long> read) => new(progress, read);

    // Both report where they are called, not later on another thread: lines keep their order.
    private sealed class Reporter(IProgress<Terminal.Progress> progress, Action<long> read) : IProgress<JournalProgress>
    {
        public void Report(JournalProgress value)
        {
            read(value.Events);
            progress.Report(new(value.Events, value.Total, FormattableString.Invariant($"{value.Events:N0} events")));
        }
    }

    private sealed class Lines(Action<string> write) : IProgress<string>
    {
        public void Report(string value) => write(value);
    }
}
