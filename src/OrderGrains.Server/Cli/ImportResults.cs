using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrderGrains.Server.Cli;

/// <summary>Writes what came of each line, in the order of the lines, and counts.</summary>
internal sealed class ImportResults(Stream? output, ImportQueue queue, long totalBytes, TimeProvider clock,
    IProgress<Terminal.Progress> progress)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (ImportLine Line, LineResult Result)> _early = [];
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly long _started = clock.GetTimestamp();
    private long _written;

    /// <summary>The number of lines so far by outcome.</summary>
    public IReadOnlyDictionary<string, long> Outcomes => _outcomes;

    /// <summary>How many lines the server gave no last word on.</summary>
    public long Unanswered { get; private set; }

    /// <summary>The first reason why a line was not answered.</summary>
    public LineError? FirstUnanswered { get; private set; }

    /// <summary>How many lines were written.</summary>
    public long Lines => _written;

    /// <summary>The time since the import began.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    /// <summary>Records what came of lines, and writes as many as are next.</summary>
    public void Add(IEnumerable<(ImportLine Line, LineResult Result)> results)
    {
        lock (_gate)
        {
            foreach (var item in results)
            {
                _early.Add(item.Line.Number, (item.Line with { Text = default }, item.Result));
                if (item.Line.Flaw is null)
                    queue.Answered(item.Line);
            }
            var before = _written;
            long end = 0;
            using (var writer = output is null ? null : new Utf8JsonWriter(output, Readable))
            {
                while (_early.Remove(_written + 1, out var next))
                {
                    _written++;
                    end = next.Line.End;
                    Count(next.Result);
                    if (writer is not null)
                        Write(writer, next.Line.Number, next.Result);
                }
            }
            if (_written == before)
                return;
            output?.Flush();
            queue.Written((int)(_written - before));
            progress.Report(new(end, totalBytes, Speed()));
        }
    }

    private string Speed() => FormattableString.Invariant($"{_written:N0} lines, {_written / Math.Max(Elapsed.TotalSeconds, 0.001):N0}/s");

    private void Count(LineResult result)
    {
        _outcomes[result.Outcome] = _outcomes.GetValueOrDefault(result.Outcome) + 1;
        if (result.IsAnswer)
            return;
        Unanswered++;
        FirstUnanswered ??= result.Errors[0];
    }

    private void Write(Utf8JsonWriter writer, long number, LineResult result)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line"u8, number);
        writer.WriteString("outcome"u8, result.Outcome);
        writer.WriteString("orderNumber"u8, result.OrderNumber);
        writer.WriteStartArray("errors"u8);
        foreach (var error in result.Errors)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, error.Code);
            writer.WriteString("path"u8, error.Path);
            writer.WriteString("message"u8, error.Message);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output!.WriteByte((byte)'\n');
        writer.Reset();
    }
}
