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

/// <summary>Executes requests: finds or prepares the document, checks access, limits and input, and only then resolves fields (mutations one after the
/// other).</summary>
internal sealed partial class GraphQLExecutor(
    ISchema schema, DocumentPreparer preparer, PersistedDocuments persisted, GraphQLOptions options, ApiFaults faults, ILogger<GraphQLExecutor> logger)
{
    private static readonly ParallelExecutionStrategy Queries = new();
    private static readonly SerialExecutionStrategy Mutations = new();
    private static readonly SubscriptionRoot Subscriptions = new();
    private readonly DocumentCache _documents = new(options.CachedDocuments, options.CachedDocumentBytes);

    /// <summary>The document that a request names by its hash, or brings.</summary>
    /// <exception cref="RequestRefusedException">There is none of that hash, or the text is not GraphQL, breaks a limit, or does not fit the schema.</exception>
    public PreparedDocument Document(RequestBody body)
    {
        if (body.Query.IsEmpty)
            return persisted.Find(body.Hash.Span);
        if (persisted.Require(body) is { } listed)
            return listed;
        var document = Document(body.Query.Span, body, static body => body.QueryText());
        if (!body.Hash.IsEmpty)
            persisted.Keep(body, document);
        return document;
    }

    /// <summary>The document of a text: as it was prepared before, or prepared now and kept if it is valid.</summary>
    /// <param name="key">The text as it came, which it is known by.</param>
    /// <param name="text">The text itself.</param>
    public PreparedDocument Document<TText>(ReadOnlySpan<byte> key, TText text, Func<TText, string> read)
    {
        if (_documents.TryGet(key, out var document))
            return document;
        document = preparer.Prepare(read(text));
        _documents.Add(key, document);
        return document;
    }

    /// <summary>Checks the request against everything that needs no execution.</summary>
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
            var cost = operation.FixedCost ?? operation.Cost.With(values);
            if (cost > options.MaxCost)
                throw RequestRefusedException.ByGraphQL(ErrorCodes.CostExceeded, $"The operation costs {cost}; {options.MaxCost} are allowed: ask for less.");
            return new(operation, values, Arguments(operation, values), Directives(operation, values), cost);
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

    /// <summary>Opens a subscription: its events are heard from now on.</summary>
    /// <exception cref="RequestRefusedException">It has no field, or not only one.</exception>
    /// <exception cref="ExecutionError">It cannot be opened.</exception>
    public async Task<IEventSource> SubscribeAsync(PreparedRequest request, RequestContext user, IServiceProvider services, CancellationToken cancellation)
    {
        using var context = Context(request, user, services, cancellation);
        if (Subscriptions.RootField(context) is not { FieldDefinition.StreamResolver: EventSourceResolver source } field)
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

    /// <summary>Resolves the fields. An answer without data says that the operation took too long.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="user">For whom.</param>
    /// <param name="services">What resolvers need.</param>
    /// <param name="cancellation">The client has left.</param>
    /// <param name="waited">How much of the time allowed has passed already.</param>
    /// <param name="event">The event that a subscription's field is resolved for.</param>
    /// <exception cref="OperationCanceledException">The client has left.</exception>
    public async Task<ExecutionResult> ExecuteAsync(
        PreparedRequest request, RequestContext user, IServiceProvider services, CancellationToken cancellation, TimeSpan waited = default, object? @event = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Something is left even of a time that has passed: what was let in is at least begun.
        limit.CancelAfter(options.Timeout - waited is var left && left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
        using var context = Context(request, user, services, limit.Token);
        context.RootValue = @event;
        try
        {
            var running = context.ExecutionStrategy.ExecuteAsync(context);
            // A resolver that does not heed the token must not keep the client waiting.
            var result = running.IsCompleted ? await running : await running.WaitAsync(limit.Token);
            return result.AddErrors(context.Errors);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Log.TimedOut(logger, options.Timeout);
            return new(new ApiException(ErrorCodes.Timeout, $"The operation took longer than {options.Timeout.TotalSeconds:0.###} s."));
        }
    }

    private ExecutionContext Context(PreparedRequest request, RequestContext user, IServiceProvider services, CancellationToken cancellation) => new()
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

    private static IReadOnlyDictionary<GraphQLField, IDictionary<string, ArgumentValue>>? Arguments(PreparedOperation operation, Variables variables)
    {
        if (operation.Arguments.IsEmpty)
            return null;
        var values = new Dictionary<GraphQLField, IDictionary<string, ArgumentValue>>(operation.Arguments.Length);
        foreach (var (field, definitions, known) in operation.Arguments)
            values.Add(field, known ?? ExecutionHelper.GetArguments(definitions, field.Arguments, variables, operation.Document, field, null)!);
        return Shareable(operation, values);
    }

    private IReadOnlyDictionary<ASTNode, IDictionary<string, DirectiveInfo>>? Directives(PreparedOperation operation, Variables variables)
    {
        if (operation.Directed.IsEmpty)
            return null;
        return Shareable(operation, operation.Directed.ToDictionary(
            node => node, IDictionary<string, DirectiveInfo> (node) =>
                ExecutionHelper.GetDirectives((IHasDirectivesNode)node, variables, schema, operation.Document)!));
    }

    // The library adds to these while it merges selections, in a query from several threads at once.
    private static IReadOnlyDictionary<TKey, TValue> Shareable<TKey, TValue>(PreparedOperation operation, Dictionary<TKey, TValue> values)
        where TKey : notnull =>
        operation.Definition.Operation == OperationType.Mutation ? values : new ConcurrentDictionary<TKey, TValue>(values);

    private Task Explain(UnhandledExceptionContext fault)
    {
        fault.Exception = Explain(fault.FieldContext?.FieldDefinition.Name ?? "?", fault.OriginalException);
        return Task.CompletedTask;
    }

    /// <summary>What the client is told of a fault; what it is not told is logged.</summary>
    public ExecutionError Explain(string field, Exception fault)
    {
        var told = faults.Explain(fault);
        if (told is ApiException { TraceId: { } trace })
            Log.ResolverFailed(logger, field, trace, fault);
        return told;
    }

    /// <summary>Finds the one field of a subscription.</summary>
    private sealed class SubscriptionRoot : ParallelExecutionStrategy
    {
        public ExecutionNode? RootField(ExecutionContext context) => BuildExecutionRootNode(context, GetOperationRootType(context)).SubFields is [var only] ? only : null;
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
    PreparedOperation Operation, Variables Variables, IReadOnlyDictionary<GraphQLField, IDictionary<string, ArgumentValue>>? Arguments,
    IReadOnlyDictionary<ASTNode, IDictionary<string, DirectiveInfo>>? Directives, long Cost);
