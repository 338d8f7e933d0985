using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Claims;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Security;

/// <summary>Reads the caller from the claims of a valid token.</summary>
internal static class Callers
{
    /// <summary>The longest subject, in characters.</summary>
    public const int MaxSubjectLength = 200;

    /// <summary>The most platforms that a token may name; <c>*</c> stands for all.</summary>
    public const int MaxPlatforms = 100;

    private static readonly FrozenDictionary<string, Roles> Known =
        Enum.GetValues<Roles>().Where(role => role is not (Roles.None or Roles.System))
            .ToFrozenDictionary(role => Names.ToConstant(role.ToString()), StringComparer.Ordinal);

    /// <summary>The names of all roles, as tokens carry them.</summary>
    public static ImmutableArray<string> RoleNames => [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The role of a name.</summary>
    public static bool TryParseRole(string name, out Roles role) => Known.TryGetValue(name, out role);

    /// <summary>Reads the claims of a valid token. Role names that are not ours count for nothing.</summary>
    /// <returns>Null where the token names no usable subject, since the system's own is nobody else's, or too many platforms.</returns>
    public static Actor? Read(ClaimsIdentity identity, out string? fault)
    {
        fault = null;
        var subject = identity.FindFirst("sub")?.Value;
        if (string.IsNullOrWhiteSpace(subject) || subject.Length > MaxSubjectLength || subject.Any(char.IsControl)
            || subject == Actor.System.Subject)
            return null;
        if (identity.FindAll("platform").Count() > MaxPlatforms)
        {
            fault = $"A token may name at most {MaxPlatforms} platforms; * stands for all.";
            return null;
        }
        var roles = Roles.None;
        foreach (var claim in identity.FindAll("role"))
            roles |= Known.GetValueOrDefault(claim.Value);
        return new(
            subject, roles, [.. identity.FindAll("platform").Select(claim => claim.Value).Where(name => name.Length is > 0 and <= 100)],
            CustomerId.TryParse(identity.FindFirst("customer")?.Value, out var customer) ? customer : null);
    }
}
