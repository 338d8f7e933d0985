using System.Security.Claims;
using OrderGrains.Domain.Shared;

namespace OrderGrains.GraphQL.Access;

/// <summary>A signed-in principal, who that is to the domain, and until when the token says so.</summary>
/// <param name="identity">The token's claims.</param>
/// <param name="actor">Who that is to the domain.</param>
/// <param name="expires">Until when the token is valid.</param>
public sealed class CallerPrincipal(ClaimsIdentity identity, Actor actor, DateTimeOffset expires) : ClaimsPrincipal(identity)
{
    /// <summary>Who that is to the domain.</summary>
    public Actor Actor { get; } = actor;
    /// <summary>Until when the token is valid.</summary>
    public DateTimeOffset Expires { get; } = expires;
}

/// <summary>A request's feature: why its token, although valid, is refused.</summary>
/// <param name="Message">What its bearer is told.</param>
public sealed record TokenFault(string Message);

/// <summary>Validates tokens that do not come in a request's header, by the same rules as those that do.</summary>
public interface IBearerTokens
{
    /// <summary>The caller of a token; null if it is not valid.</summary>
    /// <param name="token">The token, with or without <c>Bearer</c> before it.</param>
    Task<CallerPrincipal?> FindAsync(string token);
}
