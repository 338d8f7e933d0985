using System.Net.Sockets;
using OrderGrains.Benchmarks.Measuring;

/// <summary>Loaded into a measured server (DOTNET_STARTUP_HOOKS): answers on a Unix socket what the garbage collector knows, or what the
/// server measures of itself.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(HeapProbe.Variable) is { } path)
            new Thread(() => Serve(path)) { IsBackground = true, Name = "heap probe" }.Start();
        if (Environment.GetEnvironmentVariable(MeterProbe.Variable) is { } meters)
            new Thread(() => MeterProbe.Serve(meters)) { IsBackground = true, Name = "meter probe" }.Start();
    }

    private static void Serve(string path)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        while (true)
        {
            using var client = listener.Accept();
            var asItIs = GC.GetTotalMemory(forceFullCollection: false);
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            client.Send(System.Text.Encoding.ASCII.GetBytes(
                $"{asItIs} {GC.GetTotalMemory(forceFullCollection: false)} {GC.GetGCMemoryInfo().TotalCommittedBytes}"));
        }
    }
}
