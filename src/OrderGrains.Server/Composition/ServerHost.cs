using GraphQL.Types;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OrderGrains.GraphQL;
using OrderGrains.GraphQL.Admission;
using OrderGrains.Server.Assignment;
using OrderGrains.Server.Demo;
using OrderGrains.Server.Docs;
using OrderGrains.Server.Feedback;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Records;
using OrderGrains.Server.Search;
using OrderGrains.Server.Security;
using OrderGrains.Server.Settings;
using OrderGrains.Server.Statistics;
using OrderGrains.Server.Storage;
using OrderGrains.Server.Tasks;
using OrderGrains.Streams;

namespace OrderGrains.Server.Composition;

/// <summary>The composition root: one process that is a silo and the API.</summary>
public static class ServerHost
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Serves until it is told to stop, then stops in order: readiness, HTTP, grains, membership, lanes, connections.</summary>
    /// <param name="args">Configuration as arguments, such as <c>--urls</c>.</param>
    /// <returns>The exit code: 0 after an orderly stop.</returns>
    /// <exception cref="CommandLineException">Stopping took longer than <c>Shutdown:Limit</c>.</exception>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, log: null, CancellationToken.None);

    /// <summary>Serves until it is told to stop, or <paramref name="stop"/> is cancelled.</summary>
    /// <param name="args">Configuration as arguments.</param>
    /// <param name="log">Where the log goes instead of the console.</param>
    /// <param name="stop">Ends it in order.</param>
    internal static async Task<int> RunAsync(string[] args, ILoggerProvider? log, CancellationToken stop)
    {
        var limit = new ShutdownLimit();
        var serving = ServeAsync(args, log, limit, stop);
        if (await Task.WhenAny(serving, limit.Exceeded) != serving)
            throw CommandLineException.Failed($"has not stopped within {ShutdownOptions.Section}:{nameof(
                ShutdownOptions.Limit)} and ends as it is, as after a crash; what it acknowledged is kept.");
        await serving;
        return ExitCodes.Done;
    }

    private static async Task ServeAsync(string[] args, ILoggerProvider? log, ShutdownLimit limit, CancellationToken stop)
    {
        var builder = CreateBuilder(args);
        if (log is not null)
            builder.Logging.ClearProviders().AddProvider(log);
        using var logs = LoggerFactory.Create(logging =>
        {
            logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
            _ = log is null ? logging.AddConsole() : logging.AddProvider(log);
        });
        var demo = DemoSetup.IsAsked(builder) ? new DemoClock(DemoHistory.FirstInstant(TimeProvider.System.GetUtcNow())) : null;
        await using var storage = await OpenAsync(builder, logs, demo?.OfJournal());
        if (demo is not null && await DemoSetup.IsMadeAsync(storage))
            demo.Standing = null;
        await using var app = Build(builder, storage, demo);
        limit.Watch(app.Lifetime, app.Services.GetRequiredService<IOptions<ShutdownOptions>>());
        await app.RunAsync(stop);
    }

    /// <summary>Opens the store that the configuration names, unless the server must not be started as it is configured: that is refused
    /// before anything is opened or created.</summary>
    internal static async Task<OpenStorage> OpenAsync(WebApplicationBuilder builder, ILoggerFactory logs, TimeProvider? clock = null)
    {
        builder.Services.AddOrderGrainsSecurity(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(CompanyOptions.ReadPolicy(builder.Configuration));
        var storage = await OpenStorage.OpenAsync(builder.Configuration, clock ?? TimeProvider.System, logs, CancellationToken.None);
        try
        {
            await Clustering.RequireOwnAddressAsync(storage, builder.Configuration, TimeProvider.System, CancellationToken.None);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The configuration as the server sees it; the program's folder is the content root, relative paths count from the caller's
    /// directory.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
            builder.WebHost.UseUrls(DefaultUrl);
        return builder;
    }

    /// <summary>Puts the server together, on its open store.</summary>
    internal static WebApplication Build(WebApplicationBuilder builder, OpenStorage storage, DemoClock? demo = null)
    {
        var services = builder.Services;
        AddOptions(services);
        services.AddSingleton<TimeProvider>(demo ?? TimeProvider.System);
        services.AddSingleton(storage.Journal);
        services.AddSingleton(storage.Keys);
        services.AddSingleton(storage.Rows);
        services.AddSingleton(storage.Dialect);
        AddRecords(services);
        services.AddSingleton<EnumTexts>();
        services.AddOrderGrainsGraphQL(Api.Define);
        services.AddOrderGrainsDocs();
        services.AddOrderGrainsHealth();
        services.AddHostedService<Housekeeping>();
        services.AddHostedService<ShutdownNotice>();
        builder.Host.UseOrleans(silo =>
        {
            Configure(silo, storage);
            // What the demo waits for is not to wait.
            AddConsumers(silo, storage, demo?.Standing is null ? ConsumerPace.Yielding : ConsumerPace.Prompt);
        });
        if (demo?.Standing is not null)
            services.AddDemo(demo); // Its service starts after the silo.
        services.AddSingleton<OldestWaiting>(() => storage.Journal.OldestWaiting);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GraphQLOptions>>((kestrel, graphql) =>
            (kestrel.AddServerHeader, kestrel.Limits.MaxConcurrentConnections) = (false, graphql.Value.Connections));

        var app = builder.Build();
        // The host, too, would refuse wrong options, but log that with a trace.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseOrderGrainsRateLimits();
        app.UseOrderGrainsGraphQL();
        Api.RequireTexts(app.Services.GetRequiredService<ISchema>());
        app.MapOrderGrainsDocs();
        app.MapOrderGrainsHealth();
        return app;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddSection<StorageOptions>(StorageOptions.Section);
        services.AddSection<ShutdownOptions>(ShutdownOptions.Section);
        services.AddOptions<HostOptions>()
            .Configure<IOptions<ShutdownOptions>>((host, shutdown) => host.ShutdownTimeout = shutdown.Value.Orderly);
        services.AddSection<OrderNumberOptions>(OrderNumberOptions.Section);
        services.AddSection<GraphQLOptions>(GraphQLOptions.Section);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<OrderNumberOptions>>().Value);
        services.AddSingleton(provider => FeedLimitsOf(provider.GetRequiredService<IOptions<GraphQLOptions>>().Value));
    }

    private static FeedLimits FeedLimitsOf(GraphQLOptions options) => new(options.SubscriptionBuffer, options.MaxReplayedEvents);

    private static void AddRecords(IServiceCollection services)
    {
        foreach (var kind in RecordKinds.All)
            kind.AddTo(services);
        services.AddNodes();
        services.AddSingleton<AssignmentRanking>();
        services.AddSingleton<AssignmentCommands>();
    }

    /// <summary>The consumers of the journal, each kind with a stream provider of its own.</summary>
    private static void AddConsumers(ISiloBuilder silo, OpenStorage storage, ConsumerPace pace)
    {
        silo.Services.AddSingleton(new ConsumerTables(storage.Grains, storage.Dialect));
        silo.Services.AddSingleton(new EventNames(RecordKinds.All));
        silo.Services.AddSingleton<ParkedEvents>();
        silo.AddStatistics();
        foreach (var kind in RecordKinds.All)
            kind.AddConsumers(silo, pace);
        silo.AddDeadlines();
        silo.AddFeedback();
        silo.AddSearch();
        silo.AddAssignment(pace);
    }

    /// <summary>Configures the silo.</summary>
    internal static void Configure(ISiloBuilder silo, OpenStorage storage)
    {
        silo.AddClustering(storage);
        silo.AddGrainStates(storage.Grains, storage.Dialect);
        silo.AddPartitionPlacement();
    }
}
