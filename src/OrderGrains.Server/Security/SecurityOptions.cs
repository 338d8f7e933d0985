namespace OrderGrains.Server.Security;

/// <summary>Whose tokens are accepted, from the configuration's section <c>Authentication</c>. In development nothing is needed: see
/// <see cref="DevelopmentTokens"/>.</summary>
public sealed class SecurityOptions
{
    /// <summary>The OpenID Connect provider's address (https); its keys are fetched and renewed.</summary>
    public string? Authority { get; set; }
    /// <summary>The issuer that tokens must name; with <see cref="SigningKeysFile"/> instead of <see cref="Authority"/>.</summary>
    public string? Issuer { get; set; }
    /// <summary>A file with the issuer's public keys as a JSON Web Key Set.</summary>
    public string? SigningKeysFile { get; set; }
    /// <summary>The audience that tokens must name.</summary>
    public string? Audience { get; set; }
    /// <summary>The key file of a development machine; by default one in <c>Storage:Directory</c>.</summary>
    public string? DevelopmentKeyFile { get; set; }
}

/// <summary>The server must not start with this configuration of its authentication. The message is one line for the operator.</summary>
public sealed class SecurityRefusedException(string message) : InvalidOperationException(message);
