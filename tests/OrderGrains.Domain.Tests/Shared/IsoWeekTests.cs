using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Tests.Shared;

public sealed class IsoWeekTests
{
    [Theory]
    [InlineData("2026-W01"), InlineData("2026-W53"), InlineData("2020-W53")]
    public void A_week_reads_as_it_is_written(string text)
    {
        Assert.True(IsoWeek.TryParse(text, out var week));
        Assert.Equal((text, week), (week.ToString(), IsoWeek.Of(week.Monday.AddDays(6))));
        Assert.True(week < week.Plus(1) && week.Plus(1).Plus(-1) == week);
    }

    [Theory]
    [InlineData("2026-W00"), InlineData("2025-W53"), InlineData("2026W01"), InlineData("2026-W1"), InlineData("1999-W01")]
    [InlineData("2201-W01"), InlineData("2026-w01"), InlineData(null)]
    public void A_malformed_week_is_refused(string? text) => Assert.False(IsoWeek.TryParse(text, out _));
}
