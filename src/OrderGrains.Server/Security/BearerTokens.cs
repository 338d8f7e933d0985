using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace OrderGrains.Server.Security;

/// <summary>Validates tokens by the scheme that validates those of requests' headers.</summary>
internal sealed class BearerTokens(IServiceScopeFactory scopes) : IBearerTokens
{
    /// <inheritdoc/>
    public async Task<CallerPrincipal?> FindAsync(string token)
    {
        await using var scope = scopes.CreateAsyncScope();
        var request = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        request.Request.Headers.Authorization = token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? token : $"Bearer {token}";
        return (await request.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme)).Principal as CallerPrincipal;
    }
}
