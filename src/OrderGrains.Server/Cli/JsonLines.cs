using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace OrderGrains.Server.Cli;

/// <summary>Reads a file line by line, however long it is.</summary>
internal static class JsonLines
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Every line of the stream. A line feed ends a line; what follows the last one is a line if it is not empty.</summary>
    /// <param name="stream">UTF-8 text, with or without a byte order mark.</param>
    /// <param name="longest">A longer line (in bytes) is read over, and told as too long.</param>
    public static async IAsyncEnumerable<ImportLine> ReadAsync(Stream stream, int longest,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 128 << 10, leaveOpen: true));
        long number = 0, position = 0, skipped = 0;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            var taken = 0L;
            while (TryTake(ref buffer, out var text, read.IsCompleted))
            {
                number++;
                taken += text.Consumed;
                yield return skipped + text.Line.Length > longest
                    ? ImportLine.Flawed(number, position + taken, "TOO_LONG", $"The line is longer than {longest} bytes.")
                    : ImportLine.Read(number, Trim(text.Line, number), position + taken);
                skipped = 0;
            }
            if (buffer.Length > longest)
            {
                skipped += buffer.Length;
                taken += buffer.Length;
                buffer = buffer.Slice(buffer.End);
            }
            position += taken;
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                break;
        }
        if (skipped > 0)
            yield return ImportLine.Flawed(number + 1, position, "TOO_LONG", $"The line is longer than {longest} bytes.");
        await reader.CompleteAsync();
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out (ReadOnlySequence<byte> Line, long Consumed) taken, bool isLast)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end);
            taken = (line, line.Length + 1);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        taken = (buffer, buffer.Length);
        if (!isLast || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static ReadOnlyMemory<byte> Trim(in ReadOnlySequence<byte> line, long number)
    {
        var text = line.ToArray();
        var start = number == 1 && text.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        return text.AsMemory(start);
    }
}
