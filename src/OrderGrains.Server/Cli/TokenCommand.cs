using System.CommandLine;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Composition;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Security;

namespace OrderGrains.Server.Cli;

/// <summary><c>token</c>: issues a token of this development machine.</summary>
internal static class TokenCommand
{
    public static Command Define(string[] configuration, Terminal terminal)
    {
        Option<string[]> roles = new("--role") { Description = "A role; may be given several times.", HelpName = "ROLE", Required = true };
        Option<string> subject = new("--subject") { Description = "Who acts: the token's subject.", HelpName = "NAME", Required = true };
        Option<string[]> platforms =
            new("--platform")
            {
                Description = "A platform that a PLATFORM token reaches; may be given several times; '*' for all.",
                HelpName = "NAME"
            };
        Option<string?> customer = new("--customer")
        {
            Description = "The id of the customer that a CUSTOMER token stands for.",
            HelpName = "ID"
        };
        Option<double> hours = new("--hours")
        {
            Description = "How many hours it is valid.",
            HelpName = "N",
            DefaultValueFactory = _ =>
            12
        };
        var command = new Command(
            "token",
                "Issues a token signed with this machine's development key, for a server in Development. The token is the last line of standard output.")
        {
            roles, subject, platforms, customer, hours,
        };
        command.SetAction(parsed =>
        {
            var held = Held(parsed.GetRequiredValue(roles));
            var named = parsed.GetValue(platforms) ?? [];
            if (parsed.GetValue(hours) is not (> 0 and <= 24 * 366))
                throw CommandLineException.Usage("--hours is more than 0 and at most a year.");
            if (parsed.GetRequiredValue(subject) is not { Length: > 0 and <= Callers.MaxSubjectLength } name
                || string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl))
                throw CommandLineException.Usage($"--subject has 1 to {Callers.MaxSubjectLength} characters.");
            if (named.Length > Callers.MaxPlatforms)
                throw CommandLineException.Usage($"--platform is given at most {Callers.MaxPlatforms} times; '*' stands for all.");
            var customerId = Customer(parsed.GetValue(customer));
            var tokens = Open(configuration, terminal);
            terminal.Output.WriteLine(tokens.Issue(held, name, named, customerId, parsed.GetValue(hours)));
            return ExitCodes.Done;
        });
        return command;
    }

    // As the API shows it, or as events hold it.
    private static string? Customer(string? id) =>
        id is null || CustomerId.TryParse(id, out _) ? id
        : GlobalId.TryDecode(id, "Customer", out var customer) ? new CustomerId(customer).ToString()
        : throw CommandLineException.Usage($"--customer '{id}' is no customer's id.");

    private static Roles Held(string[] names)
    {
        var held = Roles.None;
        foreach (var name in names)
        {
            if (!Callers.TryParseRole(name, out var role))
                throw CommandLineException.Usage($"there is no role '{name}'; roles are {string.Join(", ", Callers.RoleNames)}.");
            held |= role;
        }
        return held;
    }

    // A key of this machine is worth nothing to a server that has an issuer, and the command says so. Without an environment, the token is
    // for a server in Development, and a note says that no other server accepts it.
    private static DevelopmentTokens Open(string[] arguments, Terminal terminal)
    {
        var builder = ServerHost.CreateBuilder(arguments);
        var configuration = builder.Configuration;
        var said = configuration["environment"] ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        if (!string.IsNullOrEmpty(said) && !builder.Environment.IsDevelopment())
        {
            var name = builder.Environment.EnvironmentName;
            throw CommandLineException.Failed(
                $"tokens are issued here for the environment Development only, and this is {name}: ask its issuer.");
        }
        if (configuration["Authentication:Authority"] is not null || configuration["Authentication:Issuer"] is not null)
            throw CommandLineException.Failed("another issuer of tokens is configured (Authentication): ask it.");
        if (string.IsNullOrEmpty(said))
            terminal.Error.WriteLine(
                "token: no environment is set; only a server with ASPNETCORE_ENVIRONMENT=Development accepts this token.");
        return DevelopmentTokens.Open(configuration, TimeProvider.System);
    }
}
