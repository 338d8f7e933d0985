using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using OrderGrains.GraphQL.Http;
using OrderGrains.GraphQL.Subscriptions;

namespace OrderGrains.GraphQL.ServerSentEvents;

/// <summary>Writes server-sent events without a queue: takes the next when the client has room, and disconnects a slow client.</summary>
internal sealed class EventStream(HttpContext http, GraphQLOptions options, TimeProvider clock)
{
    private const string MediaType = "text/event-stream";
    private static readonly MediaTypeHeaderValue Type = new(MediaType);

    /// <summary>Whether the client accepts event streams.</summary>
    public static bool IsAccepted(StringValues accept) =>
        string.IsNullOrWhiteSpace(accept.ToString())
| (MediaTypeHeaderValue.TryParseList(accept!, out var wanted)
            && wanted.Any(range => range.Quality is not 0 && Type.IsSubsetOf(range)));

    /// <summary>Writes the answers of an operation as they arrive, then its completion.</summary>
    public async Task WriteAsync(OperationStream stream, long? cost, CancellationToken cancellation)
    {
        Begin();
        WriteId(stream.Cursor);
        await FlushAsync();
        await using var answers = stream.ReadAnswersAsync(cancellation).GetAsyncEnumerator(cancellation);
        while (await NextAsync(answers, stream))
        {
            if (answers.Current.Cursor is { } cursor)
                http.Response.BodyWriter.Write(Encoding.UTF8.GetBytes($"id: {cursor}\n"));
            Write("event: next\ndata: "u8);
            AnswerWriter.Write(http.Response.BodyWriter, answers.Current.Result, cost, options.MaxCost);
            Write("\n\n"u8);
            await FlushAsync();
        }
        await CompleteAsync();
    }

    /// <summary>Writes a single answer and the completion.</summary>
    public async Task WriteAsync(Action<IBufferWriter<byte>> answer)
    {
        Begin();
        Write("event: next\ndata: "u8);
        answer(http.Response.BodyWriter);
        Write("\n\n"u8);
        await CompleteAsync();
    }

    /// <summary>Ends the stream before the operation is complete.</summary>
    public async Task EndAsync()
    {
        Begin();
        await FlushAsync();
    }

    // While there is no answer, tells the client that the stream is alive and where it has got to, so that it need not replay more when it
    // returns.
    private async ValueTask<bool> NextAsync(IAsyncEnumerator<OperationAnswer> answers, OperationStream stream)
    {
        var next = answers.MoveNextAsync();
        if (next.IsCompleted)
            return await next;
        var waiting = next.AsTask();
        while (true)
        {
            try
            {
                return await waiting.WaitAsync(options.KeepAlive, clock);
            }
            catch (TimeoutException) when (!waiting.IsCompleted)
            {
                Write(":\n"u8);
                WriteId(stream.Cursor);
                await FlushAsync();
            }
        }
    }

    private void Begin()
    {
        if (http.Response.HasStarted)
            return;
        http.Response.ContentType = $"{MediaType}; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["X-Accel-Buffering"] = "no"; // A buffering proxy would hold events back.
    }

    // An id without data dispatches no event in the client, but the client remembers it.
    private void WriteId(string? cursor)
    {
        if (cursor is not null)
            http.Response.BodyWriter.Write(Encoding.UTF8.GetBytes($"id: {cursor}\n"));
        Write("\n"u8);
    }

    private async Task CompleteAsync()
    {
        Write("event: complete\ndata:\n\n"u8);
        await FlushAsync();
    }

    private async ValueTask FlushAsync()
    {
        var flushing = http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        if (flushing.IsCompleted)
        {
            await flushing;
            return;
        }
        try
        {
            await flushing.AsTask().WaitAsync(options.SlowClientTimeout, clock);
        }
        catch (TimeoutException)
        {
            http.Abort();
            throw new OperationCanceledException();
        }
    }

    private void Write(ReadOnlySpan<byte> text) => http.Response.BodyWriter.Write(text);
}
