using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OrderGrains.Server.Security;

/// <summary>Remembers the callers of tokens that were found valid, so that a signature is not verified with every request. Knows tokens by
/// their hash alone, each for at most five minutes and never beyond its expiry: a key that was withdrawn is good for no longer than that.
/// Bounded.</summary>
internal sealed class ValidatedTokens(TimeProvider clock, int capacity = 10_000)
{
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(5);

    private ConcurrentDictionary<(UInt128, UInt128), Entry> _young = new();
    private ConcurrentDictionary<(UInt128, UInt128), Entry> _old = new();

    public bool TryGet(string token, [NotNullWhen(true)] out CallerPrincipal? caller)
    {
        var key = Hash(token);
        caller = (_young.TryGetValue(key, out var entry) || _old.TryGetValue(key, out entry)) && clock.GetUtcNow() < entry.Until
            ? entry.Caller : null;
        return caller is not null;
    }

    public void Add(string token, CallerPrincipal caller)
    {
        var latest = clock.GetUtcNow() + MaxLifetime;
        if (_young.Count >= capacity)
            (_old, _young) = (_young, new());
        _young[Hash(token)] = new(caller, caller.Expires < latest ? caller.Expires : latest);
    }

    private static (UInt128, UInt128) Hash(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> text = token.Length <= 4096 ? stackalloc byte[token.Length] : new byte[token.Length];
        // A token is ASCII; any other text becomes one that no signature fits.
        SHA256.HashData(text[..Encoding.Latin1.GetBytes(token, text)], hash);
        var halves = MemoryMarshal.Cast<byte, UInt128>(hash);
        return (halves[0], halves[1]);
    }

    private sealed record Entry(CallerPrincipal Caller, DateTimeOffset Until);
}
