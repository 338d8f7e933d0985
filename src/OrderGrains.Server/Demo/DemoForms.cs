using System.Collections.Immutable;
using System.Globalization;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Demo;

/// <summary>The forms of the demo's orders.</summary>
internal static class DemoForms
{
    /// <summary>How many customers there are.</summary>
    public const int Customers = 60;

    private static readonly string[] Cities = ["北京市", "上海市", "广州市", "深圳市", "杭州市", "南京市", "武汉市", "成都市", "西安市", "青岛市"];
    private static readonly string[] Provinces = ["北京市", "上海市", "广东省", "广东省", "浙江省", "江苏省", "湖北省", "四川省", "陕西省", "山东省"];
    private static readonly string[] Trades = ["物业管理", "智能制造", "医药", "教育科技", "物流", "餐饮"];
    private static readonly string[] Contacts = ["陈志远", "林晓燕", "黄海涛", "徐静", "马超", "朱丽", "胡军", "郭敏", "何平", "高洁"];
    private static readonly string[] Payments = ["BANK_TRANSFER", "ALIPAY", "WECHAT_PAY"];
    private static readonly string[] Priorities = ["NORMAL", "NORMAL", "HIGH", "NORMAL", "URGENT"];

    /// <summary>The platform that a customer orders on; null for who orders from sales.</summary>
    public static string? PlatformOf(int customer) => (customer % 4) switch { 0 => null, 1 => "web", 2 => "app", _ => "wechat-mini" };

    /// <summary>An order as entered on a day.</summary>
    /// <param name="number">The order's place in the demo, from 0.</param>
    /// <param name="customer">The customer, from 0.</param>
    /// <param name="serviceType">The service type.</param>
    /// <param name="day">The day of entry.</param>
    public static OrderForm Order(int number, int customer, string serviceType, DateOnly day)
    {
        var platform = PlatformOf(customer);
        var contact = Contacts[customer % Contacts.Length];
        return new()
        {
            Platform = platform,
            ExternalReference = platform is null ? null : Text($"D{number + 1:0000}"),
            Customer = new(
                platform is null ? null : Text($"K{customer + 1:000}"), $"{Cities[customer % 10]}{Trades[customer / 10]}有限公司", contact,
                    Text($"+8613800138{customer:000}"),
                Text($"contact{customer + 1}@example.com"),
                    new("CN", Provinces[customer % 10], Cities[customer % 10], Text($"建国路{customer + 1}号"))),
            ServiceType = serviceType,
            Term = new(Day(day.AddDays(30)), Day(day.AddDays(330))),
            Fee = new(Text($"{12_000 + (number * 137 % 90) * 1_000}.00"), "CNY"),
            PaymentMethod = Payments[number % Payments.Length],
            Contract = new(Text($"HT-{number + 1:0000}"), Day(day), "甲方支付服务费用；乙方按约定标准完成服务。", platform is null ? null : "2026-01",
                platform is null ? new(contact, Day(day), "SIGNATURE", "李销明") : null),
            Service = new("按期交付，具备可验证的回退方案。", ["可用性达到百分之九十九点九"], [new("实施方案", "WRITTEN_REPORT"), new("现场部署", "DEPLOYMENT")]),
            AcceptanceCriteria =
            [
                new("SERVICE_QUALITY", "响应时间不超过两小时"), new("COMPLETENESS", "文档目录齐全"), new("ACCURACY", "抽查准确率百分之九十九"),
                new("FUNCTIONALITY", null, "不含软件功能"),
            ],
            Priority = Priorities[number % Priorities.Length],
        };
    }

    /// <summary>The members of an order's project team.</summary>
    public static ImmutableArray<MemberForm> Members(int team) =>
        [.. DemoPeople.Members(team).Select(member => new MemberForm(member.Person.Subject, EnumCode<Domain.Teams.TeamRole>.Of(member.Role),
            ["负责本岗位的工作"]))];

    /// <summary>A kick-off meeting that was held an hour ago.</summary>
    public static KickoffForm Kickoff(int team, DemoPerson manager, DateTimeOffset now, DateOnly day) => new()
    {
        HeldAt = now.AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Participants = [.. DemoPeople.Members(team).Select(member => new ParticipantForm(member.Person.Subject, "TEAM")),
            new(manager.Subject, "ORDER_MANAGEMENT")],
        Agenda = new("客户新签服务合同。", "按期通过验收。", "按项目计划分阶段推进。", "按团队名单分工。", "每周一例会，紧急事项电话沟通。"),
        Minutes = "五项议题均已讨论并达成一致。",
        Decisions = [new("与客户确认进场时间。", DemoPeople.ServiceStaff[team].Subject, Day(day.AddDays(7)))],
    };

    /// <summary>A project plan within an order's term.</summary>
    public static PlanForm Plan(int team, DateOnly from, string cost) => new()
    {
        Milestones = [new("M1", "系统上线", Day(from.AddDays(120)), true), new("M2", "移交", Day(from.AddDays(200)))],
        Stages = [new("S1", "准备", ["需求已确认"]), new("S2", "实施", ["测试通过", "文档齐全"])],
        Tasks =
        [
            new() { Id = "1", Name = "需求确认", Owner = DemoPeople.ServiceStaff[team].Subject, StartsOn = Day(from),
                EndsOn = Day(from.AddDays(18)), Hours = "80", Cost = cost, Stage = "S1" },
            new()
            {
                Id = "2", Name = "部署实施", Owner = DemoPeople.TechSupport[team].Subject, StartsOn = Day(from.AddDays(21)),
                    EndsOn = Day(from.AddDays(100)), Hours = "240", Cost = cost,
                Stage = "S2", Milestone = "M1", Dependencies = [new("1", "FS")],
            },
            new()
            {
                Id = "3", Name = "培训与移交", Owner = DemoPeople.ProjectManagers[team].Subject, StartsOn = Day(from.AddDays(105)),
                    EndsOn = Day(from.AddDays(190)), Hours = "60",
                Stage = "S2", Milestone = "M2", Dependencies = [new("2", "FS")],
            },
        ],
    };

    /// <summary>A day as it is entered.</summary>
    public static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
