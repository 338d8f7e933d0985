using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using Orleans.Runtime;

namespace OrderGrains.Server.GraphQL;

/// <summary>What every command takes beside its content.</summary>
public abstract record CommandInput
{
    /// <summary>One key per intent: the same key with the same content answers the first result again; with another content it is a conflict.</summary>
    public string? IdempotencyKey { get; init; }
    /// <summary>The revision that the caller has seen; if the record has moved on since, the command is refused.</summary>
    public int? ExpectedRevision { get; init; }
    /// <summary>Decide and answer, write nothing.</summary>
    public bool? DryRun { get; init; }

    /// <summary>The frame that the record takes the command in.</summary>
    /// <param name="actor">Who commands; keys are scoped to the actor.</param>
    /// <param name="fingerprint">The command's fingerprint.</param>
    internal Call ToCall(Actor actor, byte[] fingerprint) => new(
        IdempotencyKey is null ? null : Identity.Of("key", actor.Subject, IdempotencyKey), fingerprint, ExpectedRevision, DryRun ?? false);
}

/// <summary>How the API calls a grain and answers with what comes of it: refusals as data, and faults that the caller can do something about as data too.</summary>
internal static class CommandAnswer
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(8);

    /// <summary>Calls a grain, once more if its silo was lost: the call carries a key, or nothing was begun.</summary>
    /// <param name="call">The frame of the call.</param>
    /// <param name="grain">The call.</param>
    /// <exception cref="TimeoutException">No answer in time; whether the command took effect is not known.</exception>
    public static async Task<Outcome<TState, Rejection>> CallAsync<TState>(Call call, Func<Task<Outcome<TState, Rejection>>> grain)
    {
        try
        {
            return await grain().WaitAsync(_limit);
        }
        catch (Exception lost) when (lost is SiloUnavailableException or OrleansMessageRejectionException && call.KeyId is not null)
        {
            return await grain().WaitAsync(_limit);
        }
    }

    /// <summary>Makes a payload of an outcome, or of a fault that has a code.</summary>
    public static async Task<TPayload> OfAsync<TState, TPayload>(
        Func<Task<Outcome<TState, Rejection>>> execute, Func<Outcome<TState, Rejection>.Accepted, TPayload> done, Func<IReadOnlyList<IUserError>, TPayload> refused)
    {
        try
        {
            var outcome = await execute();
            return outcome is Outcome<TState, Rejection>.Accepted accepted ? done(accepted) : refused(UserErrors.From(outcome));
        }
        catch (Exception fault) when (UserErrors.TryFrom(fault, out var error))
        {
            return refused([error]);
        }
    }
}
