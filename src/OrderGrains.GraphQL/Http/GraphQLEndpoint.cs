using GraphQLParser.AST;
using Microsoft.Extensions.Options;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Http;

/// <summary>GraphQL over HTTP, following the draft specification: POST with JSON, and GET for queries.</summary>
internal sealed partial class GraphQLEndpoint(
    GraphQLExecutor executor,
    AdmissionGate gate,
    RateLimits limits,
    IOptions<GraphQLOptions> options,
    TimeProvider clock,
    ILogger<GraphQLEndpoint> logger)
{
    private readonly GraphQLOptions _options = options.Value;

    public async Task HandleAsync(HttpContext http)
    {
        var started = clock.GetTimestamp();
        var media = AnswerMedia.Choose(http.Request.Headers.Accept);
        try
        {
            var caller = (http.User as CallerPrincipal)?.Actor ?? throw CreateUnauthenticated(http);
            limits.Count(caller);
            if (media is null)
            {
                throw new RequestRefusedException(
                    406, ErrorCodes.NotAcceptable, "Answers are application/graphql-response+json or application/json.");
            }
            if (HttpMethods.IsPost(http.Request.Method))
                await PostAsync(http, media, caller, started);
            else if (HttpMethods.IsGet(http.Request.Method))
                await ExecuteAsync(http, media, caller, RequestBody.Parse(http.Request.Query), null, started);
            else
                throw new RequestRefusedException(405, ErrorCodes.MethodNotAllowed, "Use POST, or GET for queries.");
        }
        catch (RequestRefusedException refused)
        {
            await HttpAnswer.RefuseAsync(http, media ?? AnswerMedia.Json, refused);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has left, and reads no answer.
        }
        catch (BadHttpRequestException e)
        {
            var refusal = new RequestRefusedException(e.StatusCode, ErrorCodes.InvalidRequest, "The request cannot be read.");
            await HttpAnswer.RefuseAsync(http, media ?? AnswerMedia.Json, refusal);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var fault = ApiFaults.Internal();
            Log.RequestFailed(logger, fault.TraceId!, e);
            await HttpAnswer.WriteAsync(http, media ?? AnswerMedia.Json, 500, output => AnswerWriter.Write(output, new(fault), null, 0));
        }
    }

    private RequestRefusedException CreateUnauthenticated(HttpContext http)
    {
        limits.CountFailure(http.Connection.RemoteIpAddress);
        return new(401, ErrorCodes.Unauthenticated, http.Features.Get<TokenFault>()?.Message ?? "A valid bearer token is required.");
    }

    private async Task PostAsync(HttpContext http, AnswerMedia media, Actor caller, long started)
    {
        PostedJson.Require(http.Request);
        var buffer = await RequestBuffer.ReadAsync(http.Request, _options, gate, clock);
        var isLarge = buffer.IsLarge;
        try
        {
            if (isLarge)
                await gate.EnterLargeAsync(http.RequestAborted);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
        try
        {
            await ExecuteAsync(http, media, caller, default, buffer, started);
        }
        finally
        {
            if (isLarge)
                gate.LeaveLarge();
        }
    }

    // Parses the body from the buffer, if there is one, and returns the buffer as soon as the request no longer refers to it.
    private async Task ExecuteAsync(
        HttpContext http, AnswerMedia media, Actor caller, RequestBody body, RequestBuffer? buffer, long started)
    {
        AdmissionGate.Place? place = null;
        try
        {
            PreparedRequest? request;
            bool wantsCost;
            using (buffer)
            {
                if (buffer is not null)
                    body = RequestBody.Parse(buffer.Bytes);
                wantsCost = body.WantsCost || WantsCost(http);
                var operation = FindOperation(http, body);
                place = gate.Enter(operation.Urgency);
                request = place is null ? null : executor.Admit(operation, body.Variables.Span, caller);
            }
            if (request is null)
            {
                await HttpAnswer.RefuseAsync(http, media, AdmissionGate.CreateOverload());
                return;
            }
            var context = new RequestContext(caller, http.Request.Headers.AcceptLanguage);
            var waited = clock.GetElapsedTime(started);
            var result = await executor.ExecuteAsync(request, context, http.RequestServices, http.RequestAborted, waited);
            var status = result.Executed ? 200 : 503;
            long? cost = wantsCost ? request.Cost : null;
            await HttpAnswer.WriteAsync(http, media, status, output => AnswerWriter.Write(output, result, cost, _options.MaxCost));
        }
        finally
        {
            place?.Dispose();
        }
    }

    private PreparedOperation FindOperation(HttpContext http, RequestBody body)
    {
        var operation = executor.FindDocument(body).Find(body.OperationName);
        if (operation.Definition.Operation == OperationType.Subscription)
        {
            throw RequestRefusedException.ByGraphQL(
                ErrorCodes.Validation, "Subscriptions are served by WebSocket, or as server-sent events at /graphql/stream.");
        }
        if (HttpMethods.IsGet(http.Request.Method) && operation.Definition.Operation != OperationType.Query)
            throw new RequestRefusedException(405, ErrorCodes.MethodNotAllowed, "Use POST for mutations.");
        return operation;
    }

    private static bool WantsCost(HttpContext http) => http.Request.Headers.TryGetValue("GraphQL-Cost", out var value) && value == "1";

    private static partial class Log
    {
        [LoggerMessage(2003, LogLevel.Error, "A GraphQL request failed (trace {Trace})")]
        public static partial void RequestFailed(ILogger logger, string trace, Exception exception);
    }
}
