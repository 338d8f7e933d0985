using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.StaffRegister;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Teams;

/// <summary>Sends commands from the API to teams and puts what comes of them into payloads.</summary>
public sealed class TeamCommands(
    IGrainFactory grains, AggregateStore<Team, TeamEvent, Rejection> store, TeamRows rows, StaffReader staff, TeamPolicy policy,
        TimeProvider clock)
{
    /// <summary>Enters a team. Its identity is the caller's key; without one every call enters another.</summary>
    public Task<TeamPayload> CreateAsync(Actor actor, TeamCreateInput input, CancellationToken cancellation)
    {
        var command = new TeamCreate(input.Team);
        var key = input.IdempotencyKey ?? "once:" + Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        var id = TeamId.OfKey(TeamSteps.Table.Of(command).Command, actor.Subject, key);
        var call = new Call(null, TeamSteps.Table.FingerprintOf(command), DryRun: input.DryRun ?? false);
        return AnswerAsync(id, input.IdempotencyKey, () => store.CreateAsync(
            new StreamId(id.Value), call, team => TeamRules.AccessRefusal(team, command, actor),
            (empty, now) => TeamRules.Decide(empty, command, new(actor, now, policy)).ToDecided(), cancellation).AsTask());
    }

    /// <summary>Carries out a command on an existing team.</summary>
    public async Task<TeamPayload> ExecuteAsync(Actor actor, TeamCommandInput input, TeamCommand command, CancellationToken cancellation)
    {
        if (!GlobalId.TryDecode(input.TeamId, "Team", out var id) || await rows.FindAsync([id], cancellation) is not [_])
            return new TeamPayload(CommandAnswer.Of(new Rejection.RuleBroken(RejectionCode.NotFound, "teamId")));
        var call = input.ToCall(actor, TeamSteps.Table.FingerprintOf(command));
        var presence = command is TeamMemberSet set ? await staff.PresenceOfAsync(set.Subject, cancellation) : StaffPresence.Unknown;
        return await AnswerAsync(new TeamId(id), input.IdempotencyKey, () => CallAsync(new TeamId(id), call, command, actor, presence));
    }

    /// <summary>Calls a team.</summary>
    internal Task<Outcome<Team, Rejection>> CallAsync(
        TeamId team, Call call, TeamCommand command, Actor actor, StaffPresence presence = StaffPresence.Unknown) =>
        CommandAnswer.CallAsync(call, () => grains.GetGrain<ITeamGrain>(team.Value).ExecuteAsync(call, command, actor, presence));

    private static Task<TeamPayload> AnswerAsync(TeamId team, string? key, Func<Task<Outcome<Team, Rejection>>> execute) =>
        CommandAnswer.OfAsync(
        key,
        execute,
        done => new TeamPayload(new TeamNode(team, done.State, done.Version), done.Replayed),
        refusal => new TeamPayload(refusal));
}

/// <summary>The input that every command on an existing team has.</summary>
public abstract record TeamCommandInput : CommandInput
{
    /// <summary>The team's id.</summary>
    [ApiId] public required string TeamId { get; init; }
}

/// <summary>The result of a command on a team.</summary>
[Access(OrderAccess.SeesEverything)]
public sealed class TeamPayload
{
    private readonly Refusal _refusal;

    internal TeamPayload(TeamNode team, bool replayed) => (Team, Replayed, _refusal) = (team, replayed, CommandAnswer.None);

    internal TeamPayload(Refusal refusal) => _refusal = refusal;

    /// <summary>The team as it is now (for a dry run: as it would be); null where the command was refused.</summary>
    public TeamNode? Team { get; }
    /// <summary>Whether the command had been carried out before.</summary>
    public bool Replayed { get; }

    /// <summary>Why the command was refused; empty where it was not.</summary>
    public IReadOnlyList<IUserError> Errors([InLanguage] Language language) => _refusal(language);
}
