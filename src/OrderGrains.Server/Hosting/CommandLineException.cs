namespace OrderGrains.Server.Hosting;

/// <summary>The command cannot be carried out; the message is all that its caller is told.</summary>
/// <param name="exitCode">The process's exit code.</param>
/// <param name="message">One line that says what is wrong and what helps.</param>
internal sealed class CommandLineException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The command was called wrongly.</summary>
    public static CommandLineException Usage(string message) => new(ExitCodes.Usage, message);

    /// <summary>The command was refused, or failed.</summary>
    public static CommandLineException Failed(string message) => new(ExitCodes.Failed, message);
}

/// <summary>The exit codes of the program; scripts rely on them.</summary>
internal static class ExitCodes
{
    /// <summary>The command succeeded.</summary>
    public const int Done = 0;
    /// <summary>Refused or failed; standard error says why in one line.</summary>
    public const int Failed = 1;
    /// <summary>Called wrongly.</summary>
    public const int Usage = 2;
}
