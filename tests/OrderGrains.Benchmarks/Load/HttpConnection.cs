using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrderGrains.Benchmarks.Load;

/// <summary>One keep-alive HTTP/1.1 connection of the load generator: a non-blocking socket, one request at a time, no allocation for a
/// request.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] output = new byte[4 * 1024];
    private byte[] input = new byte[16 * 1024];
    private int outputLength;
    private int sent;
    private int received;

    public HttpConnection(int port)
    {
        socket.Connect(IPAddress.Loopback, port);
        socket.Blocking = false;
    }

    public nint Handle => socket.Handle;

    /// <summary>When the request was due, in the ticks of the stopwatch.</summary>
    public long Due { get; private set; }

    /// <summary>How many fresh references the last request had.</summary>
    public bool Sending => sent < outputLength;

    public void Send(RequestTemplate request, ref long reference, long due)
    {
        if (output.Length < request.Bytes.Length)
            output = new byte[request.Bytes.Length];
        outputLength = request.Write(output, ref reference);
        sent = received = 0;
        Due = due;
        ContinueSending();
    }

    /// <summary>Sends as much as the socket takes.</summary>
    public void ContinueSending()
    {
        while (Sending)
        {
            var n = socket.Send(output.AsSpan(sent, outputLength - sent), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return;
            if (error != SocketError.Success)
                throw new SocketException((int)error);
            sent += n;
        }
    }

    /// <summary>Receives what is there.</summary>
    /// <returns>Whether the response is complete.</returns>
    public bool Receive()
    {
        while (true)
        {
            if (received == input.Length)
                Array.Resize(ref input, input.Length * 2);
            var n = socket.Receive(input.AsSpan(received), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return false;
            if (error != SocketError.Success || n == 0)
                throw new SocketException((int)(error == SocketError.Success ? SocketError.ConnectionReset : error));
            received += n;
            if (IsComplete())
                return true;
        }
    }

    /// <summary>Whether the response is 200, has the expected text as often as it should, and not the forbidden one.</summary>
    public bool IsGood(ReadOnlySpan<byte> expected, int times, ReadOnlySpan<byte> forbidden)
    {
        ReadOnlySpan<byte> response = input.AsSpan(0, received);
        return response.StartsWith("HTTP/1.1 200"u8)
            && (times == 0 || response.Count(expected) == times)
            && (forbidden.IsEmpty || response.IndexOf(forbidden) < 0);
    }

    /// <summary>Whether the server had no room for the request, at its door or in the journal's queue.</summary>
    public bool IsRefusal => input.AsSpan(0, received) is var response
        && (response.StartsWith("HTTP/1.1 503"u8) || response.StartsWith("HTTP/1.1 429"u8)
            || response.IndexOf("\"code\":\"OVERLOADED\""u8) >= 0);

    /// <summary>The beginning of the response, for a report.</summary>
    public string Excerpt() => Encoding.UTF8.GetString(input, 0, Math.Min(received, 700));

    public void Dispose() => socket.Dispose();

    private bool IsComplete()
    {
        var response = input.AsSpan(0, received);
        var headerEnd = response.IndexOf("\r\n\r\n"u8);
        if (headerEnd < 0)
            return false;
        var header = response[..(headerEnd + 2)];
        var length = header.IndexOf("Content-Length: "u8);
        if (length < 0)
            return header.IndexOf("chunked"u8) >= 0 && response.EndsWith("0\r\n\r\n"u8) && Unchunk(headerEnd + 4);
        var digits = header[(length + 16)..];
        return received >= headerEnd + 4 + int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }

    // Joins the chunks in place, so that no text that is looked for is cut by a chunk's boundary.
    private bool Unchunk(int body)
    {
        var to = body;
        for (var at = body; ;)
        {
            var lineEnd = input.AsSpan(at, received - at).IndexOf("\r\n"u8);
            if (lineEnd < 0 || !int.TryParse(input.AsSpan(at, lineEnd), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size))
                return false;
            if (size == 0)
                break;
            at += lineEnd + 2;
            if (at + size + 2 > received)
                return false;
            input.AsSpan(at, size).CopyTo(input.AsSpan(to));
            to += size;
            at += size + 2;
        }
        received = to;
        return true;
    }
}
