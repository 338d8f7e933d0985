using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OrderGrains.Testing;

/// <summary>A loopback proxy between a client and its server that breaks on demand: cuts connections, holds back what the client sends,
/// loses what the server answers.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket> pairs = new();
    private readonly int serverPort;
    private readonly Task accepting;
    private Fault? fault;
    private bool refusing;

    public TcpProxy(int serverPort)
    {
        this.serverPort = serverPort;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>From now on lets <paramref name="bytes"/> more bytes of the client through and holds the rest back. The task completes when
    /// bytes are held.</summary>
    public Task HoldRequestsAfter(long bytes) => Set(new Fault(Requests: true, bytes));

    /// <summary>From now on swallows what the server sends. The task completes when something was swallowed.</summary>
    public Task LoseReplies() => Set(new Fault(Requests: false, 0));

    /// <summary>From now on closes new connections at once.</summary>
    public void RefuseConnections()
    {
        lock (gate)
            refusing = true;
    }

    /// <summary>Ends the fault; held connections stay held until they are cut.</summary>
    public void Heal()
    {
        lock (gate)
            (fault, refusing) = (null, false);
    }

    /// <summary>Resets every connection and lets new ones work, unless they are refused.</summary>
    public void Cut()
    {
        lock (gate)
            fault = null;
        foreach (var (client, server) in pairs)
        {
            Reset(client);
            Reset(server);
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Cut();
        await accepting;
        listener.Dispose();
    }

    private Task Set(Fault next)
    {
        lock (gate)
            fault = next;
        return next.Struck.Task;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The listener was stopped: that is how the proxy ends.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            lock (gate)
            {
                if (refusing)
                    return;
            }
            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, serverPort);
            pairs[client] = server;
            await Task.WhenAny(PumpAsync(client, server, requests: true), PumpAsync(server, client, requests: false)).Unwrap();
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // One end is gone: the other must see it.
        }
        finally
        {
            pairs.TryRemove(client, out _);
            Reset(client);
            Reset(server);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool requests)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var read)
        {
            var (pass, struck) = Allowed(requests, read);
            for (var sent = 0; sent < pass;)
                sent += await to.SendAsync(buffer.AsMemory(sent, pass - sent));
            if (struck is null)
                continue;
            struck.TrySetResult();
            if (requests)
                await new TaskCompletionSource().Task;                      // held; the connection's end is seen by the other direction
        }
    }

    private (int Bytes, TaskCompletionSource? Struck) Allowed(bool requests, int read)
    {
        lock (gate)
        {
            if (fault is null || fault.Requests != requests)
                return (read, null);
            var pass = (int)Math.Min(read, fault.Allowance);
            fault.Allowance -= pass;
            return (pass, pass < read ? fault.Struck : null);
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Already closed.
        }
        socket.Dispose();
    }

    private sealed record Fault(bool Requests, long Allowance)
    {
        public long Allowance { get; set; } = Allowance;
        public TaskCompletionSource Struck { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
