using Microsoft.IdentityModel.JsonWebTokens;
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

    [Fact]
    public async Task The_demo_is_the_server_with_a_setting()
    {
        Assert.Equal(0, await RunAsync("--demo", "--urls", "http://127.0.0.1:0"));

        Assert.Equal(["--urls", "http://127.0.0.1:0", "--Demo:Enabled=true"], served!);
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

        Assert.All(["FILE", "--url", "--token", "--results", "--batch", "--concurrency", "--patience"], option =>
            Assert.Contains(option, output.ToString()));
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
    [InlineData("there is no role 'CHIEF'; roles are ADMIN, ASSIGNMENT_APPROVER,", "token", "--role", "CHIEF", "--subject", "me")]
    [InlineData("'--subject'", "token", "--role", "SALES")]
    [InlineData("'--role'", "token", "--subject", "me")]
    [InlineData("--hours is more than 0", "token", "--role", "SALES", "--subject", "me", "--hours", "0")]
    [InlineData("is no customer's id", "token", "--role", "CUSTOMER", "--subject", "me", "--customer", "x")]
    public async Task A_wrong_call_is_reported_in_one_line_that_points_to_the_help(string told, params string[] args)
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
    public async Task A_token_is_the_last_line_of_the_output()
    {
        using var directory = new TemporaryDirectory();

        Assert.Equal(0, await RunAsync(
            "token", "--role", "PLATFORM", "--role", "SALES",
                "--subject", "me", "--platform", "app", "--platform", "*", "--hours", "2", "--environment", "Development",
            $"--Storage:Directory={directory.Path}"));

        var token = new JsonWebToken(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal("me", token.Subject);
        Assert.Equal(["PLATFORM", "SALES"], token.Claims.Where(x => x.Type == "role").Select(x => x.Value).Order(StringComparer.Ordinal));
        Assert.Equal(["*", "app"], token.Claims.Where(x => x.Type == "platform").Select(x => x.Value).Order(StringComparer.Ordinal));
        Assert.Equal(TimeSpan.FromHours(2), token.ValidTo - token.ValidFrom);
    }

    [Fact]
    public async Task Outside_development_no_token_is_issued()
    {
        using var directory = new TemporaryDirectory();

        Assert.Equal(1,
            await RunAsync(
                "token", "--role", "SALES", "--subject", "me", "--environment", "Production", $"--Storage:Directory={directory.Path}"));

        Assert.StartsWith("ordergrains: tokens are issued here for the environment Development only", error.ToString());
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public async Task A_failing_start_is_reported_in_one_line()
    {
        var exit = await CommandLine.RunAsync(
            [], _ => throw new AggregateException(new IOException("The disk\nis full.")), new Terminal(output, error, isWatched: false));

        Assert.Equal(1, exit);
        Assert.Equal("ordergrains: The disk is full.\n", error.ToString());
    }

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("ordergrains-cli-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private Task<int> RunAsync(params string[] args) =>
        CommandLine.RunAsync(args, ServeAsync, new Terminal(output, error, isWatched: false));

    private Task<int> ServeAsync(string[] args)
    {
        served = args;
        return Task.FromResult(0);
    }
}
