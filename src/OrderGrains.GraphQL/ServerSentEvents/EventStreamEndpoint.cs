using GraphQLParser.AST;
using Microsoft.Extensions.Options;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Execution;
using OrderGrains.GraphQL.Http;
using OrderGrains.GraphQL.Subscriptions;

namespace OrderGrains.GraphQL.ServerSentEvents;

/// <summary>GraphQL over server-sent events (<c>graphql-sse</c>, distinct connections): each request is one operation.</summary>
/// <remarks>Answers are events with ids; a returning client sends the last one in <c>Last-Event-ID</c>.</remarks>
internal sealed class EventStreamEndpoint(
    GraphQLExecutor executor,
    AdmissionGate gate,
    RateLimits limits,
    OpenConnections connections,
    IOptions<GraphQLOptions> options,
    TimeProvider clock)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly GraphQLOptions _options = options.Value;

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            var caller = http.User as CallerPrincipal;
            if (caller is null || caller.Expires <= clock.GetUtcNow())
            {
                limits.CountFailure(http.Connection.RemoteIpAddress);
                throw new RequestRefusedException(
                    401, ErrorCodes.Unauthenticated, http.Features.Get<TokenFault>()?.Message ?? "A valid bearer token is required.");
            }
            limits.Count(caller.Actor);
            if (!EventStream.IsAccepted(http.Request.Headers.Accept))
                throw new RequestRefusedException(406, ErrorCodes.NotAcceptable, "Answers are text/event-stream.");
            using var entry = connections.Enter() ?? throw CreateServerFull();
            using var own = connections.Enter(caller.Actor.Subject) ?? throw CreateCallerFull();
            await ServeAsync(http, caller);
        }
        catch (RequestRefusedException refused)
        {
            await HttpAnswer.RefuseAsync(http, AnswerMedia.Json, refused);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException)
        {
            http.Abort(); // The client has left, or has sent something unreadable.
        }
    }

    private async Task ServeAsync(HttpContext http, CallerPrincipal caller)
    {
        // When the token expires or the server stops, the stream ends without completing, so that the client returns with the last id.
        using var expiry = new CancellationTokenSource(TimeUntil(caller.Expires), clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, connections.Closing, expiry.Token);
        var events = new EventStream(http, _options, clock);
        try
        {
            var (request, wantsCost) = await AdmitAsync(http, caller);
            var lastEventId = http.Request.Headers["Last-Event-ID"].ToString();
            var user = new RequestContext(caller.Actor, http.Request.Headers.AcceptLanguage)
            {
                LastEventId = lastEventId.Length > 0 ? lastEventId : null,
            };
            using var stream = await OperationStream.OpenAsync(executor, gate, request, user, http.RequestServices, ending.Token);
            await events.WriteAsync(stream, wantsCost ? request.Cost : null, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            await events.EndAsync();
        }
        catch (RequestRefusedException refused) when (!refused.IsHttp)
        {
            await events.WriteAsync(output => AnswerWriter.Write(output, refused.Errors));
        }
        catch (Exception fault) when (
            fault is not (RequestRefusedException or OperationCanceledException or IOException or BadHttpRequestException))
        {
            var error = executor.Explain("operation", fault);
            await events.WriteAsync(output => AnswerWriter.Write(output, new(error), null, 0));
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task<(PreparedRequest Request, bool WantsCost)> AdmitAsync(HttpContext http, CallerPrincipal caller)
    {
        if (HttpMethods.IsGet(http.Request.Method))
            return Admit(http, RequestBody.Parse(http.Request.Query), caller);
        if (!HttpMethods.IsPost(http.Request.Method))
            throw new RequestRefusedException(405, ErrorCodes.MethodNotAllowed, "Use POST, or GET for queries and subscriptions.");
        PostedJson.Require(http.Request);
        using var buffer = await RequestBuffer.ReadAsync(http.Request, _options, gate, clock);
        return Admit(http, RequestBody.Parse(buffer.Bytes), caller);
    }

    private (PreparedRequest, bool) Admit(HttpContext http, RequestBody body, CallerPrincipal caller)
    {
        var operation = executor.FindDocument(body).Find(body.OperationName);
        if (HttpMethods.IsGet(http.Request.Method) && operation.Definition.Operation == OperationType.Mutation)
            throw new RequestRefusedException(405, ErrorCodes.MethodNotAllowed, "Use POST for mutations.");
        return (executor.Admit(operation, body.Variables.Span, caller.Actor), body.WantsCost);
    }

    private static RequestRefusedException CreateServerFull() =>
        new(503, ErrorCodes.Overloaded, "The server has the maximum number of connections, or is about to stop.")
        {
            RetryAfter = RetryDelay,
        };

    private RequestRefusedException CreateCallerFull() =>
        new(429, ErrorCodes.ConnectionsExceeded, $"A caller may have at most {_options.MaxConnectionsPerCaller} connections.")
        {
            RetryAfter = RetryDelay,
        };

    // A timer takes at most 49 days, and no stream lives that long.
    private TimeSpan TimeUntil(DateTimeOffset instant) =>
        instant - clock.GetUtcNow() is var left && left < TimeSpan.FromDays(40) ? left : TimeSpan.FromDays(40);
}
