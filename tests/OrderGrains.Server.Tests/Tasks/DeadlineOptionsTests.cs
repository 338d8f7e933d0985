using Microsoft.Extensions.Configuration;
using OrderGrains.Domain.Content;
using Microsoft.Extensions.Options;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Hosting;

namespace OrderGrains.Server.Tests.Tasks;

public sealed class DeadlineOptionsTests
{
    [Fact]
    public void Without_configuration_the_calendar_and_the_deadlines_are_the_defaults()
    {
        var policy = Policy().Deadlines;
        Assert.Equal(
            (TimeSpan.FromHours(8), TimeLimit.OfWorkingDays(1), TimeLimit.OfWorkingDays(2), TimeLimit.OfWorkingDays(1), 50, 80),
            (policy.Calendar.WorkingDay, policy.Limits[TaskKind.Review], policy.Limits[TaskKind.Correction], policy.Escalation,
                policy.FirstWarning, policy.SecondWarning));
        Assert.Equal("Asia/Shanghai", policy.Calendar.TimeZone.Id);
    }

    [Fact]
    public void Hours_days_holidays_make_up_days_and_limits_are_configured()
    {
        var policy = Policy(
            "Company:TimeZone=Europe/London", "Company:Calendar:Hours:0=08:00-12:30", "Company:Calendar:Hours:1=20:00-24:00",
            "Company:Calendar:WorkingDays:0=Sunday",
            "Company:Calendar:Holidays:0=2026-10-01/2026-10-07", "Company:Calendar:MakeUpDays:0=2026-10-10", "Deadlines:Review=04:00:00",
            "Deadlines:FirstWarning=10",
            "Deadlines:Exceptions:0:Task=Review", "Deadlines:Exceptions:0:ServiceType=TAX_AGENCY", "Deadlines:Exceptions:0:Priority=Urgent",
            "Deadlines:Exceptions:0:Limit=1 calendar day").Deadlines;

        Assert.Equal((TimeSpan.FromHours(8.5), "Europe/London"), (policy.Calendar.WorkingDay, policy.Calendar.TimeZone.Id));
        Assert.Equal([false, true, true, false],
            ((DateOnly[])[new(2026, 10, 4), new(2026, 10, 10), new(2026, 10, 11), new(2026, 10, 12)]).Select(policy.Calendar.IsWorkingDay));
        Assert.Equal(TimeLimit.OfWorkingTime(TimeSpan.FromHours(4)), policy.Limits[TaskKind.Review]);
        Assert.Equal(TimeLimit.OfCalendarDays(1), policy.Exceptions[(TaskKind.Review, "TAX_AGENCY", Priority.Urgent)]);
    }

    [Theory]
    [InlineData("Deadlines:Correction", "Deadlines:Correction=2 days")]
    [InlineData("Deadlines:Escalation", "Deadlines:Escalation=")]
    [InlineData("Deadlines:SecondWarning", "Deadlines:FirstWarning=80")]
    [InlineData("Deadlines:Exceptions:0:Task", "Deadlines:Exceptions:0:Task=Cancellation")]
    [InlineData("Deadlines:Exceptions:0:ServiceType", "Deadlines:Exceptions:0:Task=Review", "Deadlines:Exceptions:0:ServiceType=COOKING",
        "Deadlines:Exceptions:0:Limit=1 working day")]
    [InlineData("Deadlines:Exceptions:0:Limit", "Deadlines:Exceptions:0:Task=Review", "Deadlines:Exceptions:0:Priority=High")]
    [InlineData("Company:Calendar:Hours", "Company:Calendar:Hours:0=13:00-18:00", "Company:Calendar:Hours:1=09:00-12:00")]
    [InlineData("Company:Calendar:MakeUpDays", "Company:Calendar:MakeUpDays:0=2026-13-01")]
    [InlineData("Company:Calendar:MakeUpDays", "Company:Calendar:MakeUpDays:0=2026-10-01", "Company:Calendar:Holidays:0=2026-10-01")]
    [InlineData("Company:TimeZone", "Company:TimeZone=Mars/Olympus")]
    public void An_impossible_setting_is_refused_by_its_name(string name, params string[] settings) =>
        Assert.StartsWith(name + ": ", Assert.Single(Assert.Throws<OptionsValidationException>(() => Policy(settings)).Failures));

    private static OrderPolicy Policy(params string[] settings) => CompanyOptions.ReadPolicy(new ConfigurationBuilder()
        .AddInMemoryCollection(
            settings.Select(setting =>
                KeyValuePair.Create(setting[..setting.IndexOf('=', StringComparison.Ordinal)],
                    (string?)setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..])))
        .Build());
}
