using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace OrderGrains.Server.Security;

/// <summary>Validates tokens that do not come in a request's header, by the very same rules.</summary>
internal sealed class BearerTokens(IServiceScopeFactory scopes)
{
    /// <summary>Whose token it is; null if it is not valid.</summary>
    /// <param name="token">The token, with or without <c>Bearer</c> before it.</param>
    public async Task<CallerPrincipal?> FindAsync(string token)
    {
        await using var scope = scopes.CreateAsyncScope();
        var request = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        request.Request.Headers.Authorization = token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? token : $"Bearer {token}";
        return (await request.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme)).Principal as CallerPrincipal;
    }
}
