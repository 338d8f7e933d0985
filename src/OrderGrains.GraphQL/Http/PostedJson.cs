using Microsoft.Net.Http.Headers;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Http;

/// <summary>The body of a POST: JSON in UTF-8 and nothing else, which a page of another origin cannot send without being asked for its permission.</summary>
internal static class PostedJson
{
    /// <exception cref="RequestRefusedException">The body is announced as something else.</exception>
    public static void Require(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            throw new RequestRefusedException(415, ErrorCodes.UnsupportedMediaType, "The body must not be encoded.");
        if (request.ContentType is "application/json" or "application/json; charset=utf-8")
            return;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw new RequestRefusedException(415, ErrorCodes.UnsupportedMediaType, "The body must be application/json in UTF-8.");
    }
}
