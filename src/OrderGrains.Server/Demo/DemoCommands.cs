using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Server.Assignment;
using OrderGrains.Server.Orders;



namespace OrderGrains.Server.Demo;

/// <summary>The commands on the orders of the demo, by the people whose duty they are: those that the API takes, by the same way.</summary>
internal sealed class DemoCommands(
    OrderCommands orders, OrderSubmission submission, AssignmentCommands assignments, OrderPolicy policy)
{
    private static readonly Actor Manager = DemoPeople.Managers[0].Actor;

    private readonly string[] _serviceTypes = [.. policy.ServiceTypes.Order(StringComparer.Ordinal)];

    /// <summary>The service type of a team's orders.</summary>
    public string ServiceTypeOf(int team) => _serviceTypes[team % _serviceTypes.Length];

    /// <summary>The id of an order.</summary>
    public static string IdOf(DemoStory story) => GlobalId.Encode("Order", (story switch
    {
        { IsDrafted: true } => OrderId.OfKey("orderDraftCreate", Entering(story).Subject, Key(story)),
        _ when DemoForms.PlatformOf(story.Customer) is { } platform => OrderId.OfSubmission(platform, ReferenceOf(story)),
        _ => OrderId.OfKey("orderSubmit", Entering(story).Subject, Key(story)),
    }).Value);

    public Task<OrderPayload> DraftAsync(DemoStory story, DateTimeOffset now) =>
        orders.DraftAsync(Entering(story), new() { Order = FormOf(story, now), IdempotencyKey = Key(story) }, default);

    public Task<OrderPayload> DiscardAsync(DemoStory story) => On(story, Entering(story), new OrderDraftDiscard());

    public Task<OrderPayload> SubmitAsync(DemoStory story, DateTimeOffset now) =>
        submission.SubmitAsync(Entering(story), new OrderSubmitInput { Order = FormOf(story, now), IdempotencyKey = Key(story) }, default);

    public Task<OrderPayload> ClaimAsync(DemoStory story) => On(story, Reviewing(story), new OrderReviewClaim());

    public Task<OrderPayload> ReturnAsync(DemoStory story) =>
        On(story, Reviewing(story), new OrderReviewReturn([new("customer.phone", "电话无人接听，请核实。")]));

    public Task<OrderPayload> ResubmitAsync(DemoStory story, DateTimeOffset entered) =>
        On(story, Entering(story), new OrderResubmit(FormOf(story, entered), [new(1, "客户联系人", "电话无误，已约定来电时间。")]));

    public Task<OrderPayload> VerifyAsync(DemoStory story) => On(story, Reviewing(story), new OrderVerify((string?)null));

    public Task<OrderPayload> RejectAsync(DemoStory story) => On(story, Reviewing(story), new OrderReject("超出公司的服务范围。"));

    public Task<OrderPayload> ProposeAsync(DemoStory story, DateTimeOffset now, string team)
    {
        var week = IsoWeek.Of(policy.DayOf(now)).Plus(1);
        return assignments.ProposeAsync(Manager, new AssignmentProposeInput
        {
            OrderId = IdOf(story),
            TeamId = team,
            Work = [.. Enumerable.Range(0, 4).Select(i => new WorkHoursForm(week.Plus(i).ToString(), TeamRole.ServiceStaff, 12))],
            Reason = "团队熟悉该类服务。",
            IdempotencyKey = Key(story),
        }, default);
    }

    public Task<OrderPayload> ApproveAsync(DemoStory story) =>
        assignments.ApproveAsync(
            DemoPeople.Approvers[story.Number % 2].Actor, new Input<AssignmentApprove> { OrderId = IdOf(story), Command = new(null) },
                default);

    public Task<OrderPayload> TurnDownAsync(DemoStory story) =>
        On(story, DemoPeople.Approvers[0].Actor, new AssignmentReject("请先核对团队近期的安排。"));

    public Task<OrderPayload> FormAsync(DemoStory story) =>
        On(story, DemoPeople.Head.Actor, new OrderTeamConfirm([.. DemoForms.Members(story.Team)]));

    public Task<OrderPayload> KickOffAsync(DemoStory story, DateTimeOffset now) =>
        On(story, Managing(story), new OrderKickoffHold(DemoForms.Kickoff(story.Team, DemoPeople.Managers[0], now, policy.DayOf(now))));

    public Task<OrderPayload> CompleteDecisionAsync(DemoStory story) =>
        On(story, DemoPeople.ServiceStaff[story.Team].Actor, new OrderKickoffDecisionComplete(1, "已与客户确认。"));

    public Task<OrderPayload> PlanAsync(DemoStory story, DateTimeOffset entered, string cost) =>
        On(story, Managing(story), new PlanSubmit(DemoForms.Plan(story.Team, policy.DayOf(entered).AddDays(42), cost)));

    public Task<OrderPayload> RejectPlanAsync(DemoStory story) =>
        On(story, DemoPeople.Leader.Actor, new PlanReject("成本偏高，请重新测算。"));

    public Task<OrderPayload> ApprovePlanAsync(DemoStory story, bool leads) =>
        On(story, leads ? DemoPeople.Leader.Actor : Manager, new PlanApprove((string?)null));

    public Task<OrderPayload> HoldAsync(DemoStory story, DateTimeOffset now) => On(story, Manager,
        new OrderHold(HoldKind.AwaitingCustomer, "等待客户确认现场条件。", DemoForms.Day(policy.DayOf(now).AddDays(30))));

    public Task<OrderPayload> ResumeAsync(DemoStory story) => On(story, Manager, new OrderResume("客户已确认。"));

    public Task<OrderPayload> AskForCancellationAsync(DemoStory story) =>
        On(story, DemoPeople.Sales[0].Actor, new OrderCancellationRequest("客户的预算被取消。"));

    public Task<OrderPayload> CancelAsync(DemoStory story) => On(story, Manager, new OrderCancellationDecide(true, "同意取消。"));

    private static string Key(DemoStory story) => ReferenceOf(story);

    private static string ReferenceOf(DemoStory story) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"D{story.Number + 1:0000}");

    private static Actor Reviewing(DemoStory story) => DemoPeople.Reviewers[story.Number % DemoPeople.Reviewers.Length].Actor;

    private static Actor Managing(DemoStory story) => DemoPeople.ProjectManagers[story.Team].Actor;

    private static Actor Entering(DemoStory story) => !story.IsDrafted && DemoForms.PlatformOf(story.Customer) is { } platform
        ? DemoPeople.Client(platform) : DemoPeople.Sales[story.Number % DemoPeople.Sales.Length].Actor;

    private OrderForm FormOf(DemoStory story, DateTimeOffset now) =>
        DemoForms.Order(story.Number, story.Customer, ServiceTypeOf(story.Team), policy.DayOf(now));

    private Task<OrderPayload> On(DemoStory story, Actor actor, OrderCommand command) =>
        orders.ExecuteAsync(actor, new Frame { OrderId = IdOf(story) }, command, default);

    private sealed record Frame : OrderCommandInput;
}
