namespace OrderGrains.Server.Cli;

/// <summary>How an import goes about its work.</summary>
internal sealed record ImportOptions
{
    /// <summary>How many lines go in one request, at most.</summary>
    public int Batch { get; init; } = 100;
    /// <summary>How many requests are in flight, at most.</summary>
    public int Concurrency { get; init; } = 4;
    /// <summary>How long a request is repeated before its lines are given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(120);
    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
    /// <summary>The first pause before a repetition; it doubles up to <see cref="MaxPause"/>.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(100);
    /// <summary>The longest pause before a repetition, unless the server asks for a longer one.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(5);
    /// <summary>How often a single line that the server fails at is sent.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The most bytes of lines in one request; below what the server takes for a bulk.</summary>
    public int BatchBytes { get; init; } = 4 << 20;
    /// <summary>A longer line is not sent: no server takes it.</summary>
    public int LineBytes { get; init; } = 7 << 20;
    /// <summary>How many lines are read ahead of the last answer written, at most.</summary>
    public int Window => Batch * Concurrency * 4;
    /// <summary>How many bytes of unanswered lines are held, at most (one line more, if it is large).</summary>
    public int WindowBytes { get; init; } = 64 << 20;
}
