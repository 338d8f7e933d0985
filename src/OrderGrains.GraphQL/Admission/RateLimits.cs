using System.Net;
using Microsoft.Extensions.Options;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Admission;

/// <summary>How many requests an address and a principal may send. An address is that of the connection: behind a proxy all clients share one, and the proxy has to limit them.</summary>
internal sealed class RateLimits(IOptions<GraphQLOptions> options, TimeProvider clock)
{
    private const int FailedSignIn = 100;
    private readonly TokenBuckets<IPAddress> _addresses = new(options.Value.AddressRate, options.Value.AddressBurst, clock);
    private readonly TokenBuckets<string> _people = new(options.Value.PersonRate, options.Value.PersonBurst, clock);
    private readonly TokenBuckets<string> _platforms = new(options.Value.PlatformRate, options.Value.PlatformBurst, clock);

    /// <summary>Counts a request of an address, before its token is looked at.</summary>
    /// <exception cref="RequestRefusedException">There were too many.</exception>
    public void Count(IPAddress? address)
    {
        if (_addresses.Take(address ?? IPAddress.None) is { } wait)
            throw TooMany(wait);
    }

    /// <summary>Counts a request without a valid token, which costs its address as much as many good ones: who guesses is slowed down.</summary>
    public void CountFailure(IPAddress? address) => _addresses.Spill(address ?? IPAddress.None, FailedSignIn);

    /// <summary>Counts a request of a principal.</summary>
    /// <exception cref="RequestRefusedException">There were too many.</exception>
    public void Count(Actor caller)
    {
        if ((caller.IsAny(Roles.Platform) ? _platforms : _people).Take(caller.Subject) is { } wait)
            throw TooMany(wait);
    }

    private static RequestRefusedException TooMany(TimeSpan wait) =>
        new(429, ErrorCodes.RateLimited, "Too many requests.") { RetryAfter = wait };
}
