using Microsoft.Net.Http.Headers;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Http;

/// <summary>Requires a POST's body to be JSON in UTF-8, which a page of another origin cannot send without a preflight.</summary>
internal static class PostedJson
{
    /// <exception cref="RequestRefusedException">The headers declare another type.</exception>
    public static void Require(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            throw new RequestRefusedException(415, ErrorCodes.UnsupportedMediaType, "The body must not be encoded.");
        if (request.ContentType is "application/json" or "application/json; charset=utf-8")
            return;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new RequestRefusedException(415, ErrorCodes.UnsupportedMediaType, "The body must be application/json in UTF-8.");
        }
    }
}
