using GraphQLParser.AST;
using Microsoft.Extensions.Options;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Http;

/// <summary>GraphQL over HTTP by the specification's draft: POST with JSON, GET for queries.</summary>
internal sealed partial class GraphQLEndpoint(
    GraphQLExecutor executor, AdmissionGate gate, RateLimits limits, IOptions<GraphQLOptions> options, TimeProvider clock, ILogger<GraphQLEndpoint> logger)
{
    private readonly GraphQLOptions _options = options.Value;

    public async Task HandleAsync(HttpContext http)
    {
        var started = clock.GetTimestamp();
        var media = AnswerMedia.Choose(http.Request.Headers.Accept);
        try
        {
            var caller = (http.User as CallerPrincipal)?.Actor ?? throw Unauthenticated(http);
            limits.Count(caller);
            if (media is null)
                throw new RequestRefusedException(406, ErrorCodes.NotAcceptable, "Answers are application/graphql-response+json or application/json.");
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
            // The client has left; nobody reads an answer.
        }
        catch (BadHttpRequestException e)
        {
            await HttpAnswer.RefuseAsync(http, media ?? AnswerMedia.Json, new(e.StatusCode, ErrorCodes.InvalidRequest, "The request cannot be read."));
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var fault = ApiFaults.Internal();
            Log.RequestFailed(logger, fault.TraceId!, e);
            await HttpAnswer.WriteAsync(http, media ?? AnswerMedia.Json, 500, output => AnswerWriter.Write(output, new(fault), null, 0));
        }
    }

    private RequestRefusedException Unauthenticated(HttpContext http)
    {
        limits.CountFailure(http.Connection.RemoteIpAddress);
        return new(401, ErrorCodes.Unauthenticated, http.Features.Get<TokenFault>()?.Message ?? "A valid bearer token is needed.");
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

    // The body is parsed from the buffer, where there is one; it is given back as soon as nothing of the request stands in it any more.
    private async Task ExecuteAsync(HttpContext http, AnswerMedia media, Actor caller, RequestBody body, RequestBuffer? buffer, long started)
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
                var operation = Operation(http, body);
                place = gate.Enter(operation.Urgency);
                request = place is null ? null : executor.Admit(operation, body.Variables.Span, caller);
            }
            if (request is null)
            {
                await HttpAnswer.RefuseAsync(http, media, AdmissionGate.Overloaded());
                return;
            }
            var context = new RequestContext(caller, http.Request.Headers.AcceptLanguage);
            var result = await executor.ExecuteAsync(request, context, http.RequestServices, http.RequestAborted, clock.GetElapsedTime(started));
            await HttpAnswer.WriteAsync(
                http, media, result.Executed ? 200 : 503, output => AnswerWriter.Write(output, result, wantsCost ? request.Cost : null, _options.MaxCost));
        }
        finally
        {
            place?.Dispose();
        }
    }

    private PreparedOperation Operation(HttpContext http, RequestBody body)
    {
        var operation = executor.Document(body).Find(body.OperationName);
        if (operation.Definition.Operation == OperationType.Subscription)
            throw RequestRefusedException.ByGraphQL(ErrorCodes.Validation, "Subscriptions come by WebSocket, or as server-sent events at /graphql/stream.");
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
