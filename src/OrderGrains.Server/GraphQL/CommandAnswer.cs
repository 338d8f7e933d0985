using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.GraphQL;

/// <summary>The refusals of a command in the language of the caller; empty if it was accepted.</summary>
internal delegate IReadOnlyList<IUserError> Refusal(Language language);

/// <summary>How the API calls a grain and answers with what comes of it: refusals as data, and faults that the caller can do something
/// about as data too.</summary>
internal static class CommandAnswer
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(8);

    /// <summary>Nothing was refused.</summary>
    public static readonly Refusal None = static _ => [];

    /// <summary>Refused for these reasons.</summary>
    public static Refusal Of(params IReadOnlyList<Rejection> reasons) =>
        language => [.. reasons.Select(reason => UserErrors.From(reason, language))];

    /// <summary>
    /// Calls a grain; once more if its silo rejected the call, which is then not begun, or was lost while the call may have been carried
    /// out and the call has a key, so that it is carried out once all the same.
    /// </summary>
    /// <param name="call">The frame of the call.</param>
    /// <param name="grain">The call.</param>
    /// <exception cref="OutcomeUnknownException">No answer in time, or the silo was lost.</exception>
    /// <exception cref="JournalUnavailableException">No silo takes the call; nothing was begun.</exception>
    public static async Task<Outcome<TState, Rejection>> CallAsync<TState>(Call call, Func<Task<Outcome<TState, Rejection>>> grain)
    {
        using var deadline = new CancellationTokenSource(_limit);
        var begun = false;
        for (var last = false; ; last = true)
        {
            try
            {
                return await grain().WaitAsync(deadline.Token);
            }
            catch (OrleansMessageRejectionException lost)
            {
                begun |= lost is SiloUnavailableException && !call.DryRun;
                if (last || (begun && call.KeyId is null))
                    throw begun ? new OutcomeUnknownException(lost) : new JournalUnavailableException("No silo takes the call.", lost);
            }
            catch (Exception late) when (late is TimeoutException || deadline.IsCancellationRequested)
            {
                throw new OutcomeUnknownException(late);
            }
        }
    }

    /// <summary>Makes a payload of an outcome, or of a fault that has a code.</summary>
    /// <param name="key">The caller's idempotency key; one of which nothing can be seen is refused, since it would be everybody's who
    /// forgot to fill it in.</param>
    /// <param name="execute">Carries out the command.</param>
    /// <param name="done">The payload of what was accepted.</param>
    /// <param name="refused">The payload of a refusal.</param>
    public static async Task<TPayload> OfAsync<TState, TPayload>(
        string? key, Func<Task<Outcome<TState, Rejection>>> execute, Func<Outcome<TState, Rejection>.Accepted, TPayload> done,
        Func<Refusal, TPayload> refused)
    {
        if (key is not null && UnicodeText.Read(key) is null)
            return refused(Of(new Rejection.Invalid(RejectionCode.Required, "idempotencyKey")));
        try
        {
            var outcome = await execute();
            return outcome is Outcome<TState, Rejection>.Accepted accepted
                ? done(accepted) : refused(language => UserErrors.From(outcome, language));
        }
        catch (Exception fault) when (UserErrors.From(fault, Language.English) is not null)
        {
            return refused(language => [UserErrors.From(fault, language)!]); // Not null: asked above.
        }
    }
}
