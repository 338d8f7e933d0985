using Microsoft.Extensions.Options;

namespace OrderGrains.GraphQL.Http;

/// <summary>Whose pages may use the API. A browser asks nobody before it opens a socket, so the server has to look at the origin by itself.</summary>
internal sealed class Origins(IOptions<GraphQLOptions> options)
{
    /// <summary>Whether the request comes from no page at all, from one of the server's own, or from a configured origin.</summary>
    public bool Allow(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || (origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var page)
                && (string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
                    || options.Value.AllowedOrigins.Contains(origin[0], StringComparer.OrdinalIgnoreCase)));
    }
}
