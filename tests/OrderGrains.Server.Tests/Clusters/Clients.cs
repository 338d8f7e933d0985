using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using static OrderGrains.Server.Tests.Clusters.Commands;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>
/// Clients of a cluster that submit orders of a few customers, hold and resume them, and verify some. Each goes on only when it has noted
/// that a command was acknowledged; a command that was not is sent again, as it was and with its key, to any server that serves.
/// </summary>
internal sealed class Clients
{
    private const int CustomersOfClient = 5;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(50);
    private readonly ServerCluster cluster;
    private readonly Task[] running;
    private readonly ConcurrentDictionary<string, int> codes = [];
    private readonly Channel<int>? allowed; // null: as many as they can
    private readonly Channel<int> finished = Channel.CreateUnbounded<int>();
    private volatile bool stopping;

    private Clients(ServerCluster cluster, int clients, int seed, bool areRationed)
    {
        (this.cluster, allowed) = (cluster, areRationed ? Channel.CreateUnbounded<int>() : null);
        running = [.. Enumerable.Range(0, clients).Select(client => Task.Run(() => RunAsync(client, new Random(seed + client))))];
    }

    /// <summary>The orders by their ids, each of which was submitted, held and resumed, and some verified: the number, and how many events
    /// there are.</summary>
    public ConcurrentDictionary<string, (string Number, int Events)> Acknowledged { get; } = [];

    /// <summary>The answers to commands that were not acknowledged, with their numbers.</summary>
    public IReadOnlyDictionary<string, int> Codes => codes;

    /// <summary>Starts the clients.</summary>
    /// <param name="cluster">Whose clients they are.</param>
    /// <param name="clients">How many.</param>
    /// <param name="seed">Decides which server is asked.</param>
    /// <param name="areRationed">Whether they submit only as many orders as they are allowed, instead of as many as they can.</param>
    public static Clients Start(ServerCluster cluster, int clients, int seed, bool areRationed = false) =>
        new(cluster, clients, seed, areRationed);

    /// <summary>Allows more orders, all clients together; earlier completions no longer count for <see cref="FinishAsync"/>.</summary>
    public void Allow(int orders)
    {
        while (finished.Reader.TryRead(out _))
            continue;
        for (var order = 0; order < orders; order++)
            allowed!.Writer.TryWrite(order);
    }

    /// <summary>Returns when so many more orders were finished.</summary>
    public async Task FinishAsync(int orders)
    {
        for (var order = 0; order < orders; order++)
            await finished.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets each client finish its order.</summary>
    public async Task StopAsync()
    {
        stopping = true;
        allowed?.Writer.Complete();
        await Task.WhenAll(running);
    }

    /// <summary>Has a command carried out, sending it as often as necessary.</summary>
    /// <returns>Its payload, and how long it took.</returns>
    public async Task<(JsonObject Payload, TimeSpan Took)> CarryOutAsync(string role, string mutation, JsonObject input, Random random)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            var (payload, refused) = cluster.Serving is { Count: > 0 } serving
                ? await serving[random.Next(serving.Count)].AskAsync(role, mutation, input) : (null, []);
            if (payload is not null && refused.Length == 0)
                return (payload, Stopwatch.GetElapsedTime(started));
            foreach (var code in refused)
                codes.AddOrUpdate(code, 1, (_, count) => count + 1);
            await Task.Delay(RetryAfter, TimeProvider.System); // A client that is told to retry later does the same.
        }
    }

    private async Task RunAsync(int client, Random random)
    {
        for (var n = 0; !stopping; n++)
        {
            if (allowed is not null && !(await allowed.Reader.WaitToReadAsync() && allowed.Reader.TryRead(out _)))
                continue;
            var order = (await CarryOutAsync("PLATFORM", "orderSubmit", Submission(client, n), random)).Payload["order"]!;
            var id = (string)order["id"]!;
            await CarryOutAsync("ORDER_MANAGER", "orderHold", Hold(id, key: "hold"), random);
            await CarryOutAsync("ORDER_MANAGER", "orderResume", Resume(id, key: "resume"), random);
            var isVerified = n % 3 == 0;
            if (isVerified)
            {
                await CarryOutAsync("ORDER_REVIEWER", "orderReviewClaim", Of(id, key: "claim"), random);
                await CarryOutAsync("ORDER_REVIEWER", "orderVerify", Of(id, key: "verify"), random);
            }
            Assert.True(Acknowledged.TryAdd(id, ((string)order["number"]!, isVerified ? 5 : 3)));
            finished.Writer.TryWrite(n);
        }
    }

    private static JsonObject Submission(int client, int n)
    {
        var submission = Commands.Submission($"load-{client}-{n}");
        var (customer, number) = (submission["order"]!["customer"]!, (client * CustomersOfClient) + (n % CustomersOfClient));
        (customer["account"], customer["name"], customer["phone"]) = ($"A-{number}", $"负载客户{number} Load Ltd", $"+86138001380{number:00}");
        return submission;
    }
}
