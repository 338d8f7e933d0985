using System.Security.Claims;
using OrderGrains.Domain.Shared;

namespace OrderGrains.GraphQL.Access;

/// <summary>A signed-in principal with its domain actor and the expiry of its token.</summary>
/// <param name="identity">The token's claims.</param>
/// <param name="actor">The actor in the domain.</param>
/// <param name="expires">When the token expires.</param>
public sealed class CallerPrincipal(ClaimsIdentity identity, Actor actor, DateTimeOffset expires) : ClaimsPrincipal(identity)
{
    /// <summary>The actor in the domain.</summary>
    public Actor Actor { get; } = actor;
    /// <summary>When the token expires.</summary>
    public DateTimeOffset Expires { get; } = expires;
}

/// <summary>A request feature: the reason for refusing a valid token.</summary>
/// <param name="Message">The message for its bearer.</param>
public sealed record TokenFault(string Message);

/// <summary>Validates tokens from outside a request's header by the same rules as those in it.</summary>
public interface IBearerTokens
{
    /// <summary>Returns the caller of a token; null if it is not valid.</summary>
    /// <param name="token">The token, with or without the prefix <c>Bearer</c>.</param>
    Task<CallerPrincipal?> FindAsync(string token);
}
