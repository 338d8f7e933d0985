using System.ComponentModel.DataAnnotations;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Journal;
using OrderGrains.Server.Assignment;
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
    /// <summary>The store.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;
    /// <summary>The directory of the SQLite files and of the development key; a relative path counts from the caller's directory.</summary>
    [Required(AllowEmptyStrings = false)] public string Directory { get; set; } = "data";
    /// <summary>The number of partitions of a journal that is created; fixed from then on.</summary>
    [Range(1, 1024)] public int Partitions { get; set; } = 16;
    /// <summary>The directory as an absolute path.</summary>
    public string FullDirectory => Path.GetFullPath(Directory, Environment.CurrentDirectory);
}

/// <summary>Section <c>Company</c>: where the company is, and its code lists.</summary>
public sealed class CompanyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Company";
    private static readonly TimeSpan MaxSubmissionSkew = TimeSpan.FromHours(1);
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
    /// <summary>How far the time of a submission may be ahead of the server's clock; from 0 to one hour.</summary>
    public TimeSpan SubmissionSkew { get; set; } = OrderPolicy.DefaultSubmissionSkew;
    /// <summary>When the company works.</summary>
    public CalendarOptions Calendar { get; set; } = new();

    /// <summary>The policy that the configuration says, with its deadlines.</summary>
    /// <exception cref="JournalConfigurationException">A setting cannot be read, or contradicts another.</exception>
    public static OrderPolicy ReadPolicy(IConfiguration configuration) =>
        (configuration.GetSection(Section).Get<CompanyOptions>() ?? new()).ToPolicy(configuration.GetSection(DeadlineOptions.Section).Get<DeadlineOptions>() ?? new()) with
        {
            Assignment = (configuration.GetSection(AssignmentOptions.Section).Get<AssignmentOptions>() ?? new()).ToPolicy(),
        };

    /// <summary>The policy that the rules are given.</summary>
    /// <param name="deadlines">Until when tasks are to be done.</param>
    /// <exception cref="JournalConfigurationException">There is no such time zone, or the calendar or a deadline cannot be read.</exception>
    public OrderPolicy ToPolicy(DeadlineOptions deadlines)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZoneNames.All.GetValueOrDefault(TimeZone, TimeZone), out var zone))
            throw new JournalConfigurationException("Company:TimeZone", $"is {TimeZone}, which is no time zone");
        if (SubmissionSkew < TimeSpan.Zero || SubmissionSkew > MaxSubmissionSkew)
            throw new JournalConfigurationException("Company:SubmissionSkew", $"is {SubmissionSkew}, which is not from 0 to one hour");
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
