using OrderGrains.Server.Hosting;

namespace OrderGrains.Server.Cli;

/// <summary>The arguments that are configuration (<c>--urls http://…</c>, <c>--Storage:Provider=Postgres</c>), which go to the host as they
/// are.</summary>
internal static class ConfigurationArguments
{
    // The keys of the host that have no section. Every other key of ours or of the framework's is in one, so its name has a colon.
    private static readonly string[] HostKeys = ["urls", "environment", "http_ports", "https_ports", "shutdownTimeoutSeconds",
        "AllowedHosts"];

    /// <summary>Parts the arguments into configuration and the rest.</summary>
    /// <exception cref="CommandLineException">A configuration key comes without a value.</exception>
    public static (string[] Configuration, string[] Others) Split(IReadOnlyList<string> args)
    {
        List<string> configuration = [], rest = [];
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsConfiguration(args[i]))
            {
                rest.Add(args[i]);
                continue;
            }
            configuration.Add(args[i]);
            if (args[i].Contains('='))
                continue;
            if (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw CommandLineException.Usage($"{args[i]} needs a value.");
            configuration.Add(args[++i]);
        }
        return ([.. configuration], [.. rest]);
    }

    private static bool IsConfiguration(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
            return false;
        var key = argument[2..].Split('=')[0];
        return key.Contains(':') || HostKeys.Contains(key, StringComparer.OrdinalIgnoreCase);
    }
}
