using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace OrderGrains.GraphQL.Http;

/// <summary>A media type of answers.</summary>
internal sealed record AnswerMedia(string ContentType, bool IsGraphQL)
{
    public static readonly AnswerMedia GraphQLResponse = new("application/graphql-response+json; charset=utf-8", true);
    public static readonly AnswerMedia Json = new("application/json; charset=utf-8", false);

    /// <summary>Returns the media type that the client prefers; null if it accepts none. The default is <c>application/json</c>.</summary>
    public static AnswerMedia? Choose(StringValues accept)
    {
        if (accept.Count == 0 || string.IsNullOrWhiteSpace(accept[0]))
            return Json;
        if (accept.Count == 1 && accept[0] is "application/json" or "*/*")
            return Json;
        if (accept.Count == 1 && accept[0] is "application/graphql-response+json")
            return GraphQLResponse;
        if (!MediaTypeHeaderValue.TryParseList(accept!, out var wanted))
            return null;
        var graphql = Quality(wanted, "graphql-response+json", out var graphqlAt);
        var json = Quality(wanted, "json", out var jsonAt);
        if (graphql <= 0 && json <= 0)
            return null;
        // If both are equally wanted, the first one wins; if both match only a wildcard, the one that every client understands.
        return graphql > json || (graphql == json && graphqlAt < jsonAt) ? GraphQLResponse : Json;
    }

    private static double Quality(IList<MediaTypeHeaderValue> wanted, string subType, out int at)
    {
        at = int.MaxValue;
        var (best, quality) = (-1, 0.0);
        for (var i = 0; i < wanted.Count; i++)
        {
            var specific = Match(wanted[i], subType);
            if (specific <= best)
                continue;
            (best, quality) = (specific, wanted[i].Quality ?? 1);
            at = specific == 2 ? i : int.MaxValue;
        }
        return quality;
    }

    // Returns how specific the match is: 2 exact, 1 the type alone, 0 anything, -1 none. A charset other than UTF-8 does not match.
    private static int Match(MediaTypeHeaderValue range, string subType)
    {
        if (range.Charset.HasValue && !range.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return -1;
        if (range.MatchesAllTypes)
            return 0;
        if (!range.Type.Equals("application", StringComparison.OrdinalIgnoreCase))
            return -1;
        return range.MatchesAllSubTypes ? 1 : range.SubType.Equals(subType, StringComparison.OrdinalIgnoreCase) ? 2 : -1;
    }
}
