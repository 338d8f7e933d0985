using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrderGrains.GraphQL.Http;

namespace OrderGrains.GraphQL.Execution;

/// <summary>Finds documents by the SHA-256 of their text: the operator's list, and automatic persisted queries of clients.</summary>
/// <remarks>The options may restrict execution to the list.</remarks>
internal sealed class PersistedDocuments
{
    private readonly Dictionary<string, PreparedDocument> _listed;
    private readonly Dictionary<string, PreparedDocument>.AlternateLookup<ReadOnlySpan<char>> _list;
    private readonly DocumentCache _sent;
    private readonly bool _onlyListed;

    /// <param name="preparer">Prepares the listed documents.</param>
    /// <param name="options">The file of the list, and whether execution is restricted to it.</param>
    /// <exception cref="PersistedDocumentsRefusedException">The list is unreadable, or one of its documents is not executable.</exception>
    public PersistedDocuments(DocumentPreparer preparer, GraphQLOptions options)
    {
        if (options.OnlyListedDocuments && options.DocumentsFile is null)
            throw new PersistedDocumentsRefusedException("GraphQL:OnlyListedDocuments needs GraphQL:DocumentsFile.");
        _onlyListed = options.OnlyListedDocuments;
        _listed = options.DocumentsFile is { } file ? Read(file, preparer) : [];
        _list = _listed.GetAlternateLookup<ReadOnlySpan<char>>();
        _sent = new(options.CachedDocuments, options.CachedDocumentBytes);
    }

    /// <summary>Returns the document with a hash.</summary>
    /// <param name="hash">The hash: 64 hexadecimal digits as received.</param>
    /// <exception cref="RequestRefusedException">No document has that hash.</exception>
    public PreparedDocument Find(ReadOnlySpan<byte> hash)
    {
        Span<char> digits = stackalloc char[SHA256.HashSizeInBytes * 2];
        if (hash.Length == digits.Length && Encoding.ASCII.GetChars(hash, digits) == digits.Length
            && (_list.TryGetValue(digits, out var document) || (!_onlyListed && _sent.TryGet(hash, out document))))
            return document;
        // Clients recognize this message and code, and then send the text as well.
        throw RequestRefusedException.ByGraphQL(ErrorCodes.PersistedQueryNotFound, "PersistedQueryNotFound");
    }

    /// <summary>Returns the listed document of a text; null if execution is not restricted to the list.</summary>
    /// <exception cref="RequestRefusedException">The text is not on the list.</exception>
    public PreparedDocument? FindListed(RequestBody body)
    {
        if (!_onlyListed)
            return null;
        var document = _listed.GetValueOrDefault(ComputeHash(body.ReadQuery()));
        return document ?? throw RequestRefusedException.ByGraphQL(
            ErrorCodes.PersistedQueryRequired, "The server executes only the documents on its list.");
    }

    /// <summary>Caches a document by the hash that it was sent with, for later requests by hash alone.</summary>
    /// <exception cref="RequestRefusedException">The hash does not match the document.</exception>
    public void Remember(RequestBody body, PreparedDocument document)
    {
        if (_sent.TryGet(body.Hash.Span, out _))
            return;
        if (!body.Hash.Span.SequenceEqual(Encoding.ASCII.GetBytes(ComputeHash(body.ReadQuery()))))
            throw new RequestRefusedException(400, ErrorCodes.PersistedQueryMismatch, "The hash does not match the document.");
        _sent.Add(body.Hash.Span, document);
    }

    internal static string ComputeHash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Dictionary<string, PreparedDocument> Read(string file, DocumentPreparer preparer)
    {
        var documents = new Dictionary<string, PreparedDocument>(StringComparer.Ordinal);
        foreach (var (hash, text) in ReadTexts(file))
        {
            if (ComputeHash(text) != hash)
                throw new PersistedDocumentsRefusedException($"GraphQL:DocumentsFile: {hash} is not the SHA-256 of its document.");
            try
            {
                documents[hash] = preparer.Prepare(text);
            }
            catch (RequestRefusedException refused)
            {
                {
                    var reason = refused.Errors[0].Message;
                    throw new PersistedDocumentsRefusedException($"GraphQL:DocumentsFile: {hash} cannot be executed: {reason}");
                }
            }
        }
        return documents;
    }

    private static IEnumerable<(string Hash, string Text)> ReadTexts(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return [.. json.RootElement.EnumerateObject().Select(x => (x.Name, x.Value.GetString() ?? ""))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new PersistedDocumentsRefusedException("GraphQL:DocumentsFile cannot be read as a JSON object of documents by hash.");
        }
    }
}

/// <summary>The server must not start with this list of documents. The message is one line for the operator.</summary>
public sealed class PersistedDocumentsRefusedException(string message) : InvalidOperationException(message);
