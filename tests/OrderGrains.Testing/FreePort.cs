using System.Net;
using System.Net.Sockets;

namespace OrderGrains.Testing;

/// <summary>Finds a port of the loopback interface for a server that is about to be started.</summary>
public static class FreePort
{
    private const int Lowest = 20_000;
    private const int Ephemeral = 32_768;

    /// <summary>A port below the range that outgoing connections take theirs from, so that it stays free until the server has it, and while
    /// the server is down.</summary>
    public static int Find()
    {
        while (true)
        {
            var candidate = Random.Shared.Next(Lowest, Ephemeral);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, candidate);
                probe.Start();
                return candidate;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }
}
