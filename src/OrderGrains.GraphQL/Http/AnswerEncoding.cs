using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace OrderGrains.GraphQL.Http;

/// <summary>A compression of answers.</summary>
/// <remarks>
/// Answers contain no secret beside input that a page of another origin controls: tokens come in headers, which no browser sends unasked.
/// </remarks>
internal sealed class AnswerEncoding
{
    // Below this size, compressing costs more than the saved bytes.
    private const int MinBytes = 1024;
    private static readonly AnswerEncoding[] All = [new("br"), new("gzip")];

    private readonly string _name;

    private AnswerEncoding(string name) => _name = name;

    /// <summary>Returns the encoding that the client prefers, Brotli if several are equal; null if it accepts none.</summary>
    public static AnswerEncoding? Choose(StringValues accepted)
    {
        if (accepted.Count == 0 || !StringWithQualityHeaderValue.TryParseList(accepted!, out var wanted))
            return null;
        (AnswerEncoding? best, double bestQuality) = (null, 0);
        foreach (var encoding in All)
        {
            var asked = Find(wanted, encoding._name) ?? Find(wanted, "*");
            if (asked is not null && (asked.Quality ?? 1) is var quality && quality > bestQuality)
                (best, bestQuality) = (encoding, quality);
        }
        return best;
    }

    /// <summary>Writes an answer's body, uncompressed if it is short.</summary>
    public async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (body.Length < MinBytes)
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, cancellation);
            return;
        }
        response.Headers.ContentEncoding = _name;
        await using Stream compressed = _name == "br"
            ? new BrotliStream(response.Body, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
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
