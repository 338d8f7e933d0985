using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>What subscribers cost: memory for each, CPU while nothing happens, CPU and time of an order that concerns none of them, or
/// all.</summary>
internal static class SubscribersBenchmark
{
    private const int Warming = 500;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // None of these concerns a submitted order: another platform's events, and the tasks and notifications of somebody who has none.
    private static readonly string[] Unconcerned =
    [
        """subscription { orderEvents(where: { platform: { eq: "another" } }) { id cursor type } }""",
        "subscription { viewerTasks { cursor orderId tasks { kind } } }",
        "subscription { notifications { cursor notification { id kind } } }",
    ];

    private const string Everything = "subscription { orderEvents { id cursor type } }";

    public static async Task<int> RunAsync(Options options)
    {
        var most = options.Number("subscribers", 6_000);
        await using var arena = await Arena.OpenAsync(options);
        var settings =
            new Dictionary<string, string> { ["GraphQL__MaxConnectionsPerCaller"] = "1000000", ["GraphQL__MaxConnections"] = "1000000" };
        var (server, platform) = await arena.StartProductAsync(settings);
        var token = await Product.TokenAsync(options, arena.WorkingDirectory, "AUDITOR", "auditor");
        var orders = new Orders(server, platform, Samples.Read(Repository.Data(options)));
        await orders.SubmitAsync(Warming);
        List<string[]> rows =
            [["subscribers", "resident MB", "KB each", "CPU idle, ms/s", "of PostgreSQL", "CPU of an order, ms", "p50 ms", "p99 ms"]];
        var subscribers = new List<Subscriber>();
        long empty = 0;
        foreach (var count in (int[])[0, most / 3, most])
        {
            await OpenAsync(subscribers, count, server, token, i => Unconcerned[i % Unconcerned.Length]);
            var (row, resident) = await RowAsync(arena, server, orders, count, empty, Task.CompletedTask);
            rows.Add(row);
            empty = count == 0 ? resident : empty;
        }
        var told = subscribers.Sum(subscriber => subscriber.Told);
        foreach (var subscriber in subscribers)
            await subscriber.DisposeAsync();
        subscribers.Clear();
        await OpenAsync(subscribers, most / 3, server, token, _ => Everything);
        var allTold = Task.WhenAll(subscribers.Select(subscriber => subscriber.ToldAsync(Orders.Count)));
        rows.Add((await RowAsync(arena, server, orders, most / 3, empty, allTold)).Row);
        rows[^1][0] += ", told of all";
        Report.Heading("Subscribers", arena,
        [
            "Sockets with a subscription each, a third of them to orderEvents, viewerTasks and notifications that no submitted order "
                + "concerns; the last line: to every event of orders.",
            Report.Invariant(
                $"Orders one after the other, {Orders.Count} for a line; CPU of the server. They were told of {told} and of "
                    + $"{subscribers.Sum(subscriber => subscriber.Told):#,0} events."),
        ]);
        Report.Table([.. rows]);
        foreach (var subscriber in subscribers)
            await subscriber.DisposeAsync();
        return 0;
    }

    private static async Task<(string[] Row, long Resident)> RowAsync(
        Arena arena, ServerProcess server, Orders orders, int count, long empty, Task told)
    {
        ProcessGroup[] groups = [server.Group, arena.Postmaster];
        var before = CpuTimes.Read(groups);
        await Task.Delay(Idle, TimeProvider.System);
        var (idle, resident) = (CpuTimes.Read(groups).Since(before), CpuTimes.ResidentBytes(server.Id));
        before = CpuTimes.Read(groups);
        var latencies = await orders.SubmitAsync(Orders.Count);
        await told.WaitAsync(Patience, TimeProvider.System); // Who is concerned is told a moment later.
        var busy = CpuTimes.Read(groups).Since(before);
        return ([
            Report.Invariant($"{count:#,0}"), Report.Text(resident / 1048576.0, "0"), count == 0 ? ""
                : Report.Text((resident - empty) / 1024.0 / count, "0.0"),
            Report.Text(idle[server.Name] * 1000 / Idle.TotalSeconds, "0.0"),
            Report.Text(idle[arena.Postmaster.Name] * 1000 / Idle.TotalSeconds, "0.0"),
            Report.Text(busy[server.Name] * 1000 / Orders.Count, "0.00"), Report.Text(latencies[latencies.Count / 2], "0.0"),
            Report.Text(latencies[latencies.Count * 99 / 100], "0.0"),
        ], resident);
    }

    private static async Task OpenAsync(
        List<Subscriber> subscribers, int count, ServerProcess server, string token, Func<int, string> query)
    {
        while (subscribers.Count < count)
        {
            var few = Enumerable.Range(subscribers.Count, Math.Min(100, count - subscribers.Count));
            subscribers.AddRange(await Task.WhenAll(few.Select(i => Subscriber.OpenAsync(server, token, query(i)))));
        }
    }

    /// <summary>Orders that are submitted one after the other.</summary>
    private sealed class Orders(ServerProcess server, string token, string[] samples)
    {
        public const int Count = 500;
        private int _submitted;

        /// <summary>Submits orders.</summary>
        /// <returns>How long each took in milliseconds, the shortest first.</returns>
        public async Task<List<double>> SubmitAsync(int count)
        {
            using var api = new Api(server, token);
            var latencies = new List<double>(count);
            for (var i = 0; i < count; i++)
            {
                var order = samples[_submitted % samples.Length]
                    .Replace(RequestTemplate.Placeholder, Report.Invariant($"S-{_submitted++:000000000000}"), StringComparison.Ordinal);
                var begin = Stopwatch.GetTimestamp();
                var answer = (await api.PostAsync(Product.Endpoint, Product.SubmitBody(order))).ToJsonString();
                latencies.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                if (answer.Contains(Product.Error, StringComparison.Ordinal))
                    throw new InvalidOperationException($"The order was refused: {answer}");
            }
            latencies.Sort();
            return latencies;
        }
    }

    /// <summary>A socket with one subscription.</summary>
    private sealed class Subscriber : IAsyncDisposable
    {
        private const int Line = 4096;
        private readonly ClientWebSocket _socket = new();
        private readonly byte[] _buffer = new byte[Line];
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task _listening = Task.CompletedTask;
        private int _expected = int.MaxValue;

        public int Told { get; private set; }

        public static async Task<Subscriber> OpenAsync(ServerProcess server, string token, string query)
        {
            var subscriber = new Subscriber();
            subscriber._socket.Options.AddSubProtocol("graphql-transport-ws");
            await subscriber._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}{Product.Endpoint}"), CancellationToken.None);
            await subscriber.SendAsync($$$"""{"type":"connection_init","payload":{"token":"{{{token}}}"}}""");
            await subscriber.ReceiveAsync("connection_ack");
            await subscriber.SendAsync(
                $$$"""{"id":"1","type":"subscribe","payload":{"query":{{{JsonSerializer.Serialize(query, LoadJson.Default.String)}}}}}""");
            await subscriber.SendAsync("""{"type":"ping"}""");
            await subscriber.ReceiveAsync("pong"); // The subscription is in force.
            subscriber._listening = subscriber.ListenAsync();
            return subscriber;
        }

        /// <summary>Waits until it was told of so many events; to be called before they are recorded.</summary>
        public Task ToldAsync(int events)
        {
            _expected = events;
            return _enough.Task;
        }

        public async ValueTask DisposeAsync()
        {
            _socket.Abort();
            await _listening;
            _socket.Dispose();
        }

        private Task SendAsync(string message) =>
            _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, CancellationToken.None);

        private async Task ReceiveAsync(string type)
        {
            var part = await _socket.ReceiveAsync(_buffer, CancellationToken.None);
            var message = Encoding.UTF8.GetString(_buffer, 0, part.Count);
            if (!message.Contains(type, StringComparison.Ordinal))
                throw new InvalidOperationException($"{type} was expected: {message} {_socket.CloseStatusDescription}");
        }

        private async Task ListenAsync()
        {
            try
            {
                while (await _socket.ReceiveAsync(_buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } part)
                {
                    Told += part.EndOfMessage ? 1 : 0;
                    if (Told >= _expected)
                        _enough.TrySetResult();
                }
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // It was aborted.
            }
        }
    }
}
