using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrderGrains.Domain.Shared;

/// <summary>A buffer and a JSON writer per thread for short texts, so that facts, fingerprints and cards cost no garbage.
/// Letters of any script are written as they are.</summary>
public static class JsonScratch
{
    private const int Usual = 2 * 1024, Kept = 64 * 1024;
    [ThreadStatic] private static ArrayBufferWriter<byte>? _buffer;
    [ThreadStatic] private static Utf8JsonWriter? _writer;

    /// <summary>The output of <paramref name="write"/> for <paramref name="value"/>, as UTF-8, valid until the next call on this
    /// thread.</summary>
    public static ReadOnlySpan<byte> Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        if (_buffer is not { Capacity: <= Kept } buffer)
            _buffer = buffer = new(Usual);
        buffer.ResetWrittenCount();
        var writer = _writer ??= new(buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        writer.Reset(buffer);
        write(writer, value);
        writer.Flush();
        return buffer.WrittenSpan;
    }
}
