using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrderGrains.Server.Security;
using OrderGrains.Server.Tests.GraphQL;

namespace OrderGrains.Server.Tests.Security;

public sealed class TokenTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private static readonly string[] Sales = ["SALES"];
    private static readonly string[] Strange = ["EMPEROR", "sales", "NONE", "Finance", "AUDITOR"];

    private string Forge(Action<SecurityTokenDescriptor>? change = null, Dictionary<string, object>? claims = null)
    {
        var now = server.Clock.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = DevelopmentTokens.Issuer,
            Audience = DevelopmentTokens.Audience,
            Claims = claims ?? new() { ["sub"] = "anna", ["role"] = Sales },
            NotBefore = now,
            Expires = now.AddHours(1),
            SigningCredentials = new(server.Tokens.Key, SecurityAlgorithms.HmacSha256),
        };
        change?.Invoke(descriptor);
        return Handler.CreateToken(descriptor);
    }

    private async Task<int> StatusAsync(string token) => (await server.AskAsync("{ hello }", token: token)).Status;

    [Fact]
    public async Task A_token_with_one_platform_beyond_the_bound_is_refused_by_name()
    {
        string Naming(int platforms) =>
            Forge(claims: new()
            {
                ["sub"] = "shop",
                ["role"] = "PLATFORM",
                ["platform"] = Enumerable.Range(0, platforms).Select(i => $"p{i}").ToArray()
            });

        var refused = await server.AskAsync("{ hello }", token: Naming(101));

        Assert.Equal(200, await StatusAsync(Naming(100)));
        Assert.Equal((401, "UNAUTHENTICATED", "A token may name at most 100 platforms; * stands for all."),
            (refused.Status, refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_good_token_is_accepted() => Assert.Equal(200, await StatusAsync(Forge()));

    [Fact]
    public async Task Every_invalid_token_is_refused_with_the_same_answer()
    {
        var now = server.Clock.GetUtcNow().UtcDateTime;
        var good = Forge();
        var parts = good.Split('.');
        using var rsa = RSA.Create(2048);
        string[] forged =
        [
            Forge(token => token.SigningCredentials = null),
            Encode("""{"alg":"none","typ":"JWT"}""") + "." + parts[1] + ".",
            Encode("""{"alg":"None","typ":"JWT"}""") + "." + parts[1] + "." + parts[2],
            Forge(token => token.SigningCredentials = new(new SymmetricSecurityKey(new byte[32]), SecurityAlgorithms.HmacSha256)),
            Sign("HS512", parts[1], text => HMACSHA512.HashData(server.Tokens.Key.Key, text)),
            Sign("HS256", Encode("{}"), text => HMACSHA256.HashData(server.Tokens.Key.Key, text)),
            Forge(token => token.SigningCredentials = new(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256)),
            Forge(token => token.Issuer = "somebody"),
            Forge(token => token.Issuer = null),
            Forge(token => token.Audience = "another"),
            Forge(token => token.Audience = null),
            Forge(token => (token.NotBefore, token.Expires) = (now.AddHours(-2), now.AddSeconds(-61))),
            Forge(token => token.NotBefore = now.AddSeconds(62)),
            Forge(token => token.Expires = null),
            Forge(claims: new() { ["role"] = Sales }),
            Forge(claims: new() { ["sub"] = " ", ["role"] = Sales }),
            Forge(claims: new() { ["sub"] = new string('x', 201) }),
            Forge(claims: new() { ["sub"] = "an\nna" }),
            parts[0] + "."
                + Encode("""{"sub":"root","role":["ADMIN"],"iss":"ordergrains-development","aud":"ordergrains","exp":99999999999}""") + "."
                    + parts[2],
            parts[0] + "." + parts[1] + "." + parts[2][..^4] + "AAAA",
            "nonsense",
            good + ".x",
        ];

        var answers = new List<Answer>();
        foreach (var token in forged)
            answers.Add(await server.AskAsync("{ hello }", token: token));

        Assert.All(answers, answer => Assert.Equal(
            (401, "UNAUTHENTICATED", "Bearer error=\"invalid_token\""),
            (answer.Status, answer.Code, answer.Response.Headers.WwwAuthenticate.ToString())));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
    }

    [Fact]
    public async Task A_token_is_accepted_up_to_a_minute_outside_its_validity()
    {
        var now = server.Clock.GetUtcNow().UtcDateTime;

        Assert.Equal(200, await StatusAsync(Forge(token => (token.NotBefore, token.Expires) = (now.AddHours(-2), now.AddSeconds(-58)))));
        Assert.Equal(200, await StatusAsync(Forge(token => token.NotBefore = now.AddSeconds(58))));
    }

    [Fact]
    public async Task A_token_that_was_remembered_ends_with_its_time()
    {
        await using var own = new ApiServer();
        await own.InitializeAsync();
        var token = own.Token(hours: 0.05);
        Assert.Equal(200, (await own.AskAsync("{ hello }", token: token)).Status);

        own.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(200, (await own.AskAsync("{ hello }", token: token)).Status);

        own.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(401, (await own.AskAsync("{ hello }", token: token)).Status);
    }

    [Fact]
    public async Task Unknown_roles_grant_nothing()
    {
        var token = Forge(claims: new() { ["sub"] = "anna", ["role"] = Strange });

        var answer = await server.AskAsync("{ me }", token: token);

        Assert.Equal("anna Auditor  ", answer.Data.GetProperty("me").GetString());
    }

    [Fact]
    public void Another_server_with_another_key_issues_tokens_of_its_own()
    {
        using var directory = new Scratch();
        var configuration = Scratch.Configuration(("Storage:Directory", directory.Path));

        var keys = Enumerable.Range(0, 8).AsParallel().Select(_ => DevelopmentTokens.Open(configuration, server.Clock).Key.Key).ToList();

        Assert.Single(keys.Select(Convert.ToHexString).Distinct());
        Assert.NotEqual(server.Tokens.Key.Key, keys[0]);
        var file = Assert.Single(Directory.GetFiles(directory.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task The_tokens_of_a_configured_issuer_are_accepted_and_no_others()
    {
        using var rsa = RSA.Create(2048);
        using var directory = new Scratch();
        var key = new RsaSecurityKey(rsa) { KeyId = "current" };
        var open = rsa.ExportParameters(false);
        var (modulus, exponent) = (Base64UrlEncoder.Encode(open.Modulus), Base64UrlEncoder.Encode(open.Exponent));
        var keys = $"{{\"keys\":[{{\"kty\":\"RSA\",\"kid\":\"current\",\"n\":\"{modulus}\",\"e\":\"{exponent}\"}}]}}";
        await using var own = new ApiServer
        {
            HasOwnKey = false,
            Settings = { ["Authentication:Issuer"] = "https://login", ["Authentication:Audience"] = "api",
                ["Authentication:SigningKeysFile"] = directory.Write("keys.json", keys) },
        };
        await own.InitializeAsync();
        string Issue(SigningCredentials credentials) =>
            Forge(token => (token.Issuer, token.Audience, token.SigningCredentials) = ("https://login", "api", credentials));
        async Task<int> Status(string token) => (await own.AskAsync("{ hello }", token: token)).Status;

        Assert.Equal(200, await Status(Issue(new(key, SecurityAlgorithms.RsaSha256))));
        Assert.Equal(200, await Status(Issue(new(key, SecurityAlgorithms.RsaSsaPssSha256))));
        // The public key as a shared secret; another key under the same name and under an unknown one; a token of a development machine.
        Assert.Equal(401,
            await Status(
                Issue(new(new SymmetricSecurityKey(rsa.ExportRSAPublicKey()) { KeyId = "current" }, SecurityAlgorithms.HmacSha256))));
        Assert.Equal(401,
            await Status(
                Issue(new(new SymmetricSecurityKey(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "current" },
                    SecurityAlgorithms.HmacSha256))));
        using var other = RSA.Create(2048);
        Assert.Equal(401, await Status(Issue(new(new RsaSecurityKey(other) { KeyId = "current" }, SecurityAlgorithms.RsaSha256))));
        Assert.Equal(401, await Status(Issue(new(new RsaSecurityKey(other) { KeyId = "unknown" }, SecurityAlgorithms.RsaSha256))));
        Assert.Equal(401, await Status(Forge()));
    }

    [Fact]
    public void A_file_that_is_no_key_is_refused()
    {
        using var directory = new Scratch();
        var file = directory.Write("key", "short");

        Assert.Throws<SecurityRefusedException>(() =>
            DevelopmentTokens.Open(Scratch.Configuration(("Authentication:DevelopmentKeyFile", file)), server.Clock));
    }

    [Theory]
    [InlineData]
    [InlineData("Audience=api")]
    [InlineData("Authority=https://login.example")]
    [InlineData("Audience=api", "Authority=http://login.example")]
    [InlineData("Audience=api", "Authority=login")]
    [InlineData("Audience=api", "Issuer=me")]
    [InlineData("Audience=api", "SigningKeysFile=missing.json")]
    [InlineData("Audience=api", "Issuer=me", "SigningKeysFile=missing.json")]
    [InlineData("Audience=api", "Issuer=me", "SigningKeysFile={secret}")]
    [InlineData("DevelopmentKeyFile=development.key")]
    public void Outside_development_the_server_does_not_start_without_an_issuer(params string[] settings)
    {
        using var directory = new Scratch();
        var secret = directory.Write("secret.json", """{"keys":[{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U"}]}""");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        foreach (var setting in settings)
            builder.Configuration["Authentication:" + setting.Split('=')[0]] = setting.Split('=')[1]
                .Replace("{secret}", secret, StringComparison.Ordinal);

        var refused = Assert.Throws<OptionsValidationException>(() =>
            builder.Services.AddOrderGrainsSecurity(builder.Configuration, builder.Environment));

        Assert.DoesNotContain('\n', refused.Message);
    }

    private static string Sign(string algorithm, string body, Func<byte[], byte[]> sign)
    {
        var text = Encode($"{{\"alg\":\"{algorithm}\",\"typ\":\"JWT\"}}") + "." + body;
        return text + "." + Base64UrlEncoder.Encode(sign(Encoding.UTF8.GetBytes(text)));
    }

    private static string Encode(string json) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(json));
}

/// <summary>A directory for one test.</summary>
public sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("og-").FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    public static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    public void Dispose() => Directory.Delete(Path, true);
}
