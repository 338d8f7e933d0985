using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server.Tests.Tasks;

public sealed class NotificationTextTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly NotificationDetails Details = new(TaskKind.Review, new(2026, 3, 3, 2, 30, 0, TimeSpan.Zero), 80, 2);

    [Fact]
    public void Every_notification_names_its_order_in_both_languages() => Assert.All(
        from kind in Enum.GetValues<NotificationKind>() from language in Enum.GetValues<Language>() select Text(kind, language),
        text => Assert.Contains("SO-2026-000001", text, StringComparison.Ordinal));

    [Fact]
    public void No_two_kinds_have_the_same_text() => Assert.All(
        Enum.GetValues<Language>(),
        language => Assert.Equal(Enum.GetValues<NotificationKind>().Length, Enum.GetValues<NotificationKind>()
            .Select(kind => Text(kind, language)).Distinct().Count()));

    [Fact]
    public void Times_are_in_the_time_zone_of_the_company() => Assert.Equal(
        ["The review of order SO-2026-000001 has been overdue since 2026-03-03 10:30.",
            "订单 SO-2026-000001 的审核已逾期，应于 2026-03-03 10:30 前完成。"],
        [Text(NotificationKind.TaskOverdue, Language.English), Text(NotificationKind.TaskOverdue, Language.Chinese)]);

    [Fact]
    public void The_same_cause_makes_the_same_notification_and_the_newest_is_the_greatest()
    {
        var (order, at) = (new StreamId(OrderId.OfSubmission("app", "A-1").Value), new DateTimeOffset(2026, 3, 3, 2, 30, 0, TimeSpan.Zero));
        NotificationRow Told(string cause, int minutes) =>
            NotificationRow.Of(new(Recipient.Of(Roles.Sales), NotificationKind.OrderReceived), order, 0, cause, at.AddMinutes(minutes));

        Assert.Equal(Told("1", 0).Id, Told("1", 0).Id);
        Assert.NotEqual(Told("1", 0).Id, Told("2", 0).Id);
        Assert.True(string.CompareOrdinal(Told("2", 0).Id.ToString(), Told("1", 1).Id.ToString()) < 0);
    }

    private static string Text(NotificationKind kind, Language language) =>
        NotificationTexts.Of(kind, Details, "SO-2026-000001", Shanghai, language);
}
