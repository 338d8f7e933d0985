using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Ordering.OrderingCommand;

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

    public static readonly ImmutableArray<FindingForm> Findings = [new("customer.phone", "nobody answers"), new("service.deliverables[1].name", "too vague")];
    public static readonly ImmutableArray<FindingAnswerForm> Answers = [new(1, "陈志远", "the number is right now"), new(2, "陈志远", "the courseware of day 1")];

    /// <summary>A sample of every command; a command without one fails a test.</summary>
    public static readonly ImmutableArray<OrderCommand> Commands =
    [
        new CreateDraft(Form), new UpdateDraft(Form with { Priority = "URGENT" }), new DiscardDraft(), new Submit(Form, "SO-2026-000001"),
        new ClaimReview(), new ReleaseReview(), new ReturnForCorrection(Findings), new Resubmit(Form, Answers), new Verify("complete"), new Reject("not our business"),
        new PutOnHold(HoldKind.AwaitingCustomer, "waits for the customer's data", "2026-03-10"), new Resume("the data came"),
        new RequestCancellation("the customer changed its mind"), new DecideCancellation(true, "no cost so far"),
        TeamSamples.Propose, new AssignmentCommand.Approve(null, null, false), new AssignmentCommand.Reject("the team is needed elsewhere", null, false),
        new DeadlinesCommand.CheckDeadlines(),
    ];

    /// <summary>A sample of every event; an event without one fails a test.</summary>
    public static ImmutableArray<OrderEvent> Events =>
    [
        new DraftCreated(Buyer.Subject, Now, Buyer.CustomerId, Form), new DraftUpdated(Sales.Subject, Now, Form), new DraftDiscarded(Sales.Subject, Now),
        Histories.Submitted, new ReviewClaimed(Reviewer.Subject, Now), new ReviewReleased(Reviewer.Subject, Now), Histories.Returned, Histories.Resubmitted,
        new OrderVerified(Reviewer.Subject, Now, "complete"), new OrderRejected(Reviewer.Subject, Now, "not our business"), Histories.Held,
        new OrderResumed(Manager.Subject, Now, "the data came"), new CancellationRequested(Sales.Subject, Now, "the customer changed its mind"),
        new CancellationDeclined(Manager.Subject, Now, "the work is done"), new OrderCancelled(Manager.Subject, Now, "no cost so far"),
        TeamSamples.Proposed, TeamSamples.Approved, TeamSamples.Rejected,
        new TaskOverdue(Actor.System.Subject, Now, TaskKind.Review, Now.AddMinutes(-1)), new TaskEscalated(Actor.System.Subject, Now, TaskKind.Review, Now.AddDays(-1), 1),
    ];
}
