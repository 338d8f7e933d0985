using GraphQL;
using GraphQL.Resolvers;

namespace OrderGrains.GraphQL.Subscriptions;

/// <summary>The events of a subscription's field.</summary>
internal interface IEventSource : IAsyncEnumerable<object>
{
    /// <summary>Where the reading has come to, as clients see it; what they come back with.</summary>
    string Cursor { get; }
}

/// <summary>What a subscription's field answers: events that are taken one after the other, so that a slow client holds up nobody but itself.</summary>
/// <param name="events">The events, heard from the moment that this was made.</param>
/// <param name="cursor">Where the reading has come to, as clients see it.</param>
public sealed class EventSource<T>(IAsyncEnumerable<T> events, Func<string> cursor) : IEventSource
    where T : class
{
    string IEventSource.Cursor => cursor();

    IAsyncEnumerator<object> IAsyncEnumerable<object>.GetAsyncEnumerator(CancellationToken cancellationToken) => events.GetAsyncEnumerator(cancellationToken);
}

/// <summary>An event that a subscription can go on from.</summary>
public interface IResumable
{
    /// <summary>What a client comes back with, to be told of what came after.</summary>
    string Cursor { get; }
}

/// <summary>Opens the source of a subscription's field. The library would have events pushed; here they are pulled.</summary>
internal sealed class EventSourceResolver(IFieldResolver field) : ISourceStreamResolver
{
    public async ValueTask<IEventSource> OpenAsync(IResolveFieldContext context) => (IEventSource)(await field.ResolveAsync(context))!; // It is never null.

    ValueTask<IObservable<object?>> ISourceStreamResolver.ResolveAsync(IResolveFieldContext context) =>
        throw new NotSupportedException("Events are pulled, see OpenAsync.");
}
