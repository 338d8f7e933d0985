using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using OrderGrains.GraphQL.Http;
using OrderGrains.GraphQL.Subscriptions;

namespace OrderGrains.GraphQL.ServerSentEvents;

/// <summary>Writes server-sent events. Nothing is queued: the next is taken when the client has room for it, and a client that takes too long is cut off.</summary>
internal sealed class EventStream(HttpContext http, GraphQLOptions options, TimeProvider clock)
{
    private const string MediaType = "text/event-stream";
    private static readonly MediaTypeHeaderValue Type = new(MediaType);

    /// <summary>Whether the client takes events.</summary>
    public static bool IsAccepted(StringValues accept) =>
        string.IsNullOrWhiteSpace(accept.ToString())
        || (MediaTypeHeaderValue.TryParseList(accept!, out var wanted) && wanted.Any(range => range.Quality is not 0 && Type.IsSubsetOf(range)));

    /// <summary>Writes the answers of an operation as they come, and that it is complete.</summary>
    public async Task WriteAsync(OperationStream stream, long? cost, CancellationToken cancellation)
    {
        Begin();
        WriteId(stream.Cursor);
        await FlushAsync();
        await using var answers = stream.AnswersAsync(cancellation).GetAsyncEnumerator(cancellation);
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

    /// <summary>Writes an only answer, and that the operation is complete.</summary>
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

    // While nothing comes, the client is told so; and where it has come to, so that it need not be told of less when it comes back.
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
        http.Response.Headers["X-Accel-Buffering"] = "no"; // A proxy that gathers answers would hold events back.
    }

    // An id without data tells the client of no event, and is remembered all the same.
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
