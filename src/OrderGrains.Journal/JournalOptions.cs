namespace OrderGrains.Journal;

/// <summary>How the journal takes and writes appends. The bounds are those of one process.</summary>
public sealed class JournalOptions
{
    /// <summary>The number of partitions; null for what the journal was created with, or 16 for a new one. Another number than the stored one is refused.</summary>
    public int? Partitions { get; set; }
    /// <summary>How many batches may be in flight, one for each lane (lane = partition mod lanes); null for one: more of them make smaller batches, which cost more, and pay off only where the store is far and the process has cores to spare.</summary>
    public int? Lanes { get; set; }
    /// <summary>The most commands in a batch.</summary>
    public int BatchCommands { get; set; } = 128;
    /// <summary>The most bytes of events in a batch, and so of one command.</summary>
    public int BatchBytes { get; set; } = 1024 * 1024;
    /// <summary>The most appends that wait; one more is answered with <see cref="JournalOverloadedException"/>.</summary>
    public int WaitingAppends { get; set; } = 2_000;
    /// <summary>The most appends that wait on one stream.</summary>
    public int WaitingPerStream { get; set; } = 50;
    /// <summary>When a lane's oldest interactive append has waited this long, the lane takes no more.</summary>
    public TimeSpan WaitingAge { get; set; } = TimeSpan.FromMilliseconds(250);
    /// <summary>An append that has not been sent after this time is given up, and nothing of it was written.</summary>
    public TimeSpan SendWithin { get; set; } = TimeSpan.FromSeconds(5);
    /// <summary>How long a lost store is asked what became of a batch, before its callers are told that it is not known; less than the API waits for an answer.</summary>
    public TimeSpan ResolveWithin { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Refuses values that cannot work.</summary>
    /// <exception cref="JournalConfigurationException">A value is out of its range.</exception>
    public void Validate()
    {
        Require(Partitions is null or (>= 1 and <= 1024), nameof(Partitions), "must be from 1 to 1024");
        Require(Lanes is null or (>= 1 and <= 64), nameof(Lanes), "must be from 1 to 64");
        Require(BatchCommands is >= 1 and <= 1024, nameof(BatchCommands), "must be from 1 to 1024");
        Require(BatchBytes is >= 64 * 1024 and <= 16 * 1024 * 1024, nameof(BatchBytes), "must be from 64 KiB to 16 MiB");
        Require(WaitingAppends >= 1, nameof(WaitingAppends), "must be positive");
        Require(WaitingPerStream >= 1, nameof(WaitingPerStream), "must be positive");
        Require(WaitingAge > TimeSpan.Zero, nameof(WaitingAge), "must be positive");
        Require(SendWithin > TimeSpan.Zero, nameof(SendWithin), "must be positive");
        Require(ResolveWithin > TimeSpan.Zero, nameof(ResolveWithin), "must be positive");
    }

    private static void Require(bool holds, string option, string rule)
    {
        if (!holds)
            throw new JournalConfigurationException($"Journal:{option}", rule);
    }
}

/// <summary>The journal cannot be opened as it, or its database, is configured.</summary>
/// <param name="setting">The setting that is to blame, such as <c>Journal:Partitions</c> or PostgreSQL's <c>fsync</c>.</param>
/// <param name="reason">What is wrong with it.</param>
public sealed class JournalConfigurationException(string setting, string reason) : Exception($"{setting} {reason}.")
{
    /// <summary>The setting that is to blame.</summary>
    public string Setting { get; } = setting;
}

/// <summary>The store refuses what this append would write (a value that it cannot hold or that another record has, or more bytes than a batch may
/// have); nothing was written, and trying the same again does not help.</summary>
[GenerateSerializer, Alias("og.fault.append-refused")]
public sealed class AppendRefusedException(string reason, Exception? inner = null)
    : Exception($"The append cannot be stored: {reason}", inner)
{
    /// <summary>Whether its row has a unique value that another record has already.</summary>
    [Id(0)] public bool IsTaken { get; init; }
}
