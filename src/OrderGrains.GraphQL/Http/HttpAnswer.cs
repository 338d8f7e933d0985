using System.Buffers;
using System.Globalization;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Http;

/// <summary>Writes complete answers, compressed if the client accepts it and it is worthwhile.</summary>
internal static class HttpAnswer
{
    /// <summary>Writes the reason for refusing the request.</summary>
    public static Task RefuseAsync(HttpContext http, AnswerMedia media, RequestRefusedException refused)
    {
        if (refused.Status == 401)
        {
            var hasToken = http.Request.Headers.Authorization.Count > 0;
            http.Response.Headers.WWWAuthenticate = hasToken ? "Bearer error=\"invalid_token\"" : "Bearer";
        }
        if (refused.Status == 405)
            http.Response.Headers.Allow = HttpMethods.IsGet(http.Request.Method) ? "POST" : "GET, POST";
        if (refused.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var status = refused.IsHttp || media.IsGraphQL ? refused.Status : 200;
        return WriteAsync(http, media, status, output => AnswerWriter.Write(output, refused.Errors));
    }

    /// <summary>Writes the answer.</summary>
    public static async Task WriteAsync(HttpContext http, AnswerMedia media, int status, Action<IBufferWriter<byte>> write)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = media.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (AnswerEncoding.Choose(http.Request.Headers.AcceptEncoding) is { } encoding)
        {
            var whole = new ArrayBufferWriter<byte>(4096);
            write(whole);
            http.Response.Headers.Vary = "Accept-Encoding";
            await encoding.WriteAsync(http.Response, whole.WrittenMemory, http.RequestAborted);
            return;
        }
        write(http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
