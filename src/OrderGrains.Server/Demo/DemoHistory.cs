using System.Globalization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;
using OrderGrains.Server.Assignment;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Staff;
using OrderGrains.Server.Teams;
using OrderGrains.Streams;

namespace OrderGrains.Server.Demo;

/// <summary>
/// Makes the demo's history once the silo runs and before anything is served. A month's orders take each step together, each at its own
/// instant; what takes from a common store, which is order numbers and the capacity of teams, is done one by one. So every run of a day
/// makes the same orders.
/// </summary>
internal sealed class DemoHistory(
    DemoClock clock, DemoCommands commands, TeamCommands teams, StaffCommands staff, OrderPolicy policy, IJournal journal,
        IEnumerable<ConsumerKind> kinds) : IHostedService
{
    private const int DaysInMonth = 30, StartHour = 1; // 9 o'clock in China.
    private const string TeamKey = "demo-team-";

    private readonly DateTimeOffset _first = clock.Standing ?? throw new InvalidOperationException("The demo's history is made.");

    /// <summary>The first instant of a history that ends on a day: a Monday about ten months before.</summary>
    public static DateTimeOffset FirstInstant(DateTimeOffset now) =>
        BeginOfWeek(now.UtcDateTime.Date.AddDays(-DaysInMonth * DemoStory.Months - 5));

    /// <summary>The id of a team.</summary>
    public static TeamId IdOf(int team) => TeamId.OfKey(TeamSteps.Table.All[0].Command, DemoPeople.Managers[0].Subject, TeamKeyOf(team));

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await RegisterAsync(cancellationToken);
        for (var month = 0; month < DemoStory.Months; month++)
        {
            var monday = BeginOfWeek(_first.UtcDateTime.Date.AddDays(DaysInMonth * month));
            clock.Standing = monday;
            clock.Following = monday.AddDays(10);
            await LiveAsync([.. DemoStory.OfMonth(month)], monday, cancellationToken);
            await FollowAsync(WritesJournal, cancellationToken);
        }
        DemoClock.SetInstant(clock.Following.AddHours(StartHour));
        await EnterAsync(DemoPeople.Last, cancellationToken);
        await FollowAsync(_ => true, cancellationToken);
        clock.Standing = null;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static DateTimeOffset BeginOfWeek(DateTime day) => new(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), TimeSpan.Zero);

    private static bool WritesJournal(ConsumerKind kind) => kind.Name is AssignmentSetup.Kind or CustomersSetup.Kind;

    private static string TeamKeyOf(int team) => TeamKey + (team + 1).ToString(CultureInfo.InvariantCulture);

    private async Task RegisterAsync(CancellationToken cancellation)
    {
        DemoClock.SetInstant(_first.AddHours(StartHour));
        await Task.WhenAll(DemoPeople.All.Select(person => EnterAsync(person, cancellation)));
        await Task.WhenAll(Enumerable.Range(0, DemoPeople.Teams).Select(team => FoundAsync(team, cancellation)));
    }

    // The rules refuse people who enter themselves.
    private async Task EnterAsync(DemoPerson person, CancellationToken cancellation)
    {
        var by = person == DemoPeople.Head ? DemoPeople.Leader : DemoPeople.Head;
        var command = new StaffMemberSet(person.Subject, person.Form);
        await DoneAsync(async () => (await staff.ExecuteAsync(
            by.Actor, new Staff.Input<StaffMemberSet> { Command = command }, command)).Errors(Language.English), cancellation);
    }

    private async Task FoundAsync(int team, CancellationToken cancellation)
    {
        var (manager, id, type) = (DemoPeople.Managers[0].Actor, GlobalId.Encode("Team", IdOf(team).Value), commands.ServiceTypeOf(team));
        var form = DemoPeople.Team(team, type, policy.Assignment.SkillsFor(type));
        await Done(() => teams.CreateAsync(manager, new TeamCreateInput { Team = form, IdempotencyKey = TeamKeyOf(team) }, cancellation));
        await Carry(new TeamCapacitySet(new CapacityForm(120)));
        foreach (var (person, role) in DemoPeople.Members(team))
            await Carry(new TeamMemberSet(person.Subject, [role]));

        Task Carry<TCommand>(TCommand command)
            where TCommand : TeamCommand =>
            Done(() => teams.ExecuteAsync(manager, new Teams.Input<TCommand> { TeamId = id, Command = command }, command, cancellation));

        Task Done(Func<Task<TeamPayload>> command) => DoneAsync(async () => (await command()).Errors(Language.English), cancellation);
    }

    private async Task LiveAsync(DemoStory[] stories, DateTimeOffset monday, CancellationToken cancellation)
    {
        await Together(0, x => x.IsDrafted, commands.DraftAsync);
        await OneByOne(0, x => !x.IsDrafted, commands.SubmitAsync);
        await Together(1, x => x.End == OrderStatus.Discarded, (x, _) => commands.DiscardAsync(x));
        await Together(1, x => x.Passes(OrderStatus.UnderReview), (x, _) => commands.ClaimAsync(x));
        await Together(2, x => x.IsReturned, (x, _) => commands.ReturnAsync(x));
        await Together(3, x => x.IsReturned && x.End != OrderStatus.Correction, (x, _) => commands.ResubmitAsync(x, At(x, 0)));
        await Together(4, x => x.IsReturned && x.End != OrderStatus.Correction, (x, _) => commands.ClaimAsync(x));
        await Together(7, x => x.Passes(OrderStatus.Verified), (x, _) => commands.VerifyAsync(x));
        await Together(7, x => x.End == OrderStatus.Rejected, (x, _) => commands.RejectAsync(x));
        await OneByOne(8, x => x.Passes(OrderStatus.AssignmentPending) || x.IsTurnedDown, (x, now) =>
            commands.ProposeAsync(x, now, GlobalId.Encode("Team", IdOf(x.Team).Value)));
        // A team hears of one order after the other, so that its history is the same in every run.
        foreach (var round in stories.Where(x => x.Passes(OrderStatus.Assigned)).GroupBy(x => x.Place / DemoPeople.Teams))
        {
            await OneByOne(9, round.Contains, (x, _) => commands.ApproveAsync(x));
            await FollowAsync(kind => kind.Name == AssignmentSetup.Kind, cancellation);
        }
        await FollowAsync(WritesJournal, cancellation);
        clock.Following = monday.AddDays(26);
        await Together(9, x => x.IsTurnedDown, (x, _) => commands.TurnDownAsync(x));
        await Together(10, x => x.Passes(OrderStatus.TeamReady), (x, _) => commands.FormAsync(x));
        await Together(11, x => x.Passes(OrderStatus.Planning), commands.KickOffAsync);
        await Together(14, x => x.Passes(OrderStatus.Planning) && x.Number % 2 == 0, (x, _) => commands.CompleteDecisionAsync(x));
        await Together(15, x => x.IsPlanned, (x, _) => commands.PlanAsync(x, At(x, 0), "9000"));
        await Together(16, x => x.IsPlanRejected, (x, _) => commands.RejectPlanAsync(x));
        await Together(17, x => x.IsPlanRejected && x.End == OrderStatus.InExecution, (x, _) => commands.PlanAsync(x, At(x, 0), "7500"));
        await Together(18, x => x.IsPlanApproved, (x, _) => commands.ApprovePlanAsync(x, leads: false));
        await Together(21, x => x.Passes(OrderStatus.InExecution), (x, _) => commands.ApprovePlanAsync(x, leads: true));
        await Together(22, x => x.IsHeld, commands.HoldAsync);
        await Together(24, x => x.IsHeld && !x.StaysHeld, (x, _) => commands.ResumeAsync(x));
        await Together(23, x => x.WaitsForCancellation || x.End == OrderStatus.Cancelled, (x, _) => commands.AskForCancellationAsync(x));
        await Together(25, x => x.End == OrderStatus.Cancelled, (x, _) => commands.CancelAsync(x));

        DateTimeOffset At(DemoStory story, int day) => monday.AddDays(day).AddHours(StartHour).AddMinutes(story.Place * 15);

        Task Together(int day, Func<DemoStory, bool> isOf, Func<DemoStory, DateTimeOffset, Task<OrderPayload>> command) =>
            Task.WhenAll(stories.Where(isOf).Select(story => DoAsync(story, day, command)));

        async Task OneByOne(int day, Func<DemoStory, bool> isOf, Func<DemoStory, DateTimeOffset, Task<OrderPayload>> command)
        {
            foreach (var story in stories.Where(isOf))
                await DoAsync(story, day, command);
        }

        async Task DoAsync(DemoStory story, int day, Func<DemoStory, DateTimeOffset, Task<OrderPayload>> command)
        {
            var at = At(story, day);
            DemoClock.SetInstant(at); // Of this flow of calls alone: it ends with the method.
            await DoneAsync(async () => (await command(story, at)).Errors(Language.English), cancellation);
        }
    }

    // Where the system is too busy nothing is recorded, and it says when to try again: a slow disk must not end the demo.
    private static async Task DoneAsync(Func<Task<IReadOnlyList<IUserError>>> command, CancellationToken cancellation)
    {
        while (await command() is [var first, ..])
        {
            if (first is not OverloadedError busy)
                throw new InvalidOperationException($"The demo cannot be made: {first.Code} {string.Join(
                    '.', first.Path ?? [])} {first.Message}");
            await Task.Delay(busy.RetryAfter, TimeProvider.System, cancellation);
        }
    }

    // Until those who follow the journal have made of it what there is to make.
    private async Task FollowAsync(Func<ConsumerKind, bool> isOf, CancellationToken cancellation)
    {
        var heads = await journal.HeadsAsync(cancellation);
        await Task.WhenAll(kinds.Where(isOf).SelectMany(kind => heads.Select(async (head, partition) =>
        {
            while (!await kind.Of(partition).ReachAsync(head))
                cancellation.ThrowIfCancellationRequested();
        })));
    }
}
