using System.Runtime.CompilerServices;
using GraphQL;
using GraphQLParser.AST;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Subscriptions;

/// <summary>An operation on a connection that stays open: a query or mutation has one answer, a subscription one for each of its events.</summary>
internal sealed class OperationStream : IDisposable
{
    private readonly GraphQLExecutor _executor;
    private readonly PreparedRequest _request;
    private readonly RequestContext _user;
    private readonly IServiceProvider _services;
    private readonly IEventSource? _source;
    private AdmissionGate.Place? _place;

    private OperationStream(GraphQLExecutor executor, PreparedRequest request, RequestContext user, IServiceProvider services, IEventSource? source) =>
        (_executor, _request, _user, _services, _source) = (executor, request, user, services, source);

    /// <summary>Where a subscription has come to, whether it was told of anything or not; null where there is nothing to come back to.</summary>
    public string? Cursor => _source?.Cursor;

    /// <summary>Begins the operation; a subscription's events are heard from now on. What is answered once has its place until it is disposed of, a subscription only while it begins.</summary>
    /// <exception cref="RequestRefusedException">There is no place for it, or a subscription does not have exactly one field.</exception>
    /// <exception cref="ExecutionError">The subscription cannot be opened.</exception>
    public static async Task<OperationStream> OpenAsync(
        GraphQLExecutor executor, AdmissionGate gate, PreparedRequest request, RequestContext user, IServiceProvider services, CancellationToken cancellation)
    {
        var place = gate.Enter(request.Operation.Urgency) ?? throw AdmissionGate.Overloaded();
        if (request.Operation.Definition.Operation != OperationType.Subscription)
            return new(executor, request, user, services, null) { _place = place };
        using (place)
            return new(executor, request, user, services, await executor.SubscribeAsync(request, user, services, cancellation));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _place?.Dispose();
        _place = null;
    }

    /// <summary>The answers, as they come.</summary>
    /// <exception cref="ExecutionError">The events came to an end.</exception>
    public async IAsyncEnumerable<OperationAnswer> AnswersAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (_source is null)
        {
            yield return new(await _executor.ExecuteAsync(_request, _user, _services, cancellation), null);
            yield break;
        }
        await using var events = _source.GetAsyncEnumerator(cancellation);
        while (await NextAsync(events, cancellation))
            yield return new(await _executor.ExecuteAsync(_request, _user, _services, cancellation, @event: events.Current), (events.Current as IResumable)?.Cursor);
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<object> events, CancellationToken cancellation)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            throw _executor.Explain(_request.Operation.Definition.Name?.StringValue ?? "subscription", fault);
        }
    }
}

/// <summary>One answer of an operation.</summary>
/// <param name="Result">What was executed.</param>
/// <param name="Cursor">What the client comes back with; null where there is nothing to come back to.</param>
internal readonly record struct OperationAnswer(ExecutionResult Result, string? Cursor);
