using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL;
using OrderGrains.GraphQL.Admission;
using OrderGrains.Server.Security;
using OrderGrains.Server.Settings;

namespace OrderGrains.Server.Tests.GraphQL;

/// <summary>The small API behind a real Kestrel on a free loopback port.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("og-api-").FullName;
    private WebApplication? _app;
    private string? _token;

    public string Environment { get; init; } = "Production";
    public bool HasOwnKey { get; init; } = true;
    public Dictionary<string, string?> Settings { get; } = [];
    public Action<ApiDefinition> Define { get; init; } = api => api
        .WithQuery<LibraryQuery>().WithMutation<LibraryMutation>().WithSubscription<LibrarySubscription>()
        .With(UserErrors.Types).With(typeof(Book)).Explain(StoreFaults.Explain);
    public AttentiveClock Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    public LogLines Logged { get; } = new();
    internal OldestWaiting? OldestWaiting { get; init; }
    public HttpClient Client { get; private set; } = null!;
    public IServiceProvider Services => _app!.Services;
    public Witness Witness => Services.GetRequiredService<Witness>();

    internal DevelopmentTokens Tokens => DevelopmentTokens.Open(Configuration(), Clock);

    public string Token(Roles roles = Roles.Sales, string subject = "anna", double hours = 1) => Tokens.Issue(roles, subject, hours: hours);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddConfiguration(Configuration());
        builder.Logging.ClearProviders().AddProvider(Logged);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<Witness>();
        if (OldestWaiting is not null)
            builder.Services.AddSingleton(OldestWaiting);
        // Unless a test brings its own issuer, the tests' tokens are those of a development machine, whatever the environment.
        builder.Services.AddOrderGrainsSecurity(builder.Configuration, HasOwnKey ? new Development() : builder.Environment);
        builder.Services.AddSection<GraphQLOptions>(GraphQLOptions.Section).AddOrderGrainsGraphQL(Define);
        _app = builder.Build();
        _app.UseOrderGrainsRateLimits();
        _app.UseOrderGrainsGraphQL();
        await _app.StartAsync();
        _token = Token();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single() + "/graphql") };
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, true);
    }

    /// <summary>Sends a request as a well-behaved client does.</summary>
    public Task<Answer> AskAsync(string query, object? variables = null, string? accept = "application/graphql-response+json",
        string? token = null, string? language = null) =>
        PostAsync(JsonSerializer.Serialize(new { query, variables }), accept: accept, token: token, language: language);

    /// <summary>Posts any content; an empty token sends none.</summary>
    public Task<Answer> PostAsync(
        string body, string? contentType = "application/json", string? accept = "application/graphql-response+json", string? token = null,
        string? language = null)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = content };
        if (language is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        return SendAsync(request, accept, token);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, string? accept = null, string? token = null)
    {
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (token is not "")
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _token);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(response, text);
    }

    private IConfiguration Configuration() => new ConfigurationBuilder().AddInMemoryCollection(Settings)
        .AddInMemoryCollection([new("Authentication:DevelopmentKeyFile", Path.Combine(_directory, "development.key"))]).Build();

    private sealed class Development : Microsoft.Extensions.Hosting.IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Development";
        public string ApplicationName { get; set; } = "tests";
        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;
        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } =
            new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}

/// <summary>The server's answer.</summary>
public sealed record Answer(HttpResponseMessage Response, string Text)
{
    private JsonDocument? _json;

    public int Status => (int)Response.StatusCode;
    public JsonElement Json => (_json ??= JsonDocument.Parse(Text)).RootElement;
    public JsonElement Data => Json.GetProperty("data");
    public bool HasData => Json.TryGetProperty("data", out _);
    public string? Code =>
        Json.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("extensions").GetProperty("code").GetString() : null;
    public string? Message => Json.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("message").GetString() : null;
    public string? Media => Response.Content.Headers.ContentType?.ToString();
}

/// <summary>The log entries.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;
    public ILogger CreateLogger(string categoryName) => this;
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");
    public void Dispose() { }
}
