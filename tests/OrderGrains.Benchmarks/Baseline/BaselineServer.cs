using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace OrderGrains.Benchmarks.Baseline;

/// <summary>
/// What a good engineer writes by hand for the same submission: minimal API, one prepared statement, a pool, source-generated JSON, bearer
/// tokens. The bar for the product, so it is as fast as we can make it without giving up what the product promises: validation, durability,
/// one order per platform and reference, an event beside the order.
/// </summary>
internal static class BaselineServer
{
    private const string Issuer = "ordergrains-baseline";
    private const int MaxBody = 8 * 1024 * 1024;
    private static readonly SymmetricSecurityKey Key = new(SHA256.HashData("the baseline's own key"u8));

    /// <summary>A bearer token for a platform that may submit for every platform.</summary>
    public static string Token() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Issuer,
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(12),
        Subject = new ClaimsIdentity([new("sub", "bench"), new("role", "PLATFORM"), new("platform", "*")]),
        SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256),
    });

    /// <summary>Runs the server until the process is told to stop.</summary>
    public static async Task RunAsync(Options options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Text("urls", "http://127.0.0.1:5080"));
        builder.WebHost.ConfigureKestrel(x => x.AddServerHeader = false);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(ConfigureBearer);
        builder.Services.AddAuthorizationBuilder().AddPolicy("submit", x => x.RequireClaim("role", "PLATFORM"));
        await using var store = new OrderStore(DataSource(options));
        await store.CreateAsync();
        await using var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost("/empty", static http => Task.CompletedTask);
        var orders = app.MapGroup("").RequireAuthorization("submit");
        orders.MapPost("/empty-authorized", static http => Task.CompletedTask);
        orders.MapPost("/orders", http => SubmitAsync(http, store));
        orders.MapPost("/orders/check", http => SubmitAsync(http, null));
        orders.MapGet("/orders/{id:long}", http => OrderAsync(http, store));
        orders.MapGet("/orders", http => PageAsync(http, store));
        await app.RunAsync();
    }

    // Multiplexing: statements of many requests share a connection without waiting for each other, each still its own transaction. See the
    // benchmark "tune".
    private static NpgsqlDataSource DataSource(Options options) =>
        new NpgsqlSlimDataSourceBuilder(new NpgsqlConnectionStringBuilder(options.Required("connection"))
        {
            MaxPoolSize = options.Number("pool", 16),
            MinPoolSize = options.Number("pool", 16),
            MaxAutoPrepare = 16,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
            Multiplexing = options.Text("multiplexing", "on") == "on",
        }.ConnectionString).Build();

    private static void ConfigureBearer(JwtBearerOptions bearer)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new()
        {
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            IssuerSigningKey = Key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        };
    }

    // Without a store: parsed, checked and answered, but not written.
    private static async Task SubmitAsync(HttpContext http, OrderStore? store)
    {
        var cancellation = http.RequestAborted;
        var body = await ReadAsync(http.Request, cancellation);
        if (body is not { } read)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        try
        {
            var answer = await DecideAsync(http, store, read, cancellation);
            http.Response.StatusCode = answer is null ? StatusCodes.Status400BadRequest : answer.Order is null
                ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
            http.Response.ContentType = "application/json; charset=utf-8";
            using (var json = new Utf8JsonWriter(http.Response.BodyWriter))
                JsonSerializer.Serialize(
                    json, answer ?? new(null, [new("MALFORMED", "", "The body is not an order.")]), BaselineJson.Default.OrderAnswer);
            await http.Response.BodyWriter.FlushAsync(cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(read.Array!);
        }
    }

    private static async ValueTask<OrderAnswer?> DecideAsync(
        HttpContext http, OrderStore? store, ReadOnlyMemory<byte> document, CancellationToken cancellation)
    {
        if (Parse(document.Span) is not { } order)
            return null;
        var now = TimeProvider.System.GetUtcNow();
        if (OrderRules.Check(order, now, out var parsed) is { } faults)
            return new(null, faults);
        if (!http.User.HasClaim("platform", "*") && !http.User.HasClaim("platform", order.Platform!))
            return new(null, [new("NOT_AUTHORISED", "platform", "The token does not name this platform.")]);
        if (store is null)
            return new(new(0, "SO", "DRY_RUN"), []);
        return await store.SubmitAsync(order, parsed, document, http.User.FindFirstValue("sub") ?? "", now.UtcDateTime, cancellation);
    }

    private static OrderRequest? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, BaselineJson.Default.OrderRequest);
        }
        catch (JsonException)
        {
            return null;                                // answered as malformed
        }
    }

    // The whole body into one rented array: it is parsed from there and stored from there.
    private static async ValueTask<ArraySegment<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var reader = request.BodyReader;
        ReadResult read;
        while (!(read = await reader.ReadAsync(cancellation)).IsCompleted)
        {
            if (read.Buffer.Length > MaxBody)
                return null;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
        var length = (int)read.Buffer.Length;
        var array = ArrayPool<byte>.Shared.Rent(length);
        read.Buffer.CopyTo(array);
        reader.AdvanceTo(read.Buffer.End);
        return new ArraySegment<byte>(array, 0, length);
    }

    private static async Task OrderAsync(HttpContext http, OrderStore store)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        if (await store.WriteOrderAsync(long.Parse((string)http.Request.RouteValues["id"]!, CultureInfo.InvariantCulture),
            http.Response.BodyWriter, http.RequestAborted))
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        else
            http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static async Task PageAsync(HttpContext http, OrderStore store)
    {
        var limit = int.TryParse(http.Request.Query["limit"], out var l) ? Math.Clamp(l, 1, 100) : 50;
        var before = long.TryParse(http.Request.Query["after"], out var a) ? a : long.MaxValue;
        http.Response.ContentType = "application/json; charset=utf-8";
        await store.WritePageAsync(before, limit, http.Response.BodyWriter, http.RequestAborted);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
