using System.Runtime.CompilerServices;
using GraphQL;
using GraphQLParser.AST;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Subscriptions;

/// <summary>An operation on an open connection: a query or mutation has one answer, a subscription one for each event.</summary>
internal sealed class OperationStream : IDisposable
{
    private readonly GraphQLExecutor _executor;
    private readonly PreparedRequest _request;
    private readonly RequestContext _user;
    private readonly IServiceProvider _services;
    private readonly IEventSource? _source;
    private AdmissionGate.Place? _place;

    private OperationStream(
        GraphQLExecutor executor, PreparedRequest request, RequestContext user, IServiceProvider services, IEventSource? source) =>
        (_executor, _request, _user, _services, _source) = (executor, request, user, services, source);

    /// <summary>The cursor that a subscription has reached, with or without answers; null if there is nothing to return to.</summary>
    public string? Cursor => _source?.Cursor;

    /// <summary>Begins the operation; a subscription receives events from now on.</summary>
    /// <remarks>A query or mutation keeps its place in the admission gate until disposed of, a subscription only while it begins.</remarks>
    /// <exception cref="RequestRefusedException">There is no place, or a subscription does not have exactly one field.</exception>
    /// <exception cref="ExecutionError">The subscription cannot be opened.</exception>
    public static async Task<OperationStream> OpenAsync(
        GraphQLExecutor executor,
        AdmissionGate gate,
        PreparedRequest request,
        RequestContext user,
        IServiceProvider services,
        CancellationToken cancellation)
    {
        var place = gate.Enter(request.Operation.Urgency) ?? throw AdmissionGate.CreateOverload();
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

    /// <summary>Reads the answers as they arrive.</summary>
    /// <exception cref="ExecutionError">The event source failed.</exception>
    public async IAsyncEnumerable<OperationAnswer> ReadAnswersAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (_source is null)
        {
            yield return new(await _executor.ExecuteAsync(_request, _user, _services, cancellation), null);
            yield break;
        }
        await using var events = _source.GetAsyncEnumerator(cancellation);
        while (await NextAsync(events, cancellation))
        {
            var result = await _executor.ExecuteAsync(_request, _user, _services, cancellation, @event: events.Current);
            yield return new(result, (events.Current as IResumable)?.Cursor);
        }
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

/// <summary>An answer of an operation.</summary>
/// <param name="Result">The result of the execution.</param>
/// <param name="Cursor">The cursor with which the client returns; null if there is nothing to return to.</param>
internal readonly record struct OperationAnswer(ExecutionResult Result, string? Cursor);
