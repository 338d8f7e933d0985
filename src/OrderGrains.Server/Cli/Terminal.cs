using System.Globalization;
using Spectre.Console;

namespace OrderGrains.Server.Cli;

/// <summary>Where a command writes: results to standard output, everything else to standard error, moving bars only where somebody
/// watches.</summary>
/// <param name="output">Standard output, for scripts.</param>
/// <param name="error">Standard error, for people.</param>
/// <param name="isWatched">Whether <paramref name="error"/> is a terminal.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool isWatched)
{
    private const int PlainSteps = 20;

    /// <summary>The process's own.</summary>
    public static Terminal Process => new(Console.Out, Console.Error, !Console.IsErrorRedirected);

    public TextWriter Output => output;
    public TextWriter Error => error;

    /// <summary>Writes a table of people's interest to standard error.</summary>
    public void Write(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(error),
            Ansi = isWatched ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!isWatched)
            console.Profile.Width = 120;
        console.Write(table);
    }

    /// <summary>Shows how far the work is while it goes on: a bar on a terminal, else a line at every twentieth of it.</summary>
    public async Task<T> ShowAsync<T>(string title, Func<IProgress<Progress>, Task<T>> work)
    {
        if (!isWatched)
            return await work(new PlainProgress(title, error));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var result = await work(new Bar(context.AddTask(Markup.Escape(title)), title));
                return result;
            });
    }

    /// <summary>How far the work is.</summary>
    /// <param name="Done">The work done, in any unit.</param>
    /// <param name="Total">The whole work, in the same unit; 0 if unknown.</param>
    /// <param name="Note">A note beside it.</param>
    public readonly record struct Progress(double Done, double Total, string Note);

    private sealed class Bar(ProgressTask task, string title) : IProgress<Progress>
    {
        public void Report(Progress value)
        {
            task.IsIndeterminate = value.Total <= 0;
            task.MaxValue = Math.Max(value.Total, 1);
            task.Value = Math.Min(value.Done, task.MaxValue);
            task.Description = Markup.Escape(value.Note.Length == 0 ? title : $"{title}: {value.Note}");
        }
    }

    private sealed class PlainProgress(string title, TextWriter writer) : IProgress<Progress>
    {
        private readonly Lock _gate = new();
        private int _shown = -1;

        public void Report(Progress value)
        {
            lock (_gate)
            {
                var step = value.Total <= 0 ? 0 : (int)(Math.Min(value.Done / value.Total, 1) * PlainSteps);
                if (step <= _shown)
                    return;
                _shown = step;
                var percent = (step * 100 / PlainSteps).ToString(CultureInfo.InvariantCulture);
                writer.WriteLine(value.Note.Length == 0 ? $"{title}: {percent} %" : $"{title}: {percent} %, {value.Note}");
                writer.Flush();
            }
        }
    }
}
