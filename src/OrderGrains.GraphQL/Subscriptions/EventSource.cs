using GraphQL;
using GraphQL.Resolvers;

namespace OrderGrains.GraphQL.Subscriptions;

/// <summary>The events of a subscription's field.</summary>
internal interface IEventSource : IAsyncEnumerable<object>
{
    /// <summary>The cursor of the last event that was read, with which a client returns.</summary>
    string Cursor { get; }
}

/// <summary>The result of a subscription's field: events that are pulled one by one, so that a slow client delays only itself.</summary>
/// <param name="events">The events since the creation of the source.</param>
/// <param name="cursor">Returns the cursor of the last event that was read.</param>
public sealed class EventSource<T>(IAsyncEnumerable<T> events, Func<string> cursor) : IEventSource
    where T : class
{
    string IEventSource.Cursor => cursor();

    IAsyncEnumerator<object> IAsyncEnumerable<object>.GetAsyncEnumerator(CancellationToken cancellationToken) =>
        events.GetAsyncEnumerator(cancellationToken);
}

/// <summary>An event after which a subscription can resume.</summary>
public interface IResumable
{
    /// <summary>The cursor with which a client returns to receive what came after.</summary>
    string Cursor { get; }
}

/// <summary>Opens the event source of a subscription's field. The library expects pushed events; this server pulls them.</summary>
internal sealed class EventSourceResolver(IFieldResolver field) : ISourceStreamResolver
{
    public async ValueTask<IEventSource> OpenAsync(IResolveFieldContext context) =>
        (IEventSource)(await field.ResolveAsync(context))!; // Never null.

    ValueTask<IObservable<object?>> ISourceStreamResolver.ResolveAsync(IResolveFieldContext context) =>
        throw new NotSupportedException("Events are pulled through OpenAsync.");
}
