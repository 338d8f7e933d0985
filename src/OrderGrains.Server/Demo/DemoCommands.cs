using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Server.Assignment;
using OrderGrains.Server.Formation;
using OrderGrains.Server.Ordering;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Planning;

namespace OrderGrains.Server.Demo;

/// <summary>The commands on the orders of the demo, by the people whose duty they are: those that the API takes, by the same way.</summary>
internal sealed class DemoCommands(
    OrderCommands orders, OrderSubmission submission, AssignmentCommands assignments, FormationCommands formation, PlanningCommands planning, OrderPolicy policy)
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

    public Task<OrderPayload> DiscardAsync(DemoStory story) => On(story, Entering(story), new OrderingCommand.DiscardDraft());

    public Task<OrderPayload> SubmitAsync(DemoStory story, DateTimeOffset now) =>
        submission.SubmitAsync(Entering(story), new OrderSubmitInput { Order = FormOf(story, now), IdempotencyKey = Key(story) }, default);

    public Task<OrderPayload> ClaimAsync(DemoStory story) => On(story, Reviewing(story), new OrderingCommand.ClaimReview());

    public Task<OrderPayload> ReturnAsync(DemoStory story) => On(story, Reviewing(story), new OrderingCommand.ReturnForCorrection([new("customer.phone", "电话无人接听，请核实。")]));

    public Task<OrderPayload> ResubmitAsync(DemoStory story, DateTimeOffset entered) =>
        On(story, Entering(story), new OrderingCommand.Resubmit(FormOf(story, entered), [new(1, "客户联系人", "电话无误，已约定来电时间。")]));

    public Task<OrderPayload> VerifyAsync(DemoStory story) => On(story, Reviewing(story), new OrderingCommand.Verify((string?)null));

    public Task<OrderPayload> RejectAsync(DemoStory story) => On(story, Reviewing(story), new OrderingCommand.Reject("超出公司的服务范围。"));

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
        assignments.ApproveAsync(DemoPeople.Approvers[story.Number % 2].Actor, new AssignmentApproveInput { OrderId = IdOf(story) }, default);

    public Task<OrderPayload> TurnDownAsync(DemoStory story) =>
        assignments.RejectAsync(DemoPeople.Approvers[0].Actor, new AssignmentRejectInput { OrderId = IdOf(story), Reason = "请先核对团队近期的安排。" }, default);

    public Task<OrderPayload> FormAsync(DemoStory story) =>
        formation.ConfirmAsync(DemoPeople.Head.Actor, new OrderTeamConfirmInput { OrderId = IdOf(story), Members = DemoForms.Members(story.Team) }, default);

    public Task<OrderPayload> KickOffAsync(DemoStory story, DateTimeOffset now) =>
        On(story, Managing(story), new KickoffCommand.HoldKickoff(DemoForms.Kickoff(story.Team, DemoPeople.Managers[0], now, policy.DayOf(now))));

    public Task<OrderPayload> CompleteDecisionAsync(DemoStory story) =>
        On(story, DemoPeople.ServiceStaff[story.Team].Actor, new KickoffCommand.CompleteDecision(1, "已与客户确认。"));

    public Task<OrderPayload> PlanAsync(DemoStory story, DateTimeOffset entered, string cost) => planning.SubmitAsync(
        Managing(story), new PlanSubmitInput { OrderId = IdOf(story), Plan = DemoForms.Plan(story.Team, policy.DayOf(entered).AddDays(42), cost) }, default);

    public Task<OrderPayload> RejectPlanAsync(DemoStory story) =>
        planning.RejectAsync(DemoPeople.Leader.Actor, new PlanRejectInput { OrderId = IdOf(story), Reason = "成本偏高，请重新测算。" }, default);

    public Task<OrderPayload> ApprovePlanAsync(DemoStory story, bool leads) =>
        planning.ApproveAsync(leads ? DemoPeople.Leader.Actor : Manager, new PlanApproveInput { OrderId = IdOf(story) }, default);

    public Task<OrderPayload> HoldAsync(DemoStory story, DateTimeOffset now) => On(story, Manager,
        new OrderingCommand.PutOnHold(HoldKind.AwaitingCustomer, "等待客户确认现场条件。", DemoForms.Day(policy.DayOf(now).AddDays(30))));

    public Task<OrderPayload> ResumeAsync(DemoStory story) => On(story, Manager, new OrderingCommand.Resume("客户已确认。"));

    public Task<OrderPayload> AskForCancellationAsync(DemoStory story) => On(story, DemoPeople.Sales[0].Actor, new OrderingCommand.RequestCancellation("客户的预算被取消。"));

    public Task<OrderPayload> CancelAsync(DemoStory story) => On(story, Manager, new OrderingCommand.DecideCancellation(true, "同意取消。"));

    private static string Key(DemoStory story) => ReferenceOf(story);

    private static string ReferenceOf(DemoStory story) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"D{story.Number + 1:0000}");

    private static Actor Reviewing(DemoStory story) => DemoPeople.Reviewers[story.Number % DemoPeople.Reviewers.Length].Actor;

    private static Actor Managing(DemoStory story) => DemoPeople.ProjectManagers[story.Team].Actor;

    private static Actor Entering(DemoStory story) => !story.IsDrafted && DemoForms.PlatformOf(story.Customer) is { } platform
        ? DemoPeople.Client(platform) : DemoPeople.Sales[story.Number % DemoPeople.Sales.Length].Actor;

    private OrderForm FormOf(DemoStory story, DateTimeOffset now) =>
        DemoForms.Order(story.Number, story.Customer, ServiceTypeOf(story.Team), policy.DayOf(now));

    private Task<OrderPayload> On(DemoStory story, Actor actor, OrderCommand command) => orders.ExecuteAsync(actor, new Frame { OrderId = IdOf(story) }, command);

    private sealed record Frame : OrderCommandInput;
}
