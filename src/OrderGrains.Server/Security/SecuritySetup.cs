using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OrderGrains.Server.Settings;

namespace OrderGrains.Server.Security;

/// <summary>Registers who is let in: bearers of a valid JSON Web Token, and nobody else.</summary>
public static class SecuritySetup
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    // Signatures that anybody can verify and only the issuer can make. A shared secret is accepted on a development machine alone, and
    // "none" nowhere.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Registers authentication as the configuration says; in development with a key of its own, unless an issuer is
    /// configured.</summary>
    /// <exception cref="OptionsValidationException">Outside development no issuer, no keys or no audience are configured.</exception>
    public static IServiceCollection AddOrderGrainsSecurity(this IServiceCollection services, IConfiguration configuration,
        IHostEnvironment environment)
    {
        var options = configuration.ReadSection<SecurityOptions>(SecurityOptions.Section);
        var isOwn = environment.IsDevelopment() && options is { Authority: null, Issuer: null };
        if (isOwn)
            services.AddSingleton(provider => DevelopmentTokens.Open(configuration, provider.GetRequiredService<TimeProvider>()));
        else
            new IssuerValidation().Require(options);
        services.AddSingleton(provider => new ValidatedTokens(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IBearerTokens, BearerTokens>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IServiceProvider>((bearer, provider) =>
            Configure(bearer, options, isOwn ? provider.GetRequiredService<DevelopmentTokens>() : null, provider));
        return services;
    }

    private static void Configure(JwtBearerOptions bearer, SecurityOptions options, DevelopmentTokens? own, IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        bearer.MapInboundClaims = false;
        bearer.RequireHttpsMetadata = true;
        bearer.SaveToken = false;
        bearer.IncludeErrorDetails = false;
        bearer.TokenValidationParameters = new()
        {
            ValidateIssuer = true,
            ValidateAudience = true,
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidAlgorithms = own is null ? Algorithms : [SecurityAlgorithms.HmacSha256],
            ValidIssuer = own is null ? options.Issuer : DevelopmentTokens.Issuer,
            ValidAudience = own is null ? options.Audience : DevelopmentTokens.Audience,
            LifetimeValidator = (notBefore, expires, _, _) =>
                clock.GetUtcNow().UtcDateTime is var now && expires is not null && now < expires + Skew
                    && (notBefore is null || now >= notBefore - Skew),
            NameClaimType = "sub",
            RoleClaimType = "role",
        };
        if (own is not null)
            bearer.TokenValidationParameters.IssuerSigningKey = own.Key;
        else if (options.Authority is not null)
            (bearer.Authority, bearer.Audience) = (options.Authority, options.Audience);
        else
            bearer.TokenValidationParameters.IssuerSigningKeys = IssuerValidation.Keys(options.SigningKeysFile!); // Validated.
        bearer.Events = Events(services.GetRequiredService<ValidatedTokens>());
    }

    private static JwtBearerEvents Events(ValidatedTokens known) => new()
    {
        OnMessageReceived = context =>
        {
            var header = context.Request.Headers.Authorization;
            if (header.Count != 1 || !header[0]!.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                context.NoResult();
                return Task.CompletedTask;
            }
            context.Token = header[0]!["Bearer ".Length..].Trim();
            if (known.TryGet(context.Token, out var caller))
            {
                context.Principal = caller;
                context.Success();
            }
            return Task.CompletedTask;
        },
        OnTokenValidated = context =>
        {
            string? fault = null;
            if (context.Principal?.Identity is not ClaimsIdentity identity || Callers.Read(identity, out fault) is not { } actor)
            {
                context.HttpContext.Features.Set(fault is null ? null : new TokenFault(fault));
                context.Fail("The token names no usable subject.");
                return Task.CompletedTask;
            }
            var caller = new CallerPrincipal(identity, actor, context.SecurityToken.ValidTo);
            context.Principal = caller;
            known.Add(context.Request.Headers.Authorization[0]!["Bearer ".Length..].Trim(), caller);
            return Task.CompletedTask;
        },
    };
}
