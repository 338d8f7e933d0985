using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server;

public sealed partial class Mutation
{
    /// <summary>Notes that the viewer has read notifications. Who read one first stays on record.</summary>
    /// <param name="input">The command.</param>
    [Access]
    public static Task<NotificationPayload> NotificationRead(
        [Caller] Actor viewer, [FromServices] InboxReader inbox, NotificationReadInput input, CancellationToken cancellation) =>
        inbox.ReadAsync(viewer, input, cancellation);
}

/// <summary>Input of notificationRead.</summary>
public sealed record NotificationReadInput
{
    /// <summary>The notifications' global ids, at least one. If one is not the viewer's, nothing is noted.</summary>
    [ApiId, MaxItems(PageRequest.MaxSize, ByRule = true)] public required IReadOnlyList<string> Ids { get; init; }
}

/// <summary>The result of reading notifications.</summary>
[Access]
public sealed class NotificationPayload
{
    private readonly Refusal _refusal;

    internal NotificationPayload(IReadOnlyList<NotificationNode> notifications, bool replayed) =>
        (Notifications, Replayed, _refusal) = (notifications, replayed, CommandAnswer.None);

    internal NotificationPayload(Refusal refusal) => (Notifications, _refusal) = ([], refusal);

    /// <summary>The notifications as they are now, in the order asked for; none where the command was refused.</summary>
    public IReadOnlyList<NotificationNode> Notifications { get; }
    /// <summary>Whether all of them had been read before.</summary>
    public bool Replayed { get; }

    /// <summary>Why the command was refused; empty where it was not.</summary>
    public IReadOnlyList<IUserError> Errors([InLanguage] Language language) => _refusal(language);
}
