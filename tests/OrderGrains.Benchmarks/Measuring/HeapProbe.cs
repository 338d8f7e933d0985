using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>A server's memory in bytes.</summary>
/// <param name="Resident">Resident, before the collection.</param>
/// <param name="Heap">Managed objects, as they were.</param>
/// <param name="Live">Managed objects after a full collection.</param>
/// <param name="ResidentAfter">Resident after it.</param>
internal readonly record struct MemoryUse(long Resident, long Heap, long Live, long ResidentAfter);

/// <summary>Asks a server that was started with <see cref="Environment"/> about its memory.</summary>
internal sealed class HeapProbe(string path)
{
    public const string Variable = "ORDERGRAINS_HEAP_PROBE";

    public Dictionary<string, string> Environment =>
        new() { ["DOTNET_STARTUP_HOOKS"] = typeof(HeapProbe).Assembly.Location, [Variable] = path };

    public MemoryUse Read(ServerProcess server)
    {
        var resident = CpuTimes.ResidentBytes(server.Id);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        var buffer = new byte[256];
        var numbers = Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer)).Split(' ')
            .Select(x => long.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        return new(resident, numbers[0], numbers[1], CpuTimes.ResidentBytes(server.Id));
    }
}
