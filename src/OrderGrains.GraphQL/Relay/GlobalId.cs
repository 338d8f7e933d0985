using System.Buffers.Text;
using System.Text;

namespace OrderGrains.GraphQL.Relay;

/// <summary>Encodes opaque ids that are unique across all types: the type's name and the record's id in base64url.</summary>
public static class GlobalId
{
    private const int IdBytes = 16;

    /// <summary>Returns the global id of a record.</summary>
    /// <param name="type">The ASCII name of its type in the API, such as <c>Order</c>.</param>
    /// <param name="id">The record's id.</param>
    public static string Encode(string type, Guid id)
    {
        Span<byte> bytes = stackalloc byte[type.Length + IdBytes];
        Encoding.ASCII.GetBytes(type, bytes);
        id.TryWriteBytes(bytes[type.Length..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Decodes a global id of any type.</summary>
    public static bool TryDecode(string? text, out string type, out Guid id)
    {
        (type, id) = ("", default);
        Span<byte> bytes = stackalloc byte[96];
        if (text is null || text.Length > 128 || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length <= IdBytes)
            return false;
        var name = bytes[..(length - IdBytes)];
        if (!Ascii.IsValid(name))
            return false;
        type = Encoding.ASCII.GetString(name);
        id = new Guid(bytes[name.Length..length], bigEndian: true);
        return true;
    }

    /// <summary>Decodes a global id of one type.</summary>
    public static bool TryDecode(string? text, string type, out Guid id) => TryDecode(text, out var found, out id) && found == type;
}
