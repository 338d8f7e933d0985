using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OrderGrains.Server.Cli;

/// <summary>Sends lines to the server as one bulk, and tells what its reply means for them.</summary>
internal sealed class ImportClient : IDisposable
{
    private const string Mutation =
        "mutation Import($input: OrderBulkSubmitInput!) { orderBulkSubmit(input: $input) { "
        + "results { order { number } replayed errors { __typename code message path "
        + "... on OverloadedError { retryAfter } ... on UnavailableError { retryAfter } ... on OutcomeUnknownError { retryAfter } } } "
        + "errors { code message } } }";
    private static readonly byte[] Head =
        [.. "{\"query\":\""u8, .. System.Text.Encoding.UTF8.GetBytes(Mutation), .. "\",\"variables\":{\"input\":{\"orders\":["u8];
    private readonly HttpClient _http;
    private readonly Uri _url;

    /// <param name="url">The GraphQL endpoint.</param>
    /// <param name="token">The bearer token.</param>
    /// <param name="timeout">How long a request may take.</param>
    public ImportClient(Uri url, string token, TimeSpan timeout)
    {
        _url = url;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10)
        })
        { Timeout = timeout };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/graphql-response+json");
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    /// <summary>Submits the lines. No lines at all is a question that changes nothing: is there a server that takes bulks from this
    /// token?</summary>
    public async Task<Reply> SubmitAsync(IReadOnlyList<ImportLine> lines, CancellationToken cancellation)
    {
        try
        {
            using var content = Content(lines);
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = content };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return await ReadAsync(response, lines.Count, cancellation);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return new Reply.NotNow(new("UNREACHABLE", null, $"{_url} cannot be reached: {(broken.InnerException ?? broken).Message}"),
                null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Reply.NotNow(new("UNREACHABLE", null, $"{_url} did not answer within {_http.Timeout.TotalSeconds:0} s."), null);
        }
        catch (OperationCanceledException)
        {
            return new Reply.NotNow(new("INTERRUPTED", null, "The import was interrupted."), null);
        }
    }

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent Content(IReadOnlyList<ImportLine> lines)
    {
        ReadOnlySpan<byte> tail = lines.Count == 0 ? "],\"dryRun\":true}}}"u8 : "]}}}"u8;
        var body = new byte[Head.Length + lines.Sum(x => x.Text.Length + 1) + tail.Length];
        var at = Put(body, 0, Head);
        for (var i = 0; i < lines.Count; i++)
        {
            at = i == 0 ? at : Put(body, at, ","u8);
            at = Put(body, at, lines[i].Text.Span);
        }
        at = Put(body, at, tail);
        var content = new ByteArrayContent(body, 0, at);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return content;
    }

    private static int Put(byte[] body, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(body.AsSpan(at));
        return at + bytes.Length;
    }

    private async Task<Reply> ReadAsync(HttpResponseMessage response, int lines, CancellationToken cancellation)
    {
        var retryAfter = RetryAfter(response);
        using var body = await JsonAsync(response, cancellation);
        var said = body is null ? null : BulkReply.Read(body.RootElement, lines, retryAfter);
        var status = $"{_url} answers with status {(int)response.StatusCode}.";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new Reply.Unwelcome(Error(said, "UNAUTHENTICATED", status)),
            HttpStatusCode.Forbidden => new Reply.Unwelcome(Error(said, "FORBIDDEN", status)),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout => new Reply.NotNow(Error(said, "UNAVAILABLE", status), retryAfter),
            HttpStatusCode.RequestEntityTooLarge => new Reply.Unfit(Error(said, "PAYLOAD_TOO_LARGE", status)),
            HttpStatusCode.OK or HttpStatusCode.BadRequest when said is not null => said,
            >= HttpStatusCode.InternalServerError => new Reply.Fault(Error(said, "INTERNAL_ERROR", status)),
            _ => new Reply.Unwelcome(Error(said, "NO_GRAPHQL", $"{status} Is it the GraphQL endpoint?")),
        };
    }

    private static LineError Error(Reply? said, string code, string message) => said switch
    {
        Reply.Unfit unfit => unfit.Error,
        Reply.Unwelcome unwelcome => unwelcome.Error,
        Reply.NotNow later => later.Error,
        Reply.Fault fault => fault.Error,
        _ => new(code, null, message),
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now && date > now => date - now,
        _ => null,
    };

    private static async Task<JsonDocument?> JsonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        try
        {
            return await JsonDocument.ParseAsync(stream, cancellationToken: cancellation);
        }
        catch (JsonException)
        {
            // Not an answer of GraphQL's: the status says what it is.
            return null;
        }
    }
}
