using System.ComponentModel.DataAnnotations;

namespace OrderGrains.Journal;

/// <summary>How the journal accepts and writes appends. The limits apply to one process.</summary>
public sealed class JournalOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Journal";
    private const string MinTime = "00:00:00.001", MaxTime = "1.00:00:00";
    /// <summary>The number of partitions; null for the stored number, or 16 in a new journal. Must equal the stored number.</summary>
    [Range(1, 1024)] public int? Partitions { get; set; }
    /// <summary>The number of lanes, each with at most one batch in flight (lane = partition mod lanes); null for one.</summary>
    /// <remarks>
    /// More lanes make smaller batches, which cost more; they pay off only if the store is far away and the process has spare cores.
    /// </remarks>
    [Range(1, 64)] public int? Lanes { get; set; }
    /// <summary>The maximum number of commands in a batch.</summary>
    [Range(1, 1024)] public int BatchCommands { get; set; } = 128;
    /// <summary>The maximum size of the events in a batch, and therefore of one command, in bytes.</summary>
    [Range(64 << 10, 16 << 20)] public int BatchBytes { get; set; } = 1024 * 1024;
    /// <summary>The maximum number of queued appends; beyond it the journal throws <see cref="JournalOverloadedException"/>.</summary>
    [Range(1, int.MaxValue)] public int WaitingAppends { get; set; } = 2_000;
    /// <summary>The maximum number of queued appends on one stream.</summary>
    [Range(1, int.MaxValue)] public int WaitingPerStream { get; set; } = 50;
    /// <summary>A lane accepts no more appends once its oldest interactive append has waited this long.</summary>
    [Range(typeof(TimeSpan), MinTime, MaxTime)] public TimeSpan WaitingAge { get; set; } = TimeSpan.FromMilliseconds(250);
    /// <summary>An append that was not sent within this time fails, and nothing of it is written.</summary>
    [Range(typeof(TimeSpan), MinTime, MaxTime)] public TimeSpan SendWithin { get; set; } = TimeSpan.FromSeconds(5);
    /// <summary>
    /// How long the journal asks a lost store for a batch's outcome before it reports it as unknown; less than the API's timeout.
    /// </summary>
    [Range(typeof(TimeSpan), MinTime, MaxTime)] public TimeSpan ResolveWithin { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="JournalConfigurationException">A value is out of its range.</exception>
    public void Validate()
    {
        List<ValidationResult> wrong = [];
        if (!Validator.TryValidateObject(this, new(this), wrong, validateAllProperties: true))
        {
            var reason = wrong[0].ErrorMessage?.TrimEnd('.');
            throw new JournalConfigurationException($"{Section}:{wrong[0].MemberNames.First()}", $"is invalid: {reason}");
        }
    }
}

/// <summary>The configuration of the journal or its database does not allow the journal to open.</summary>
/// <param name="setting">The setting at fault, such as <c>Journal:Partitions</c> or PostgreSQL's <c>fsync</c>.</param>
/// <param name="reason">The reason.</param>
public sealed class JournalConfigurationException(string setting, string reason) : Exception($"{setting} {reason}.")
{
    /// <summary>The setting at fault.</summary>
    public string Setting { get; } = setting;
}

/// <summary>The store refuses to write the append, and would refuse it again; nothing was written.</summary>
/// <remarks>The append has a value that the store cannot hold or that another record has, or more bytes than a batch may have.</remarks>
[GenerateSerializer, Alias("og.fault.append-refused")]
public sealed class AppendRefusedException(string reason, Exception? inner = null)
    : Exception($"The append cannot be stored: {reason}", inner)
{
    /// <summary>Whether the append's row has a unique value that another record already has.</summary>
    [Id(0)] public bool IsTaken { get; init; }
}
