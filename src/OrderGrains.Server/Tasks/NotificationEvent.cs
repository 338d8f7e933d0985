namespace OrderGrains.Server.Tasks;

/// <summary>That the viewer is told something.</summary>
[Access]
public sealed class NotificationEvent : IResumable
{
    internal NotificationEvent(NotificationNode notification, string cursor) => (Notification, Cursor) = (notification, cursor);

    /// <summary>Where the reading has come to with the notification, opaque: good for <c>after</c> of the same field.</summary>
    public string Cursor { get; }
    /// <summary>The subject.</summary>
    public NotificationNode Notification { get; }
}
