using System.CommandLine;
using System.Globalization;
using OrderGrains.Server.Hosting;
using Spectre.Console;

namespace OrderGrains.Server.Cli;

/// <summary><c>import</c>: submits a file of orders as an online platform would.</summary>
internal static class ImportCommand
{
    private const string TokenVariable = "ORDERGRAINS_TOKEN";

    public static Command Define(Terminal terminal)
    {
        var defaults = new ImportOptions();
        Argument<FileInfo> file = new("FILE") { Description = "The orders, one JSON object a line." };
        Option<string> url = new("--url") { Description = "The server, such as http://127.0.0.1:8080.", HelpName = "URL", Required = true };
        Option<string?> token = new("--token")
        {
            Description = $"The bearer token; else the environment variable {TokenVariable}.",
            HelpName = "TOKEN"
        };
        Option<FileInfo?> results =
            new("--results")
            {
                Description = "Where to write what came of each line, as JSON lines in the same order.",
                HelpName = "OUT.jsonl"
            };
        var batch = Number("--batch", "How many orders a request holds, at most.", defaults.Batch, 1, 1_000);
        var concurrency = Number("--concurrency", "How many requests are in flight, at most.", defaults.Concurrency, 1, 256);
        var patience = Number("--patience",
            "How many seconds a request is repeated, while the server is away or busy, before the import gives up.",
            (int)defaults.Patience.TotalSeconds, 0, 86_400);
        var command = new Command(
            "import",
                "Submits a file of orders through GraphQL as a platform would; repeated safely, since an order's platform and reference are its key.")
        {
            file, url, token, results, batch, concurrency, patience,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = defaults with
            {
                Batch = parsed.GetValue(batch),
                Concurrency = parsed.GetValue(concurrency),
                Patience = TimeSpan.FromSeconds(parsed.GetValue(patience)),
            };
            return RunAsync(
                parsed.GetRequiredValue(file), Endpoint(parsed.GetRequiredValue(url)), parsed.GetValue(token), parsed.GetValue(results),
                    options,
                terminal, cancellation);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, CultureInfo.InvariantCulture, out var given)
                && (given < least || given > most))
                result.AddError($"{name} is from {least} to {most}.");
        });
        return option;
    }

    private static Uri Endpoint(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var given) || given.Scheme is not ("http" or "https"))
            throw CommandLineException.Usage($"--url '{url}' is no address such as http://127.0.0.1:8080.");
        return given.AbsolutePath == "/" ? new Uri(given, "/graphql") : given;
    }

    private static async Task<int> RunAsync(
        FileInfo file, Uri url, string? token, FileInfo? output, ImportOptions options, Terminal terminal, CancellationToken cancellation)
    {
        token ??= Environment.GetEnvironmentVariable(TokenVariable);
        if (string.IsNullOrWhiteSpace(token))
            throw CommandLineException.Usage($"--token is missing (or {TokenVariable} in the environment).");
        if (token.Any(x => x is <= ' ' or > '~'))
            throw CommandLineException.Usage("--token is no token: it has blanks or other characters that none has.");
        if (output is not null && output.FullName == file.FullName)
            throw CommandLineException.Usage("--results would overwrite the file to import.");
        await using var input = Open(file, FileMode.Open, FileAccess.Read);
        using var client = new ImportClient(url, token, options.Timeout);
        await GreetAsync(client, options, terminal, cancellation);
        await using var lines = output is null ? null : Open(output, FileMode.Create, FileAccess.Write);
        var (results, stopped) = await terminal.ShowAsync("import",
            progress => ImportAsync(client, input, lines, options, progress, cancellation));
        return Conclude(results, stopped, terminal);
    }

    // Asks before the first line is sent: is there a server, does it know the token and take bulks from it?
    private static async Task GreetAsync(ImportClient client, ImportOptions options, Terminal terminal, CancellationToken cancellation)
    {
        var patience = new ImportPatience(options, TimeProvider.System);
        while (true)
        {
            var error = await client.SubmitAsync([], cancellation) switch
            {
                Reply.Answers => default(LineError?),
                Reply.Unfit unfit => throw CommandLineException.Failed($"the server refuses: {unfit.Error.Message}"),
                Reply.Unwelcome unwelcome => throw CommandLineException.Failed($"the server refuses: {unwelcome.Error.Message}"),
                Reply.Fault fault => fault.Error,
                Reply.NotNow later => later.Error,
                _ => throw new InvalidOperationException("An unknown reply."),
            };
            if (error is not { } reason)
                return;
            cancellation.ThrowIfCancellationRequested();
            if (patience.Attempts == 1 && options.Patience > TimeSpan.Zero)
                await terminal.Error.WriteLineAsync($"import: {reason.Message} Trying again for {options.Patience.TotalSeconds:0} s.");
            if (!await patience.PauseAsync(null, cancellation))
                throw CommandLineException.Failed(reason.Message);
        }
    }

    private static async Task<(ImportResults Results, string? Stopped)> ImportAsync(
        ImportClient client, FileStream input, FileStream? output, ImportOptions options, IProgress<Terminal.Progress> progress,
            CancellationToken cancellation)
    {
        var queue = new ImportQueue(options);
        var results = new ImportResults(output, queue, input.Length, TimeProvider.System, progress);
        var importer = new Importer(client, options, queue, results, TimeProvider.System);
        await importer.RunAsync(input, cancellation);
        return (results, importer.Stopped);
    }

    private static int Conclude(ImportResults results, string? stopped, Terminal terminal)
    {
        var table = new Table().AddColumn("Outcome").AddColumn(new TableColumn("Lines").RightAligned());
        foreach (var (outcome, count) in results.Outcomes)
            table.AddRow(Markup.Escape(outcome), count.ToString("N0", CultureInfo.InvariantCulture));
        terminal.Write(table);
        var seconds = Math.Max(results.Elapsed.TotalSeconds, 0.001);
        terminal.Error.WriteLine(FormattableString.Invariant(
            $"import: {results.Lines:N0} lines in {seconds:N1} s, {results.Lines / seconds:N0}/s."));
        if (stopped is not null)
            throw CommandLineException.Failed($"{results.Unanswered} lines have no answer: {stopped}");
        if (results.Unanswered > 0)
        {
            var first = results.FirstUnanswered!.Value; // There is one.
            throw CommandLineException.Failed(
                $"{results.Unanswered} lines have no answer; the first because of {first.Code}: {first.Message}");
        }
        return ExitCodes.Done;
    }

    private static FileStream Open(FileInfo file, FileMode mode, FileAccess access)
    {
        try
        {
            return new FileStream(file.FullName, mode, access, FileShare.ReadWrite, bufferSize: 64 << 10, FileOptions.Asynchronous);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandLineException.Usage($"{file} cannot be opened: {failed.Message}");
        }
    }
}
