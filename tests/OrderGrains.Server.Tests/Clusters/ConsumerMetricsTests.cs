using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Composition;
using OrderGrains.Server.Security;
using OrderGrains.Streams;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>The metrics of consumers that an operator sees. Runs alone: measurements of other servers in this process would count as its
/// own.</summary>
[Collection(Alone)]
public sealed class ConsumerMetricsTests
{
    private const string Alone = "measured alone";
    private const int Partitions = 16;
    private static readonly string[] Names = ["position", "lag", "lag.time", "parked", "cached"];

    [Fact]
    public async Task Every_kind_of_consumer_shows_its_position_and_its_lag_for_every_partition()
    {
        await using var store = Store.OnSqlite();
        using var gauges = new Gauges();
        var builder = ServerHost.CreateBuilder(
            [.. store.Configuration, "--environment=Development", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]);
        await using var storage = await ServerHost.OpenAsync(builder, NullLoggerFactory.Instance);
        await using var server = ServerHost.Build(builder, storage);
        await server.StartAsync(TestContext.Current.CancellationToken);
        var kinds = server.Services.GetServices<ConsumerKind>().Select(kind => kind.Name).ToList();
        Assert.Equal(["customers", "deadlines", "feedback", "search", "statistics", "teams"], kinds.Order());

        foreach (var (kind, name) in from kind in kinds from name in Names select (kind, name))
            await Polling.UntilAsync(() => gauges.Partitions($"ordergrains.stream.{name}", kind) == Partitions);
        Assert.Equal(Partitions, gauges.Partitions("ordergrains.journal.head", null));

        var token = DevelopmentTokens.Open(builder.Configuration, TimeProvider.System).Issue(Roles.Platform, "client", platforms: ["*"]);
        await new ApiClient(new Uri(server.Urls.First()), token)
            .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("measured") });
        foreach (var kind in kinds)
            await Polling.UntilAsync(() =>
                gauges.Sum("ordergrains.stream.position", kind) > 0 && gauges.Sum("ordergrains.stream.lag", kind) == 0);
        await server.StopAsync(TestContext.Current.CancellationToken);
    }

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class MeasuredAlone;
}
