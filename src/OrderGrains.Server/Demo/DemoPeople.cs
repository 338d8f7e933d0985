using System.Collections.Immutable;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Server.Demo;

/// <summary>A person of the demo.</summary>
/// <param name="Subject">The subject of the person's token.</param>
/// <param name="Name">The name.</param>
/// <param name="Department">The department.</param>
/// <param name="Roles">The roles held.</param>
internal sealed record DemoPerson(string Subject, string Name, string Department, Roles Roles)
{
    /// <summary>The person, as the one who commands.</summary>
    public Actor Actor => new(Subject, Roles);

    /// <summary>The person as entered in the staff register.</summary>
    public StaffForm Form => new(Name, [Department], Roles);
}

/// <summary>The people of the demo: sixty of the company, and the platforms' clients.</summary>
internal static class DemoPeople
{
    /// <summary>How many project teams there are.</summary>
    public const int Teams = 12;

    private const string Management = "管理层", Orders = "订单管理部", SalesDepartment = "销售部", Projects = "项目部";
    private static readonly string[] Surnames = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫"];

    /// <summary>The head of the project departments.</summary>
    public static readonly DemoPerson Head = new("luo.head", "罗建国", Management, Roles.DepartmentHead);
    /// <summary>The senior leader.</summary>
    public static readonly DemoPerson Leader = new("tang.leader", "唐文博", Management, Roles.SeniorLeader);
    /// <summary>Order management.</summary>
    public static readonly ImmutableArray<DemoPerson> Managers = Group("manager", "管", 3, Orders, Roles.OrderManager);
    /// <summary>Those who review orders.</summary>
    public static readonly ImmutableArray<DemoPerson> Reviewers = Group("reviewer", "审", 4, Orders, Roles.OrderReviewer);
    /// <summary>Those who approve assignments.</summary>
    public static readonly ImmutableArray<DemoPerson> Approvers = Group("approver", "批", 2, Orders, Roles.AssignmentApprover);
    /// <summary>Sales.</summary>
    public static readonly ImmutableArray<DemoPerson> Sales = Group("sales", "销", 6, SalesDepartment, Roles.Sales);
    /// <summary>The project managers, one a team.</summary>
    public static readonly ImmutableArray<DemoPerson> ProjectManagers = Group("pm", "项", Teams, Projects, Roles.ProjectManager);
    /// <summary>The service staff, one a team.</summary>
    public static readonly ImmutableArray<DemoPerson> ServiceStaff = Group("service", "服", Teams, Projects, Roles.ServiceStaff);
    /// <summary>The technical support, one a team.</summary>
    public static readonly ImmutableArray<DemoPerson> TechSupport = Group("tech", "技", Teams, Projects, Roles.TechSupport);
    /// <summary>The person who is registered last: the demo is complete if this person is there.</summary>
    public static readonly DemoPerson Last = new("archive.approver", "邵平", "档案室", Roles.DocumentApprover);

    /// <summary>Everybody but the last.</summary>
    public static IEnumerable<DemoPerson> All =>
    [
        Head, Leader, .. Managers, .. Reviewers, .. Approvers, .. Sales, .. ProjectManagers, .. ServiceStaff, .. TechSupport,
        .. Group("finance", "财", 2, "财务部", Roles.Finance), .. Group("care", "客", 2, "客户服务部", Roles.CustomerService),
        new("care.lead", "谢春梅", "客户服务部", Roles.CustomerServiceLead), new("archive", "姜文", "档案室", Roles.DocumentAdmin),
    ];

    /// <summary>A platform's client.</summary>
    public static Actor Client(string platform) => new("client-" + platform, Roles.Platform, [platform]);

    /// <summary>A team as entered: two for each service type.</summary>
    public static TeamForm Team(int team, string serviceType, IEnumerable<Skill> skills) => new(
        $"项目{team + 1}组", Projects, [.. skills.Select(skill => new SkillForm(skill.Code, Math.Min(5, skill.Level + 1)))],
        [new(serviceType, 5 + team, "往年验收单")]);

    /// <summary>A team's members, with their roles.</summary>
    public static IEnumerable<(DemoPerson Person, TeamRole Role)> Members(int team) =>
        [(ProjectManagers[team], TeamRole.ProjectManager), (ServiceStaff[team], TeamRole.ServiceStaff),
            (TechSupport[team], TeamRole.TechSupport)];

    private static ImmutableArray<DemoPerson> Group(string subject, string given, int count, string department, Roles roles) =>
        [.. Enumerable.Range(0, count).Select(i => new DemoPerson($"{subject}.{i + 1}", $"{Surnames[i]}{given}明", department, roles))];
}
