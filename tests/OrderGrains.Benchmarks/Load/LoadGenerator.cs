using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks.Load;

/// <summary>One window of load by one thread: closed loop (a client sends when it has its answer), or open loop (requests are due at a
/// fixed rate, and late is late).</summary>
internal sealed class LoadGenerator : IDisposable
{
    private static readonly long Tick = 1_000_000_000 / Stopwatch.Frequency;
    private static readonly long DrainTime = 5 * Stopwatch.Frequency;

    private readonly LoadCommand command;
    private readonly RequestTemplate[] templates;
    private readonly HttpConnection[] connections;
    private readonly EventPoll poll = new();
    private readonly Stack<int> idle = new();
    private readonly LatencyHistogram latencies = new();
    private readonly LatencyHistogram refusals = new();
    private readonly byte[] expected;
    private readonly byte[] forbidden;
    private readonly long interval;
    private long countFrom;
    private long countTo;
    private long nextDue;
    private long reference;
    private int template;
    private long requests;
    private long refused;
    private long failures;
    private string? firstFailure;

    public LoadGenerator(LoadCommand command, RequestTemplate[] templates)
    {
        this.command = command;
        this.templates = templates;
        reference = command.Requests.FirstReference;
        expected = Encoding.UTF8.GetBytes(command.Requests.Expected);
        forbidden = Encoding.UTF8.GetBytes(command.Requests.Forbidden ?? "");
        interval = command.Rate is { } rate ? (long)(Stopwatch.Frequency / rate) : 0;
        connections = new HttpConnection[command.Clients];
        for (var i = 0; i < connections.Length; i++)
            Connect(i);
    }

    /// <summary>Runs the window and what belongs before it, and waits for the last answers.</summary>
    public LoadResult Run()
    {
        var begin = Stopwatch.GetTimestamp();
        countFrom = begin + (long)(command.Warm * Stopwatch.Frequency);
        countTo = countFrom + (long)(command.Seconds * Stopwatch.Frequency);
        nextDue = begin;
        Span<int> ready = stackalloc int[256];
        var before = default(CpuTimes);
        var after = default(CpuTimes);
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            if (before is null && now >= countFrom)
                before = CpuTimes.Read(command.Processes);
            if (after is null && now >= countTo)
                after = CpuTimes.Read(command.Processes);
            if (now >= countTo && (idle.Count == connections.Length || now > countTo + DrainTime))
                break;
            var wake = SendDue(now);
            var n = poll.Wait((wake - now) * Tick, ready);
            for (var i = 0; i < n; i++)
                Advance(ready[i]);
        }
        failures += connections.Length - idle.Count;                    // never answered
        return Result(after!.Since(before!));
    }

    public void Dispose()
    {
        foreach (var connection in connections)
            connection.Dispose();
        poll.Dispose();
    }

    // Sends what is due while somebody is free; returns when to look again.
    private long SendDue(long now)
    {
        while (now < countTo && idle.TryPeek(out var client))
        {
            if (interval > 0 && nextDue > now)
                return Math.Min(nextDue, countTo);
            idle.Pop();
            connections[client].Send(templates[template], ref reference, interval > 0 ? nextDue : Stopwatch.GetTimestamp());
            if (connections[client].Sending)
                poll.Rewatch(connections[client].Handle, client, alsoWritable: true);
            template = template + 1 == templates.Length ? 0 : template + 1;
            nextDue += interval;
        }
        return now < countFrom ? countFrom : now < countTo ? countTo : countTo + DrainTime + 1;
    }

    private void Advance(int client)
    {
        var connection = connections[client];
        try
        {
            if (connection.Sending)
            {
                connection.ContinueSending();
                if (connection.Sending)
                    return;
                poll.Rewatch(connection.Handle, client, alsoWritable: false);
            }
            if (!connection.Receive())
                return;
            Count(connection);
            idle.Push(client);
        }
        catch (SocketException broken)
        {
            failures++;
            firstFailure ??= broken.Message;
            connection.Dispose();
            Connect(client);
        }
    }

    // A closed loop counts what was answered within the window, an open loop what was due within it.
    private void Count(HttpConnection connection)
    {
        var now = Stopwatch.GetTimestamp();
        var moment = interval > 0 ? connection.Due : now;
        var isCounted = moment >= countFrom && moment < countTo;
        if (command.MayRefuse && connection.IsRefusal)
        {
            if (!isCounted)
                return;
            refused++;
            refusals.Record((now - connection.Due) * Tick);
            return;
        }
        if (!connection.IsGood(expected, command.Requests.Times, forbidden))
        {
            failures++;
            firstFailure ??= connection.Excerpt();
            return;
        }
        if (!isCounted)
            return;
        requests++;
        latencies.Record((now - connection.Due) * Tick);
    }

    private void Connect(int client)
    {
        connections[client] = new(command.Ports[client % command.Ports.Count]);
        poll.Watch(connections[client].Handle, client);
        idle.Push(client);
    }

    private LoadResult Result(IReadOnlyDictionary<string, double> cpu) => new()
    {
        Seconds = command.Seconds,
        Requests = requests,
        Failures = failures,
        FirstFailure = firstFailure,
        References = reference - command.Requests.FirstReference,
        Cpu = cpu,
        Refused = refused,
        RefusedP50 = refusals.Milliseconds(.5),
        RefusedP99 = refusals.Milliseconds(.99),
        P50 = latencies.Milliseconds(.5),
        P90 = latencies.Milliseconds(.9),
        P99 = latencies.Milliseconds(.99),
        P999 = latencies.Milliseconds(.999),
    };
}
