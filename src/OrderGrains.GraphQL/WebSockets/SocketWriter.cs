using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text.Json;
using GraphQL;
using OrderGrains.GraphQL.Execution;
using OrderGrains.GraphQL.Http;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>Sends messages one after another without a queue.</summary>
/// <remarks>
/// Each sender waits until the client has taken the previous message; a client that takes too long is disconnected.
/// </remarks>
internal sealed class SocketWriter(WebSocket socket, HttpContext http, TimeSpan patience, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public ValueTask SendAcknowledgementAsync() => SendAsync("""{"type":"connection_ack"}"""u8.ToArray(), CancellationToken.None);

    public ValueTask SendPongAsync(ReadOnlyMemory<byte> payload)
    {
        var message = new ArrayBufferWriter<byte>(64);
        message.Write("{\"type\":\"pong\""u8);
        if (!payload.IsEmpty)
        {
            message.Write(""","payload":"""u8);
            message.Write(payload.Span);
        }
        message.Write("}"u8);
        return SendAsync(message.WrittenMemory, CancellationToken.None);
    }

    /// <summary>Sends an operation's answer, unless the operation is cancelled before its turn.</summary>
    public ValueTask SendNextAsync(JsonEncodedText id, ExecutionResult result, long? cost, int maxCost, CancellationToken operation) =>
        SendAsync("next"u8, id, output => AnswerWriter.Write(output, result, cost, maxCost), operation);

    public ValueTask SendErrorAsync(JsonEncodedText id, ImmutableArray<ApiError> errors) =>
        SendAsync("error"u8, id, output => AnswerWriter.WriteErrors(output, errors), CancellationToken.None);

    public ValueTask SendErrorAsync(JsonEncodedText id, ExecutionError error) =>
        SendAsync("error"u8, id, output => AnswerWriter.WriteErrors(output, error), CancellationToken.None);

    public ValueTask SendCompleteAsync(JsonEncodedText id) => SendAsync("complete"u8, id, null, CancellationToken.None);

    /// <summary>Closes the socket; nothing can be sent afterwards.</summary>
    public async Task CloseAsync(SocketClose close)
    {
        await _turn.WaitAsync();
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await WaitForClientAsync(socket.CloseOutputAsync((WebSocketCloseStatus)close.Code, close.Reason, CancellationToken.None));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private ValueTask SendAsync(
        ReadOnlySpan<byte> type, JsonEncodedText id, Action<IBufferWriter<byte>>? payload, CancellationToken operation)
    {
        var message = new ArrayBufferWriter<byte>(512);
        message.Write("{\"id\":\""u8);
        message.Write(id.EncodedUtf8Bytes);
        message.Write("\",\"type\":\""u8);
        message.Write(type);
        message.Write("\""u8);
        if (payload is not null)
        {
            message.Write(""","payload":"""u8);
            payload(message);
        }
        message.Write("}"u8);
        return SendAsync(message.WrittenMemory, operation);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken operation)
    {
        await _turn.WaitAsync(operation);
        try
        {
            var sending = socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (sending.IsCompletedSuccessfully)
                await sending;
            else
                await WaitForClientAsync(sending.AsTask());
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WaitForClientAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(patience, clock);
        }
        catch (TimeoutException late)
        {
            http.Abort(); // Otherwise the socket would wait for the client to take what was sent.
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, late);
        }
    }
}
