using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Assignment;

/// <summary>
/// Assignment is about an order and a team, which decide each for itself (R3.2). The team's capacity is reserved before the order records
/// anything, and booked or given back after it has, by <see cref="AssignmentRelay"/>. Whatever is lost between leaves a reservation that
/// the same command finds again, or that expires.
/// </summary>
public sealed class AssignmentCommands(
    OrderCommands orders, TeamCommands teams, OrderLookups resolver, AssignmentRanking ranking, OrderReader reader, OrderPolicy policy,
        TimeProvider clock)
{
    /// <summary>Submits the Assignment Form for approval. A dry run asks the team as well, which then reserves nothing.</summary>
    public Task<OrderPayload> ProposeAsync(Actor actor, AssignmentProposeInput input, CancellationToken cancellation) =>
        OrderCommands.ExecuteAsync(input, async order =>
    {
        if (!GlobalId.TryDecode(input.TeamId, "Team", out var team))
            team = Guid.Empty; // Not a team: it is in no ranking.
        var command = new AssignmentPropose(new TeamId(team), [.. input.Work], input.Reason, input.OverCommitReason);
        var call = input.ToCall(actor, OrderFingerprint.Of(command));
        var key = input.IdempotencyKey ?? "once:" + Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        var lookups = new DecisionLookups
        {
            Assignment = AssignmentId.Of(order, actor.Subject, key, call.Fingerprint),
            Scores = await ScoresAsync(order, command, actor, cancellation),
        };

        var tried = await orders.CallAsync(order, call with { DryRun = true }, command, actor, lookups);
        if (tried is Outcome<Order, Rejection>.Accepted { Replayed: true } or Outcome<Order, Rejection>.KeyConflict)
            return tried;
        if (tried is not Outcome<Order, Rejection>.Accepted { State.Assignment.Form: { } form })
        {
            var ranked = lookups.Scores.Any(score => score.Team == command.Team);
            return ranked && !call.DryRun ? await SettleAsync(order, tried, new(lookups.Assignment, command.Team), actor) : tried;
        }
        if (await ReserveAsync(new CapacityReserve(form.BookingFor(order)), form.Team, actor, call.DryRun) is (_, { } refused))
            return refused;
        return call.DryRun ? tried : await SettleAsync(order, await orders.CallAsync(order, call, command, actor, lookups),
            new(form.Id, form.Team), actor);
    });

    /// <summary>Approves the proposed assignment, if the capacity is still there.</summary>
    public Task<OrderPayload> ApproveAsync(Actor actor, Orders.Input<AssignmentApprove> input, CancellationToken cancellation) =>
        OrderCommands.ExecuteAsync(input, async order =>
    {
        var command = input.Command;
        var (approver, _) = await resolver.ResolveAsync(actor, command, cancellation);
        var call = input.ToCall(actor, OrderFingerprint.Of(command));

        var tried = await orders.CallAsync(order, call with { DryRun = true }, command, approver);
        if (tried is not Outcome<Order, Rejection>.Accepted { Replayed: false, State.Assignment.Form: { } form })
            return tried;
        var (team, refused) = await ReserveAsync(new ReservationRenew(form.BookingFor(order)), form.Team, actor, call.DryRun);
        if (refused is not null || call.DryRun)
            return refused ?? tried;
        var lookups = new DecisionLookups { TeamMembers = [.. team.Members.Select(member => member.Subject)] };
        return await SettleAsync(order, await orders.CallAsync(order, call, command, approver, lookups), new(form.Id, form.Team), approver);
    });

    // Nothing is ranked for an order that the actor may not know of, or for work that cannot be read: the rules refuse it anyway.
    private async ValueTask<ImmutableArray<TeamScore>> ScoresAsync(OrderId order, AssignmentPropose command, Actor actor,
        CancellationToken cancellation)
    {
        if (AssignmentRules.ReadWork(command.Work, clock.GetUtcNow(), policy) is not { } work)
            return [];
        return await reader.LoadAsync(order.Value, actor, cancellation) is { Information: not null } known
            ? AssignmentRules.ScoresToKeep(await ranking.RankAsync(known, work, cancellation), command.Team) : [];
    }

    private async Task<(Team Team, Outcome<Order, Rejection>? Refused)> ReserveAsync(TeamCommand command, TeamId team, Actor actor,
        bool dryRun) =>
        await teams.CallAsync(team, Frame(command) with { DryRun = dryRun }, command, actor) switch
        {
            Outcome<Team, Rejection>.Accepted done => (done.State, null),
            Outcome<Team, Rejection>.Refused refused => (Team.None, new Outcome<Order, Rejection>.Refused(refused.Reasons)),
            var other => throw new UnreachableException(other.GetType().Name), // Neither key nor revision is sent.
        };

    // Releases the reservation if the order refused the proposal or has moved on, also one from before a crash.
    private async Task<Outcome<Order, Rejection>> SettleAsync(
        OrderId order, Outcome<Order, Rejection> outcome, AssignmentReference reserved, Actor actor)
    {
        var now = outcome is Outcome<Order, Rejection>.Accepted accepted
            ? accepted.State : await reader.LoadAsync(order.Value, actor, CancellationToken.None);
        if (now is not null && AssignmentRules.HoldsCapacity(now, reserved.Id))
            return outcome;
        var release = new CapacityRelease(reserved.Id);
        await teams.CallAsync(reserved.Team, Frame(release), release, actor);
        return outcome;
    }

    // Without a key: a reservation is known by its assignment, and may be made again after it was given back.
    private static Call Frame(TeamCommand command) => new(null, TeamSteps.Table.FingerprintOf(command));
}
