using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace OrderGrains.Server.Security;

/// <summary>Section <c>Authentication</c>: whose tokens are accepted. In development nothing is needed; the server accepts tokens of its own
/// key.</summary>
public sealed class SecurityOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Authentication";
    /// <summary>The OpenID Connect provider's address (https); its keys are fetched and renewed.</summary>
    public string? Authority { get; set; }
    /// <summary>The issuer that tokens must name; with <see cref="SigningKeysFile"/> instead of <see cref="Authority"/>.</summary>
    public string? Issuer { get; set; }
    /// <summary>A file with the issuer's public keys as a JSON Web Key Set; with <see cref="Issuer"/>.</summary>
    public string? SigningKeysFile { get; set; }
    /// <summary>The audience that tokens must name.</summary>
    public string? Audience { get; set; }
    /// <summary>The key file of a development machine; by default <c>development.key</c> in <c>Storage:Directory</c>.</summary>
    public string? DevelopmentKeyFile { get; set; }
}

/// <summary>An issuer of tokens and its public keys are configured: needed wherever the server does not issue its own.</summary>
internal sealed class IssuerValidation : IValidateOptions<SecurityOptions>
{
    private const string Section = SecurityOptions.Section;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SecurityOptions options) =>
        Fault(options) is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;

    /// <summary>The public keys in a file; null where it cannot be read as a JSON Web Key Set.</summary>
    public static List<SecurityKey>? Keys(string file)
    {
        try
        {
            var keys = new JsonWebKeySet(File.ReadAllText(file)).GetSigningKeys();
            return [.. keys.Where(key => key is not SymmetricSecurityKey and not JsonWebKey { Kty: "oct" })];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string? Fault(SecurityOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Audience))
            return $"{Section}:Audience is not configured; it is needed outside development.";
        if (!string.IsNullOrWhiteSpace(options.Authority))
        {
            return Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) && authority.Scheme == Uri.UriSchemeHttps
                ? null : $"{Section}:Authority must be an https address.";
        }
        if (string.IsNullOrWhiteSpace(options.Issuer) || string.IsNullOrWhiteSpace(options.SigningKeysFile))
            return $"No issuer is configured; outside development set {Section}:Authority, or {Section}:Issuer and {Section}:SigningKeysFile.";
        return Keys(options.SigningKeysFile) switch
        {
            null => $"{Section}:SigningKeysFile cannot be read as a JSON Web Key Set.",
            [] => $"{Section}:SigningKeysFile holds no public key.",
            _ => null,
        };
    }
}

/// <summary>The key of a development machine cannot be used. The message is one line for the operator.</summary>
public sealed class SecurityRefusedException(string message) : InvalidOperationException(message);
