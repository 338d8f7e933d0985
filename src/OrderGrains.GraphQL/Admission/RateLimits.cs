using System.Net;
using Microsoft.Extensions.Options;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Admission;

/// <summary>Limits the requests of each address and principal.</summary>
/// <remarks>The address is the connection's: clients behind a proxy share one, so the proxy must limit them.</remarks>
internal sealed class RateLimits(IOptions<GraphQLOptions> options, TimeProvider clock)
{
    private const int FailedSignInTokens = 100;
    private readonly TokenBuckets<IPAddress> _addresses = new(options.Value.AddressRate, options.Value.AddressBurst, clock);
    private readonly TokenBuckets<string> _people = new(options.Value.PersonRate, options.Value.PersonBurst, clock);
    private readonly TokenBuckets<string> _platforms = new(options.Value.PlatformRate, options.Value.PlatformBurst, clock);

    /// <summary>Counts a request of an address, before its token is checked.</summary>
    /// <exception cref="RequestRefusedException">The address has sent too many requests.</exception>
    public void Count(IPAddress? address)
    {
        if (_addresses.Take(address ?? IPAddress.None) is { } wait)
            throw CreateTooMany(wait);
    }

    /// <summary>Charges an address for a request without a valid token as for many valid ones, which slows down guessing.</summary>
    public void CountFailure(IPAddress? address) => _addresses.Drain(address ?? IPAddress.None, FailedSignInTokens);

    /// <summary>Counts a request of a principal.</summary>
    /// <exception cref="RequestRefusedException">The principal has sent too many requests.</exception>
    public void Count(Actor caller)
    {
        if ((caller.IsAny(Roles.Platform) ? _platforms : _people).Take(caller.Subject) is { } wait)
            throw CreateTooMany(wait);
    }

    private static RequestRefusedException CreateTooMany(TimeSpan wait) =>
        new(429, ErrorCodes.RateLimited, "Too many requests.") { RetryAfter = wait };
}
