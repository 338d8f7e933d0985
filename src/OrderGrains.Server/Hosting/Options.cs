using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using Microsoft.Extensions.Options;
using OrderGrains.Server.Assignment;
using OrderGrains.Server.Settings;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server.Hosting;

/// <summary>Which store holds the data.</summary>
public enum StorageProvider
{
    /// <summary>Files in a directory; one process; the default.</summary>
    Sqlite,
    /// <summary>A PostgreSQL database.</summary>
    Postgres,
}

/// <summary>Section <c>Storage</c>: where the data are.</summary>
public sealed class StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Storage";
    /// <summary>Where the data are: files in a directory for one process, or a PostgreSQL database.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;
    /// <summary>The directory of the SQLite files and of the development key; a relative path counts from the caller's directory.</summary>
    [Required(AllowEmptyStrings = false)] public string Directory { get; set; } = "data";
    /// <summary>The number of partitions of a journal that is created; fixed from then on.</summary>
    [Range(1, 1024)] public int Partitions { get; set; } = 16;
    /// <summary>The directory as an absolute path.</summary>
    public string FullDirectory => Path.GetFullPath(Directory, Environment.CurrentDirectory);
}

/// <summary>Section <c>Company</c>: where the company is, and its code lists.</summary>
public sealed class CompanyOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Company";
    /// <summary>The time zone that decides the day of an order; an IANA name.</summary>
    public string TimeZone { get; set; } = "Asia/Shanghai";
    /// <summary>The service types offered; empty for the built-in list.</summary>
    public string[] ServiceTypes { get; set; } = [];
    /// <summary>The payment methods; empty for the built-in list.</summary>
    public string[] PaymentMethods { get; set; } = [];
    /// <summary>The delivery methods; empty for the built-in list.</summary>
    public string[] DeliveryMethods { get; set; } = [];
    /// <summary>The online platforms; empty for the built-in list.</summary>
    public string[] Platforms { get; set; } = [];
    /// <summary>How far the time of a submission may be ahead of the server's clock.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")] public TimeSpan SubmissionSkew { get; set; } = OrderPolicy.DefaultSubmissionSkew;
    /// <summary>When the company works.</summary>
    public CalendarOptions Calendar { get; set; } = new();

    /// <summary>The policy that the configuration says, with its deadlines.</summary>
    /// <exception cref="OptionsValidationException">A setting cannot be read, or contradicts another.</exception>
    public static OrderPolicy ReadPolicy(IConfiguration configuration) =>
        configuration.ReadSection<CompanyOptions>(Section).ToPolicy(DeadlineOptions.Read(configuration)) with
        {
            Assignment = configuration.ReadSection<AssignmentOptions>(AssignmentOptions.Section).ToPolicy(),
        };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TryFindZone(out var zone))
            return [new($"{TimeZone} is no time zone.", [nameof(TimeZone)])];
        return Calendar.Faults(zone).Select(fault => new ValidationResult(fault.Reason, [$"{nameof(Calendar)}:{fault.Setting}"]));
    }

    private bool TryFindZone([NotNullWhen(true)] out TimeZoneInfo? zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(TimeZoneNames.All.GetValueOrDefault(TimeZone, TimeZone), out zone);

    // The options are valid: they were read as a section.
    private OrderPolicy ToPolicy(DeadlineOptions deadlines)
    {
        var zone = TryFindZone(out var found) ? found : throw new InvalidOperationException("The time zone was not validated.");
        var builtIn = OrderPolicy.Default(zone);
        var company = builtIn with
        {
            ServiceTypes = ServiceTypes.Length == 0 ? builtIn.ServiceTypes : OrderPolicy.Codes(ServiceTypes),
            PaymentMethods = PaymentMethods.Length == 0 ? builtIn.PaymentMethods : OrderPolicy.Codes(PaymentMethods),
            DeliveryMethods = DeliveryMethods.Length == 0 ? builtIn.DeliveryMethods : OrderPolicy.Codes(DeliveryMethods),
            SubmissionSkew = SubmissionSkew,
            Platforms = Platforms.Length == 0 ? builtIn.Platforms : OrderPolicy.Codes(Platforms),
        };
        return company with { Deadlines = deadlines.ToPolicy(Calendar.ToCalendar(zone), company) };
    }
}
