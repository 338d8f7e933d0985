using System.Buffers;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Security;

namespace OrderGrains.Server.GraphQL;

/// <summary>GraphQL over HTTP by the specification's draft: POST with JSON, GET for queries.</summary>
internal sealed partial class GraphQLEndpoint(GraphQLExecutor executor, IOptions<GraphQLOptions> options, ILogger<GraphQLEndpoint> logger) : IDisposable
{
    private const int LargeBytes = 64 << 10;
    private readonly GraphQLOptions _options = options.Value;

    // A bulk becomes many objects. Few bulks at once keep the store as busy as many do, and what lives short stays cheap to collect.
    private readonly SemaphoreSlim _large = new(options.Value.LargeRequestsAtOnce);

    public async Task HandleAsync(HttpContext http)
    {
        var media = AnswerMedia.Choose(http.Request.Headers.Accept);
        try
        {
            var caller = Callers.Of(http.User) ?? throw new RequestRefusedException(401, ErrorCodes.Unauthenticated, "A valid bearer token is needed.");
            if (media is null)
                throw new RequestRefusedException(406, ErrorCodes.NotAcceptable, "Answers are application/graphql-response+json or application/json.");
            if (HttpMethods.IsPost(http.Request.Method))
                await PostAsync(http, media, caller);
            else if (HttpMethods.IsGet(http.Request.Method))
                await ExecuteAsync(http, media, caller, Admit(http, RequestBody.Parse(http.Request.Query), caller), WantsCost(http));
            else
                throw new RequestRefusedException(405, ErrorCodes.MethodNotAllowed, "Use POST, or GET for queries.");
        }
        catch (RequestRefusedException refused)
        {
            await RefuseAsync(http, media ?? AnswerMedia.Json, refused);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has left; nobody reads an answer.
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(http, media ?? AnswerMedia.Json, new(e.StatusCode, ErrorCodes.InvalidRequest, "The request cannot be read."));
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var fault = ApiFaults.Internal();
            Log.RequestFailed(logger, fault.TraceId!, e);
            await AnswerAsync(http, media ?? AnswerMedia.Json, 500, output => AnswerWriter.Write(output, new(fault), null, 0));
        }
    }

    private async Task PostAsync(HttpContext http, AnswerMedia media, Actor caller)
    {
        RequireJson(http.Request);
        var (buffer, length) = await ReadAsync(http.Request);
        if (length <= LargeBytes)
        {
            await ExecuteAsync(http, media, caller, buffer, length);
            return;
        }
        await _large.WaitAsync(http.RequestAborted);
        try
        {
            await ExecuteAsync(http, media, caller, buffer, length);
        }
        finally
        {
            _large.Release();
        }
    }

    private async Task ExecuteAsync(HttpContext http, AnswerMedia media, Actor caller, byte[] buffer, int length)
    {
        PreparedRequest request;
        bool wantsCost;
        try
        {
            var body = RequestBody.Parse(buffer.AsMemory(0, length));
            wantsCost = body.WantsCost || WantsCost(http);
            request = Admit(http, body, caller);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        await ExecuteAsync(http, media, caller, request, wantsCost);
    }

    /// <inheritdoc/>
    public void Dispose() => _large.Dispose();

    private PreparedRequest Admit(HttpContext http, RequestBody body, Actor caller)
    {
        var operation = executor.Document(body.Query.Span, body, static body => body.QueryText()).Find(body.OperationName);
        if (HttpMethods.IsGet(http.Request.Method) && operation.Definition.Operation != GraphQLParser.AST.OperationType.Query)
            throw new RequestRefusedException(405, ErrorCodes.MethodNotAllowed, "Use POST for mutations.");
        return executor.Admit(operation, body.Variables.Span, caller);
    }

    private async Task ExecuteAsync(HttpContext http, AnswerMedia media, Actor caller, PreparedRequest request, bool wantsCost)
    {
        var context = new RequestContext(caller, http.Request.Headers.AcceptLanguage);
        var result = await executor.ExecuteAsync(request, context, http.RequestServices, http.RequestAborted);
        await AnswerAsync(
            http, media, result.Executed ? 200 : 503, output => AnswerWriter.Write(output, result, wantsCost ? request.Cost : null, _options.MaxCost));
    }

    private static bool WantsCost(HttpContext http) => http.Request.Headers.TryGetValue("GraphQL-Cost", out var value) && value == "1";

    private static void RequireJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            throw new RequestRefusedException(415, ErrorCodes.UnsupportedMediaType, "The body must not be encoded.");
        if (request.ContentType is "application/json" or "application/json; charset=utf-8")
            return;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw new RequestRefusedException(415, ErrorCodes.UnsupportedMediaType, "The body must be application/json in UTF-8.");
    }

    // The whole body in one pooled buffer, which the caller returns.
    private async ValueTask<(byte[] Buffer, int Length)> ReadAsync(HttpRequest request)
    {
        var limit = _options.MaxBodyBytes;
        if (request.ContentLength > limit)
            throw TooLarge(limit);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 4096) + 1);
        var length = 0;
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted) is > 0 and var read)
            {
                length += read;
                if (length > limit)
                    throw TooLarge(limit);
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }
            return (buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static RequestRefusedException TooLarge(int limit) => new(413, ErrorCodes.TooLarge, $"A request may have at most {limit} bytes.");

    private static Task RefuseAsync(HttpContext http, AnswerMedia media, RequestRefusedException refused)
    {
        if (refused.Status == 401)
            http.Response.Headers.WWWAuthenticate = http.Request.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
        if (refused.Status == 405)
            http.Response.Headers.Allow = HttpMethods.IsGet(http.Request.Method) ? "POST" : "GET, POST";
        return AnswerAsync(http, media, refused.IsHttp || media.IsGraphQL ? refused.Status : 200, output => AnswerWriter.Write(output, refused.Errors));
    }

    private static async Task AnswerAsync(HttpContext http, AnswerMedia media, int status, Action<IBufferWriter<byte>> write)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = media.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        write(http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(3003, LogLevel.Error, "A GraphQL request failed (trace {Trace})")]
        public static partial void RequestFailed(ILogger logger, string trace, Exception exception);
    }
}
