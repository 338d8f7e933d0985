using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Tests;

/// <summary>One of everything: people, forms, commands, events.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 2, 30, 0, TimeSpan.Zero);
    public static readonly OrderPolicy Policy = OrderPolicy.Default(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

    public static readonly Actor Sales = new("li.sales", Roles.Sales);
    public static readonly Actor Manager = new("wang.manager", Roles.OrderManager);
    public static readonly Actor Reviewer = new("zhao.reviewer", Roles.OrderReviewer);
    public static readonly Actor OtherReviewer = new("qian.reviewer", Roles.OrderReviewer);
    public static readonly Actor Approver = new("ma.approver", Roles.AssignmentApprover);
    public static readonly Actor ProjectManager = new("he.pm", Roles.ProjectManager);
    public static readonly Actor Service = new("xu.service", Roles.ServiceStaff);
    public static readonly Actor Tech = new("gao.tech", Roles.TechSupport);
    public static readonly Actor DeptHead = new("luo.head", Roles.DepartmentHead);
    public static readonly Actor Leader = new("tang.leader", Roles.SeniorLeader);
    public static readonly Actor WebShop = new("web-client", Roles.Platform, ["web"]);
    public static readonly Actor Auditor = new("sun.auditor", Roles.Auditor);
    public static readonly Actor Buyer = new("chen.customer", Roles.Customer, CustomerId: CustomerId.OfAccount("web", "A1"));
    public static readonly Actor OtherBuyer = new("zhou.customer", Roles.Customer, CustomerId: CustomerId.OfAccount("web", "A2"));

    /// <summary>A complete order of the sales channel.</summary>
    public static readonly OrderForm Form = new()
    {
        Customer = new("A1", "北京中盛物业管理有限公司", "陈志远", "+86 144-6474-0895", "chen@example.com", new("CN", "北京市", "北京市", "建国路710号")),
        ServiceType = "IT_OPERATIONS",
        Term = new("2026-04-01", "2027-03-31"),
        Fee = new("12000.5", "CNY"),
        PaymentMethod = "BANK_TRANSFER",
        Contract = new("SC-2026-000001", "2026-02-20", "甲方支付服务费用；乙方按约定标准完成服务。", null, new("陈志远", "2026-02-20", "SIGNATURE", "李销售")),
        Service = new("具备可验证的回退方案。", ["可用性达到百分之九十九点九"], [new("实施方案", "WRITTEN_REPORT"), new("培训课件", "DEMONSTRATION")]),
        AcceptanceCriteria =
        [
            new("SERVICE_QUALITY", "响应时间不超过两小时"), new("COMPLETENESS", "文档目录齐全"), new("ACCURACY", "抽查准确率百分之九十九"),
            new("FUNCTIONALITY", null, "不含软件功能"),
        ],
        Priority = "HIGH",
    };

    /// <summary>The same from the platform <c>web</c>.</summary>
    public static readonly OrderForm OnlineForm = Form with
    {
        Platform = "web",
        ExternalReference = "W-1",
        Contract = new("SC-2026-000001", "2026-02-20", "甲方支付服务费用；乙方按约定标准完成服务。", "2026-01"),
        SubmittedAt = "2026-03-01T16:30:00Z",
    };

    public static readonly ImmutableArray<FindingForm> Findings =
        [new("customer.phone", "nobody answers"), new("service.deliverables[1].name", "too vague")];
    public static readonly ImmutableArray<FindingAnswerForm> Answers =
        [new(1, "陈志远", "the number is right now"), new(2, "陈志远", "the courseware of day 1")];

    public static readonly ImmutableArray<MemberForm> Members =
    [
        new(ProjectManager.Subject, "PROJECT_MANAGER", ["统筹项目"]), new(Service.Subject, "SERVICE_STAFF", ["现场服务", "客户培训"]),
        new(Tech.Subject, "TECH_SUPPORT", ["系统部署"]),
    ];

    public static readonly KickoffForm Meeting = new()
    {
        HeldAt = "2026-03-02T01:00:00Z",
        Participants = [new(ProjectManager.Subject, "TEAM"), new(Service.Subject, "TEAM"), new(Manager.Subject, "ORDER_MANAGEMENT"),
            new("ren.expert", "EXPERT")],
        Agenda = new("客户更换机房。", "可用性百分之九十九点九。", "四月调研，五月部署。", "职责分工如名册。", "每周例会。"),
        Minutes = "五项议程均已讨论。",
        Decisions = [new("申请机房门禁", Service.Subject, "2026-03-09")],
    };

    public static readonly PlanForm Plan = new()
    {
        Milestones = [new("M1", "方案确认", "2026-05-15", true), new("M2", "上线", "2026-12-31")],
        Stages = [new("S1", "准备", ["方案评审"]), new("S2", "实施", ["部署核查", "培训反馈"])],
        Tasks =
        [
            new() { Id = "1", Name = "准备", Owner = ProjectManager.Subject, StartsOn = "2026-04-01", EndsOn = "2026-05-15" },
            Work("1.1", "调研", Service, "2026-04-01", "2026-04-10", "80", "8000") with { Parent = "1", Stage = "S1" },
            Work("1.2", "方案", ProjectManager, "2026-04-13", "2026-05-08", "60.5", "6000.50") with { Parent = "1", Stage = "S1",
                Milestone = "M1", Dependencies = [new("1.1")] },
            Work("2", "部署", Tech, "2026-05-11", "2026-06-30", "200", null) with { Stage = "S2", Milestone = "M2",
                Dependencies = [new("1.2"), new("1.1", "SS", 10)] },
            Work("3", "培训", Service, "2026-06-01", "2026-07-10", "40", "1000") with { Stage = "S2", Dependencies = [new("2", "FF", 5)] },
        ],
    };

    public static readonly TeamMemberChanged Proposal =
        new(ProjectManager.Subject, Now, null, new("shen.qc", TeamRole.TeamQc, ["质量检查"]), true, null, "the customer asks for more checks");

    /// <summary>The lookups of the server: a number, the scores, and that all people named are with the company.</summary>
    public static DecisionLookups LookupsFor(OrderCommand command) => new()
    {
        Number = command is OrderSubmit ? "SO-2026-000001" : null,
        Staff = OrderSteps.Of(command).StaffNamed(command).OfType<string>().Distinct()
            .ToImmutableDictionary(person => person, _ => StaffPresence.Present),
        Assignment = command is AssignmentPropose ? TeamSamples.Id : default,
        Scores = command is AssignmentPropose ? TeamSamples.Scores : [],
    };

    /// <summary>Decides as the server would, with everything looked up.</summary>
    public static Decision<OrderEvent> Decide(
        Order order, OrderCommand command, Actor actor, DateTimeOffset now, OrderPolicy? policy = null, DecisionLookups? lookups = null) =>
        OrderRules.Decide(order, command, actor, now, policy ?? Policy, lookups ?? LookupsFor(command));

    public static TaskForm Work(string id, string name, Actor owner, string from, string to, string? hours, string? cost) =>
        new() { Id = id, Name = name, Owner = owner.Subject, StartsOn = from, EndsOn = to, Hours = hours, Cost = cost };

    /// <summary>A sample of every command; a command without one fails a test.</summary>
    public static ImmutableArray<OrderCommand> Commands =>
    [
        new OrderDraftCreate(Form), new OrderDraftUpdate(Form with { Priority = "URGENT" }), new OrderDraftDiscard(), new OrderSubmit(Form),
        new OrderReviewClaim(), new OrderReviewRelease(), new OrderReviewReturn(Findings), new OrderResubmit(Form, Answers),
        new OrderVerify("complete"), new OrderReject("not our business"),
        new OrderHold(HoldKind.AwaitingCustomer, "waits for the customer's data", "2026-03-10"), new OrderResume("the data came"),
        new OrderCancellationRequest("the customer changed its mind"), new OrderCancellationDecide(true, "no cost so far"),
        TeamSamples.Propose, new AssignmentApprove(null), new AssignmentReject("the team is needed elsewhere"),
        new OrderTeamConfirm(Members),
        new OrderTeamMemberChange(null, new("shen.qc", "TEAM_QC", ["质量检查"]), null, "the customer asks for more checks"),
        new OrderTeamMemberConfirm("shen.qc"),
        new OrderKickoffHold(Meeting), new OrderKickoffDecisionComplete(1, "the keys came"), new PlanSubmit(Plan),
        new PlanApprove("in order"), new PlanReject("too tight"),
        new OrderDeadlinesCheck(), .. CommandSample.All.Select(sample => sample.Command),
    ];

    /// <summary>A sample of every event; an event without one fails a test.</summary>
    public static ImmutableArray<OrderEvent> Events =>
    [
        new DraftCreated(Buyer.Subject, Now, Buyer.CustomerId, Form), new DraftUpdated(Sales.Subject, Now, Form),
        new DraftDiscarded(Sales.Subject, Now),
        Histories.Submitted, new ReviewClaimed(Reviewer.Subject, Now), new ReviewReleased(Reviewer.Subject, Now), Histories.Returned,
        Histories.Resubmitted,
        new OrderVerified(Reviewer.Subject, Now, "complete"), new OrderRejected(Reviewer.Subject, Now, "not our business"), Histories.Held,
        new OrderResumed(Manager.Subject, Now, "the data came"),
        new CancellationRequested(Sales.Subject, Now, "the customer changed its mind"),
        new CancellationDeclined(Manager.Subject, Now, "the work is done"), new OrderCancelled(Manager.Subject, Now, "no cost so far"),
        TeamSamples.Proposed, TeamSamples.Approved, TeamSamples.Rejected,
        Histories.TeamFormed,
        new TeamMemberChanged(DeptHead.Subject, Now, Tech.Subject, new("shen.tech", TeamRole.TechSupport, ["系统部署"]), false, "the keys",
            "falls ill"),
        new TeamMemberConfirmed(DeptHead.Subject, Now, "shen.qc"), Histories.KickedOff,
        new KickoffDecisionCompleted(Service.Subject, Now, 1, "the keys came"), Histories.Submittal,
        new PlanApproved(Leader.Subject, Now, 1, false, true, "in order", 1), new PlanRejected(Manager.Subject, Now, 1, "too tight"),
        new TaskOverdue(Actor.System.Subject, Now, TaskKind.Review, Now.AddMinutes(-1)),
        new TaskEscalated(Actor.System.Subject, Now, TaskKind.Review, Now.AddDays(-1), 1),
        .. CommandSample.All.SelectMany(sample => sample.Events),
    ];
}
