using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace OrderGrains.GraphQL.Http;

/// <summary>A way to compress answers. Answers hold no secret beside what a page of another origin puts into the request: tokens come in headers, which no browser sends by itself.</summary>
internal sealed class AnswerEncoding
{
    // Below it, compressing costs more than the bytes that it saves.
    private const int WorthIt = 1024;
    private static readonly AnswerEncoding[] All = [new("br"), new("gzip")];

    private readonly string _name;

    private AnswerEncoding(string name) => _name = name;

    /// <summary>What the client wants most of what there is, Brotli where it does not matter; null if it wants none.</summary>
    public static AnswerEncoding? Choose(StringValues accepted)
    {
        if (accepted.Count == 0 || !StringWithQualityHeaderValue.TryParseList(accepted!, out var wanted))
            return null;
        (AnswerEncoding? best, double most) = (null, 0);
        foreach (var encoding in All)
        {
            if ((Find(wanted, encoding._name) ?? Find(wanted, "*")) is { } asked && (asked.Quality ?? 1) is var quality && quality > most)
                (best, most) = (encoding, quality);
        }
        return best;
    }

    /// <summary>Writes an answer's body; as it is where it is short.</summary>
    public async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (body.Length < WorthIt)
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, cancellation);
            return;
        }
        response.Headers.ContentEncoding = _name;
        await using Stream compressed = _name == "br"
            ? new BrotliStream(response.Body, CompressionLevel.Fastest, leaveOpen: true) : new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await compressed.WriteAsync(body, cancellation);
    }

    private static StringWithQualityHeaderValue? Find(IList<StringWithQualityHeaderValue> wanted, string name)
    {
        foreach (var value in wanted)
        {
            if (value.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }
}
