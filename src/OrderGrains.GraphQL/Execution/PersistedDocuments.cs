using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrderGrains.GraphQL.Http;

namespace OrderGrains.GraphQL.Execution;

/// <summary>Documents that are known by the SHA-256 of their text: those of a list that the operator gives, and those that clients have sent once with their hash (automatic persisted
/// queries). Where only the list counts, nothing else is executed.</summary>
internal sealed class PersistedDocuments
{
    private readonly Dictionary<string, PreparedDocument> _listed;
    private readonly Dictionary<string, PreparedDocument>.AlternateLookup<ReadOnlySpan<char>> _list;
    private readonly DocumentCache _sent;
    private readonly bool _onlyListed;

    /// <param name="preparer">Checks the list's documents.</param>
    /// <param name="options">The list, and whether it alone counts.</param>
    /// <exception cref="PersistedDocumentsRefusedException">The list cannot be read, or one of its documents cannot be executed.</exception>
    public PersistedDocuments(DocumentPreparer preparer, GraphQLOptions options)
    {
        if (options.OnlyListedDocuments && options.DocumentsFile is null)
            throw new PersistedDocumentsRefusedException("GraphQL:OnlyListedDocuments needs GraphQL:DocumentsFile.");
        _onlyListed = options.OnlyListedDocuments;
        _listed = options.DocumentsFile is { } file ? Read(file, preparer) : [];
        _list = _listed.GetAlternateLookup<ReadOnlySpan<char>>();
        _sent = new(options.CachedDocuments, options.CachedDocumentBytes);
    }

    /// <summary>The document of a hash.</summary>
    /// <param name="hash">The hash, 64 hexadecimal digits as they came.</param>
    /// <exception cref="RequestRefusedException">There is none of that hash.</exception>
    public PreparedDocument Find(ReadOnlySpan<byte> hash)
    {
        Span<char> digits = stackalloc char[SHA256.HashSizeInBytes * 2];
        if (hash.Length == digits.Length && Encoding.ASCII.GetChars(hash, digits) == digits.Length
            && (_list.TryGetValue(digits, out var document) || (!_onlyListed && _sent.TryGet(hash, out document))))
            return document;
        // This message and code are what clients know as the sign to send the text as well.
        throw RequestRefusedException.ByGraphQL(ErrorCodes.PersistedQueryNotFound, "PersistedQueryNotFound");
    }

    /// <summary>The listed document of a text, where only the list counts; null where every text is good.</summary>
    /// <exception cref="RequestRefusedException">The text is not on the list.</exception>
    public PreparedDocument? Require(RequestBody body)
    {
        if (!_onlyListed)
            return null;
        return _listed.GetValueOrDefault(HashOf(body.QueryText()))
            ?? throw RequestRefusedException.ByGraphQL(ErrorCodes.PersistedQueryRequired, "Only documents that are on this server's list are executed.");
    }

    /// <summary>Keeps the document that came with its hash, for those who will send the hash alone.</summary>
    /// <exception cref="RequestRefusedException">The hash is another's.</exception>
    public void Keep(RequestBody body, PreparedDocument document)
    {
        if (_sent.TryGet(body.Hash.Span, out _))
            return;
        if (!body.Hash.Span.SequenceEqual(Encoding.ASCII.GetBytes(HashOf(body.QueryText()))))
            throw new RequestRefusedException(400, ErrorCodes.PersistedQueryMismatch, "The hash is not that of the document.");
        _sent.Add(body.Hash.Span, document);
    }

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Dictionary<string, PreparedDocument> Read(string file, DocumentPreparer preparer)
    {
        var documents = new Dictionary<string, PreparedDocument>(StringComparer.Ordinal);
        foreach (var (hash, text) in Texts(file))
        {
            if (HashOf(text) != hash)
                throw new PersistedDocumentsRefusedException($"GraphQL:DocumentsFile: {hash} is not the SHA-256 of its document.");
            try
            {
                documents[hash] = preparer.Prepare(text);
            }
            catch (RequestRefusedException refused)
            {
                throw new PersistedDocumentsRefusedException($"GraphQL:DocumentsFile: {hash} cannot be executed: {refused.Errors[0].Message}");
            }
        }
        return documents;
    }

    private static IEnumerable<(string Hash, string Text)> Texts(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return [.. json.RootElement.EnumerateObject().Select(x => (x.Name, x.Value.GetString() ?? ""))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new PersistedDocumentsRefusedException("GraphQL:DocumentsFile cannot be read as a JSON object of documents by their hashes.");
        }
    }
}

/// <summary>The server must not start with this list of documents. The message is one line for the operator.</summary>
public sealed class PersistedDocumentsRefusedException(string message) : InvalidOperationException(message);
