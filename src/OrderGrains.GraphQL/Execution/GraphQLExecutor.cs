using System.Collections.Concurrent;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Instrumentation;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Http;
using OrderGrains.GraphQL.Schema;
using OrderGrains.GraphQL.Subscriptions;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace OrderGrains.GraphQL.Execution;

/// <summary>Executes requests: finds or prepares the document, checks access, limits and input, and only then resolves fields.</summary>
/// <remarks>Resolves mutations one after another.</remarks>
internal sealed partial class GraphQLExecutor(
    ISchema schema,
    DocumentPreparer preparer,
    PersistedDocuments persisted,
    GraphQLOptions options,
    ApiFaults faults,
    ILogger<GraphQLExecutor> logger)
{
    private static readonly ParallelExecutionStrategy Queries = new();
    private static readonly SerialExecutionStrategy Mutations = new();
    private static readonly SubscriptionRoot Subscriptions = new();
    private readonly DocumentCache _documents = new(options.CachedDocuments, options.CachedDocumentBytes);

    /// <summary>Returns the document that a request names by hash or contains.</summary>
    /// <exception cref="RequestRefusedException">
    /// No document has that hash, or the text is not GraphQL, exceeds a limit, or does not match the schema.
    /// </exception>
    public PreparedDocument FindDocument(RequestBody body)
    {
        if (body.Query.IsEmpty)
            return persisted.Find(body.Hash.Span);
        if (persisted.FindListed(body) is { } listed)
            return listed;
        var document = FindDocument(body.Query.Span, body, static body => body.ReadQuery());
        if (!body.Hash.IsEmpty)
            persisted.Remember(body, document);
        return document;
    }

    /// <summary>Returns the document of a text, cached or newly prepared; caches it if it is valid.</summary>
    /// <param name="key">The text as received, the key of the cache.</param>
    /// <param name="text">The source of the text.</param>
    /// <param name="read">Reads the text.</param>
    public PreparedDocument FindDocument<TText>(ReadOnlySpan<byte> key, TText text, Func<TText, string> read)
    {
        if (_documents.TryGet(key, out var document))
            return document;
        document = preparer.Prepare(read(text));
        _documents.Add(key, document);
        return document;
    }

    /// <summary>Checks everything about the request that needs no execution.</summary>
    /// <exception cref="RequestRefusedException">The request is refused.</exception>
    public PreparedRequest Admit(PreparedOperation operation, ReadOnlySpan<byte> variables, Actor caller)
    {
        foreach (var policy in operation.Policies)
        {
            if (!caller.IsAny(policy.AnyOf))
                throw RequestRefusedException.ByGraphQL(ErrorCodes.Forbidden, $"Your roles do not allow {policy.Field}.", status: 403);
        }
        if (variables.Length > options.MaxVariablesBytes && !operation.TakesLargeInput)
            throw new RequestRefusedException(413, ErrorCodes.TooLarge, $"Variables may have at most {options.MaxVariablesBytes} bytes.");
        try
        {
            var values = PreparedVariable.Coerce(operation.Variables, variables);
            foreach (var input in operation.Inputs)
                input.Check(values);
            var cost = operation.FixedCost ?? operation.Cost.Compute(values);
            if (cost > options.MaxCost)
            {
                throw RequestRefusedException.ByGraphQL(
                    ErrorCodes.CostExceeded, $"The operation costs {cost}; the maximum is {options.MaxCost}. Request less.");
            }
            return new(operation, values, CoerceArguments(operation, values), CoerceDirectives(operation, values), cost);
        }
        catch (InputException fault)
        {
            throw RequestRefusedException.ByGraphQL(ErrorCodes.BadUserInput, $"Variable {fault.Message}.");
        }
        catch (ExecutionError fault)
        {
            throw RequestRefusedException.ByGraphQL([new(ErrorCodes.BadUserInput, fault.Message, [.. fault.Locations ?? []])]);
        }
    }

    /// <summary>Opens a subscription, which receives events from now on.</summary>
    /// <exception cref="RequestRefusedException">It has no field, or more than one.</exception>
    /// <exception cref="ExecutionError">It cannot be opened.</exception>
    public async Task<IEventSource> SubscribeAsync(
        PreparedRequest request, RequestContext user, IServiceProvider services, CancellationToken cancellation)
    {
        using var context = CreateContext(request, user, services, cancellation);
        if (Subscriptions.FindRootField(context) is not { FieldDefinition.StreamResolver: EventSourceResolver source } field)
            throw RequestRefusedException.ByGraphQL(ErrorCodes.Validation, "A subscription has exactly one field.");
        try
        {
            return await source.OpenAsync(new ReadonlyResolveFieldContext(field, context));
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            throw Explain(field.Field.Name.StringValue, fault);
        }
    }

    /// <summary>Resolves the fields. A result without data means that the operation took too long.</summary>
    /// <param name="request">The request.</param>
    /// <param name="user">The context of the caller.</param>
    /// <param name="services">The services for resolvers.</param>
    /// <param name="cancellation">Cancelled when the client has left.</param>
    /// <param name="waited">The part of the allowed time that has already passed.</param>
    /// <param name="event">The event for which a subscription's field is resolved.</param>
    /// <exception cref="OperationCanceledException">The client has left.</exception>
    public async Task<ExecutionResult> ExecuteAsync(
        PreparedRequest request,
        RequestContext user,
        IServiceProvider services,
        CancellationToken cancellation,
        TimeSpan waited = default,
        object? @event = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Leaves a little time even if the allowed time has passed, so that an admitted request is at least started.
        limit.CancelAfter(options.Timeout - waited is var left && left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
        using var context = CreateContext(request, user, services, limit.Token);
        context.RootValue = @event;
        try
        {
            var running = context.ExecutionStrategy.ExecuteAsync(context);
            // A resolver that ignores the token must not keep the client waiting.
            var result = running.IsCompleted ? await running : await running.WaitAsync(limit.Token);
            return result.AddErrors(context.Errors);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Log.TimedOut(logger, options.Timeout);
            return new(new ApiException(ErrorCodes.Timeout, $"The operation took longer than {options.Timeout.TotalSeconds:0.###} s."));
        }
    }

    private ExecutionContext CreateContext(
        PreparedRequest request, RequestContext user, IServiceProvider services, CancellationToken cancellation) => new()
        {
            ExecutionStrategy = request.Operation.Definition.Operation == OperationType.Mutation ? Mutations : Queries,
            Schema = schema,
            Document = request.Operation.Document,
            Operation = request.Operation.Definition,
            Variables = request.Variables,
            ArgumentValues = request.Arguments,
            DirectiveValues = request.Directives,
            UserContext = user,
            RequestServices = services,
            CancellationToken = cancellation,
            Errors = [],
            Metrics = Metrics.None,
            Listeners = NoListeners,
            InputExtensions = Inputs.Empty,
            OutputExtensions = [],
            UnhandledExceptionDelegate = Explain,
        };

    private static readonly List<IDocumentExecutionListener> NoListeners = [];

    private static IReadOnlyDictionary<GraphQLField, IDictionary<string, ArgumentValue>>? CoerceArguments(
        PreparedOperation operation, Variables variables)
    {
        if (operation.Arguments.IsEmpty)
            return null;
        var values = new Dictionary<GraphQLField, IDictionary<string, ArgumentValue>>(operation.Arguments.Length);
        foreach (var (field, definitions, known) in operation.Arguments)
        {
            values.Add(
                field,
                known ?? ExecutionHelper.GetArguments(definitions, field.Arguments, variables, operation.Document, field, null)!);
        }
        return MakeShareable(operation, values);
    }

    private IReadOnlyDictionary<ASTNode, IDictionary<string, DirectiveInfo>>? CoerceDirectives(
        PreparedOperation operation, Variables variables)
    {
        if (operation.Directed.IsEmpty)
            return null;
        return MakeShareable(operation, operation.Directed.ToDictionary(
            node => node, IDictionary<string, DirectiveInfo> (node) =>
                ExecutionHelper.GetDirectives((IHasDirectivesNode)node, variables, schema, operation.Document)!));
    }

    // The library adds to these dictionaries while it merges selections; in a query, from several threads at once.
    private static IReadOnlyDictionary<TKey, TValue> MakeShareable<TKey, TValue>(
        PreparedOperation operation, Dictionary<TKey, TValue> values)
        where TKey : notnull =>
        operation.Definition.Operation == OperationType.Mutation ? values : new ConcurrentDictionary<TKey, TValue>(values);

    private Task Explain(UnhandledExceptionContext fault)
    {
        fault.Exception = Explain(fault.FieldContext?.FieldDefinition.Name ?? "?", fault.OriginalException);
        return Task.CompletedTask;
    }

    /// <summary>Returns the error for the client, and logs a fault that the client does not see.</summary>
    public ExecutionError Explain(string field, Exception fault)
    {
        var error = faults.Explain(fault);
        if (error is ApiException { TraceId: { } trace })
            Log.ResolverFailed(logger, field, trace, fault);
        return error;
    }

    /// <summary>Finds the only field of a subscription.</summary>
    private sealed class SubscriptionRoot : ParallelExecutionStrategy
    {
        public ExecutionNode? FindRootField(ExecutionContext context) =>
            BuildExecutionRootNode(context, GetOperationRootType(context)).SubFields is [var only] ? only : null;
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "Resolving {Field} failed (trace {Trace})")]
        public static partial void ResolverFailed(ILogger logger, string field, string trace, Exception exception);

        [LoggerMessage(2002, LogLevel.Warning, "An operation was cancelled after {Limit}")]
        public static partial void TimedOut(ILogger logger, TimeSpan limit);
    }
}

/// <summary>A request that passed every check and may be executed.</summary>
internal sealed record PreparedRequest(
    PreparedOperation Operation,
    Variables Variables,
    IReadOnlyDictionary<GraphQLField, IDictionary<string, ArgumentValue>>? Arguments,
    IReadOnlyDictionary<ASTNode, IDictionary<string, DirectiveInfo>>? Directives,
    long Cost);
