using System.Buffers.Text;
using System.Text;

namespace OrderGrains.Benchmarks.Load;

/// <summary>A whole HTTP/1.1 request as bytes, and where the digits of its fresh references stand.</summary>
internal sealed record RequestTemplate(byte[] Bytes, int[] References)
{
    private const int Digits = 12;

    /// <summary>What stands in a body where a fresh reference is to come; as long as a reference.</summary>
    public const string Placeholder = "B-############";

    public static RequestTemplate Post(string path, string? token, string body) => Of($"POST {path} HTTP/1.1", token, body);

    public static RequestTemplate Get(string path, string? token) => Of($"GET {path} HTTP/1.1", token, null);

    /// <summary>Writes the request with fresh references, counted up from <paramref name="next"/>.</summary>
    public int Write(Span<byte> to, ref long next)
    {
        Bytes.CopyTo(to);
        foreach (var offset in References)
            Utf8Formatter.TryFormat(next++, to[offset..], out _, new('D', Digits));
        return Bytes.Length;
    }

    private static RequestTemplate Of(string line, string? token, string? body)
    {
        var head = new StringBuilder(line).Append("\r\nHost: 127.0.0.1\r\n");
        if (token is not null)
            head.Append("Authorization: Bearer ").Append(token).Append("\r\n");
        if (body is not null)
            head.Append("Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: ")
                .Append(Encoding.UTF8.GetByteCount(body)).Append("\r\n");
        var bytes = Encoding.UTF8.GetBytes(head.Append("\r\n").Append(body).ToString());
        var references = new List<int>();
        var hashes = Encoding.ASCII.GetBytes(Placeholder);
        for (int at = 0, found; (found = bytes.AsSpan(at).IndexOf(hashes)) >= 0; at += found + hashes.Length)
            references.Add(at + found + hashes.Length - Digits);
        return new(bytes, [.. references]);
    }
}
