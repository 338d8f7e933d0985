using Microsoft.Extensions.Options;

namespace OrderGrains.GraphQL.Http;

/// <summary>Decides which pages may use the API.</summary>
/// <remarks>A browser asks for no permission before it opens a socket, so the server checks the origin itself.</remarks>
internal sealed class Origins(IOptions<GraphQLOptions> options)
{
    /// <summary>Whether the request comes from no page, from a page of the server itself, or from a configured origin.</summary>
    public bool Allow(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || (origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var page)
                && (string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
                    || options.Value.AllowedOrigins.Contains(origin[0], StringComparer.OrdinalIgnoreCase)));
    }
}
