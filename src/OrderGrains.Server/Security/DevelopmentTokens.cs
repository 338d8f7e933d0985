using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Security;

/// <summary>Issues the tokens of a development machine, signed with a key file of its own. No other server accepts them.</summary>
/// <param name="key">The key, 256 bits.</param>
/// <param name="clock">The time.</param>
public sealed class DevelopmentTokens(byte[] key, TimeProvider clock)
{
    /// <summary>The issuer.</summary>
    public const string Issuer = "ordergrains-development";
    /// <summary>The audience.</summary>
    public const string Audience = "ordergrains";

    private const int KeyBytes = 32;
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    internal SymmetricSecurityKey Key { get; } = new(key);

    /// <summary>Opens the key that the configuration names (<c>Authentication:DevelopmentKeyFile</c>, else <c>development.key</c> in
    /// <c>Storage:Directory</c>), and makes
    /// it if there is none yet; several processes that start together end up with the same one.</summary>
    /// <exception cref="SecurityRefusedException">The file is no key.</exception>
    public static DevelopmentTokens Open(IConfiguration configuration, TimeProvider clock)
    {
        var path = Path.GetFullPath(
            configuration["Authentication:DevelopmentKeyFile"]
                ?? Path.Combine(configuration["Storage:Directory"] ?? "data", "development.key"));
        if (!File.Exists(path))
            Make(path);
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out var length) && length == KeyBytes
            ? new(key, clock) : throw new SecurityRefusedException($"{path} is not a development key: delete it, and a new one is made.");
    }

    /// <summary>Issues a token.</summary>
    /// <param name="roles">The roles held.</param>
    /// <param name="subject">The actor.</param>
    /// <param name="platforms">The platforms that a PLATFORM token reaches; <c>*</c> means all.</param>
    /// <param name="customer">The customer that a CUSTOMER token stands for.</param>
    /// <param name="hours">How long it is valid.</param>
    public string Issue(Roles roles, string subject, IReadOnlyCollection<string>? platforms = null, string? customer = null,
        double hours = 12)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>
        {
            ["sub"] = subject,
            ["role"] = Callers.RoleNames.Where(name => Callers.TryParseRole(name, out var role) && roles.HasFlag(role)).ToArray(),
        };
        if (platforms is { Count: > 0 })
            claims["platform"] = platforms.ToArray();
        if (customer is not null)
            claims["customer"] = customer;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Claims = claims,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(hours),
            SigningCredentials = new(Key, SecurityAlgorithms.HmacSha256),
        });
    }

    private static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8)}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OnlyOwner;
        using (var file = new StreamWriter(draft, options))
            file.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is the one.
            File.Delete(draft);
        }
    }
}
