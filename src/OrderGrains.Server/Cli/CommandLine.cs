using System.CommandLine;
using System.CommandLine.Help;
using OrderGrains.Server.Demo;
using OrderGrains.Server.Hosting;

namespace OrderGrains.Server.Cli;

/// <summary>The program's front door: a verb is carried out, everything else is for the server.</summary>
public static class CommandLine
{
    internal const string Name = "ordergrains";
    private const string Demo = "--demo";

    /// <summary>Carries out what the arguments ask for.</summary>
    /// <param name="args">A verb and its options; or the server's configuration, such as <c>--urls http://127.0.0.1:8080</c>.</param>
    /// <param name="serve">Runs the server with its configuration arguments until it is told to stop, and returns the exit code.</param>
    /// <returns>The exit code: 0 done, 1 refused or failed with one line on standard error, 2 called wrongly.</returns>
    public static Task<int> RunAsync(string[] args, Func<string[], Task<int>> serve) => RunAsync(args, serve, Terminal.Process);

    internal static async Task<int> RunAsync(string[] args, Func<string[], Task<int>> serve, Terminal terminal)
    {
        try
        {
            var (configuration, rest) = ConfigurationArguments.Split(args);
            return rest switch
            {
                [] => await serve(configuration),
                [Demo] => await serve([.. configuration, $"--{DemoSetup.Setting}=true"]),
                _ => await InvokeAsync(rest, configuration, terminal),
            };
        }
        catch (CommandLineException refused)
        {
            await terminal.Error.WriteLineAsync($"{Name}: {refused.Message}");
            if (refused.ExitCode == ExitCodes.Usage)
                await terminal.Error.WriteLineAsync($"{Name}: '{Name} --help' tells what there is.");
            return refused.ExitCode;
        }
        catch (Exception failed)
        {
            // The last line of defence: an operator reads the message, and the exit code must tell of the failure.
            await terminal.Error.WriteLineAsync($"{Name}: {OneLine(failed)}");
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> InvokeAsync(string[] args, string[] configuration, Terminal terminal)
    {
        var root = Define(configuration, terminal);
        if (args is ["help", .. var about])
            args = [.. about, "--help"];
        if (args[0] is not ("--help" or "-h" or "-?") && root.Subcommands.All(x => x.Name != args[0]))
            throw CommandLineException.Usage($"there is no {(args[0].StartsWith('-') ? "option" : "command")} '{args[0]}'.");
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is not HelpAction && parsed.Errors is [var first, ..])
            throw CommandLineException.Usage(OneLine(first.Message));
        var invocation = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false
        };
        return await parsed.InvokeAsync(invocation, CancellationToken.None);
    }

    private static RootCommand Define(string[] configuration, Terminal terminal)
    {
        var root = new RootCommand(
            """
            OrderGrains, an order system. Without a command it serves until it is told to stop; with --demo alone,
            on SQLite in development, it first makes ten months of orders in an empty store.

            Configuration comes from appsettings.json beside the program, from the environment (Storage__Provider=Postgres),
            and from arguments, with or without a command:
              --urls http://127.0.0.1:8080      where to listen
              --Storage:Provider=Sqlite         Sqlite or Postgres
              --Storage:Directory=data          the SQLite files' directory; a relative path counts from the current directory
              --ConnectionStrings:OrderGrains=… how to connect to PostgreSQL
              --environment Development         the environment; Production where it is not said

            Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
            """)
        {
            TokenCommand.Define(configuration, terminal),
            ImportCommand.Define(terminal),
        };
        root.Directives.Clear();
        foreach (var command in MaintenanceCommands.Define(configuration, terminal))
            root.Add(command);
        for (var i = root.Options.Count - 1; i >= 0; i--)
        {
            if (root.Options[i] is VersionOption)
                root.Options.RemoveAt(i);
        }
        return root;
    }

    private static string OneLine(Exception failed)
    {
        while (failed is AggregateException { InnerException: { } inner })
            failed = inner;
        return OneLine(failed.Message);
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
