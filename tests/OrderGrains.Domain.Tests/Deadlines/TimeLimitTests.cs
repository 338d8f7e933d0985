using OrderGrains.Domain.Deadlines;

namespace OrderGrains.Domain.Tests.Deadlines;

public sealed class TimeLimitTests
{
    private static readonly BusinessCalendar Shanghai = BusinessCalendar.Default(Zone("Asia/Shanghai"));

    [Theory]
    [InlineData("1 working day", 8 * 60)]
    [InlineData("2 working days", 16 * 60)]
    [InlineData("0.5 working days", 4 * 60)]
    [InlineData("00:45:00", 45)]
    [InlineData("1.00:00:00", 24 * 60)]
    public void A_limit_is_read_as_it_is_written(string text, int minutes)
    {
        Assert.True(TimeLimit.TryParse(text, out var limit));
        Assert.Equal(TimeSpan.FromMinutes(minutes), limit.WorkingTimeIn(Shanghai));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 day")]
    [InlineData("-1 working days")]
    [InlineData("0 working days")]
    [InlineData("1.5 calendar days")]
    [InlineData("100000 calendar days")]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    [InlineData("1  working days")]
    public void A_malformed_limit_is_refused(string? text) => Assert.False(TimeLimit.TryParse(text, out _));

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
