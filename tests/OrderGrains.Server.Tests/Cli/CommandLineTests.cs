using OrderGrains.Server.Cli;

namespace OrderGrains.Server.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private string[]? served;

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task Without_a_command_the_server_runs_with_its_configuration()
    {
        Assert.Equal(0, await RunAsync("--urls", "http://127.0.0.1:0", "--Storage:Provider=Postgres", "--environment", "Development"));

        Assert.Equal(["--urls", "http://127.0.0.1:0", "--Storage:Provider=Postgres", "--environment", "Development"], served!);
    }

    [Fact]
    public async Task Without_arguments_the_server_runs()
    {
        Assert.Equal(0, await RunAsync());

        Assert.Empty(served!);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_names_the_commands(string argument)
    {
        Assert.Equal(0, await RunAsync(argument));

        Assert.All(["token", "import", "migrate", "verify", "rebuild"], command => Assert.Contains($"\n  {command} ", output.ToString()));
        Assert.Empty(error.ToString());
    }

    [Theory]
    [InlineData("import", "--help")]
    [InlineData("help", "import")]
    public async Task Help_about_a_command_names_its_options(params string[] args)
    {
        Assert.Equal(0, await RunAsync(args));

        Assert.All(["FILE", "--url", "--token", "--results", "--batch", "--concurrency", "--patience"], option => Assert.Contains(option, output.ToString()));
    }

    [Theory]
    [InlineData("there is no command 'serve'", "serve")]
    [InlineData("there is no command 'serve'", "serve", "--urls", "http://127.0.0.1:0")]
    [InlineData("'--url'", "--url", "http://127.0.0.1:0")]
    [InlineData("--urls needs a value", "--urls")]
    [InlineData("--Storage:Provider needs a value", "--Storage:Provider", "--environment=Development")]
    [InlineData("--url", "import", "orders.jsonl")]
    [InlineData("'import'", "import", "--url", "http://127.0.0.1:1", "--token", "t")]
    [InlineData("no address", "import", "orders.jsonl", "--url", "ftp://127.0.0.1", "--token", "t")]
    [InlineData("--token is no token", "import", "orders.jsonl", "--url", "http://127.0.0.1:1", "--token", "a b")]
    [InlineData("cannot be opened", "import", "no-such-file.jsonl", "--url", "http://127.0.0.1:1", "--token", "t")]
    [InlineData("--batch is from 1 to 1000", "import", "orders.jsonl", "--url", "http://127.0.0.1:1", "--token", "t", "--batch", "1001")]
    [InlineData("'many'", "import", "orders.jsonl", "--url", "http://127.0.0.1:1", "--token", "t", "--batch", "many")]
    [InlineData("'--fast'", "verify", "--fast")]
    public async Task A_wrong_call_is_told_in_one_line_and_how_to_get_help(string told, params string[] args)
    {
        Assert.Equal(2, await RunAsync(args));

        Assert.Null(served);
        Assert.Empty(output.ToString());
        var lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(told, lines[0]);
        Assert.Equal("ordergrains: 'ordergrains --help' tells what there is.", lines[1]);
    }

    [Fact]
    public async Task A_failing_start_is_told_in_one_line()
    {
        var exit = await CommandLine.RunAsync([], _ => throw new AggregateException(new IOException("The disk\nis full.")), new Terminal(output, error, isWatched: false));

        Assert.Equal(1, exit);
        Assert.Equal("ordergrains: The disk is full.\n", error.ToString());
    }

    private Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(args, ServeAsync, new Terminal(output, error, isWatched: false));

    private Task<int> ServeAsync(string[] args)
    {
        served = args;
        return Task.FromResult(0);
    }
}
