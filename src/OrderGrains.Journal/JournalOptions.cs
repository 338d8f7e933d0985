using System.ComponentModel.DataAnnotations;

namespace OrderGrains.Journal;

/// <summary>Section <c>Journal</c>: how the journal takes and writes appends. The bounds are those of one process.</summary>
public sealed class JournalOptions
{
    /// <summary>The name of its section in a configuration.</summary>
    public const string Section = "Journal";
    private const string Shortest = "00:00:00.001", Longest = "1.00:00:00";
    /// <summary>The number of partitions; unset: <c>Storage:Partitions</c>. Another number than that of the stored journal is refused.</summary>
    [Range(1, 1024)] public int? Partitions { get; set; }
    /// <summary>How many batches may be in flight, one for each lane (lane = partition mod lanes); unset: one, since more of them make smaller batches, which cost more, and pay off only where the store is far and the process has cores to spare.</summary>
    [Range(1, 64)] public int? Lanes { get; set; }
    /// <summary>The most commands in a batch.</summary>
    [Range(1, 1024)] public int BatchCommands { get; set; } = 128;
    /// <summary>The most bytes of events in a batch, and so of one command.</summary>
    [Range(64 << 10, 16 << 20)] public int BatchBytes { get; set; } = 1024 * 1024;
    /// <summary>The most appends that wait; one more is refused as overloaded.</summary>
    [Range(1, int.MaxValue)] public int WaitingAppends { get; set; } = 2_000;
    /// <summary>The most appends that wait on one stream.</summary>
    [Range(1, int.MaxValue)] public int WaitingPerStream { get; set; } = 50;
    /// <summary>When a lane's oldest interactive append has waited this long, the lane takes no more.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)] public TimeSpan WaitingAge { get; set; } = TimeSpan.FromMilliseconds(250);
    /// <summary>An append that has not been sent after this time is given up, and nothing of it was written.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)] public TimeSpan SendWithin { get; set; } = TimeSpan.FromSeconds(5);
    /// <summary>How long a lost store is asked what became of a batch, before its callers are told that it is not known; less than the API waits for an answer.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)] public TimeSpan ResolveWithin { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Refuses values that cannot work.</summary>
    /// <exception cref="JournalConfigurationException">A value is out of its range.</exception>
    public void Validate()
    {
        List<ValidationResult> wrong = [];
        if (!Validator.TryValidateObject(this, new(this), wrong, validateAllProperties: true))
            throw new JournalConfigurationException($"{Section}:{wrong[0].MemberNames.First()}", $"cannot be: {wrong[0].ErrorMessage?.TrimEnd('.')}");
    }
}

/// <summary>The journal cannot be opened as it, or its database, is configured.</summary>
/// <param name="setting">The setting that is to blame, such as <c>Journal:Partitions</c> or PostgreSQL's <c>fsync</c>.</param>
/// <param name="reason">The fault.</param>
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
