using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using GraphQL;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Execution;
using OrderGrains.GraphQL.Http;
using OrderGrains.GraphQL.Subscriptions;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>The services of the server that a socket needs.</summary>
internal sealed record SocketServer(
    GraphQLExecutor Executor,
    AdmissionGate Gate,
    RateLimits Limits,
    IBearerTokens Tokens,
    OpenConnections Connections,
    GraphQLOptions Options,
    TimeProvider Clock);

/// <summary>A client's socket: the protocol <c>graphql-transport-ws</c> from its first message to its last.</summary>
internal sealed class SocketConnection : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly SocketServer _server;
    private readonly HttpContext _http;
    private readonly SocketReader _reader;
    private readonly SocketWriter _writer;
    private readonly ConcurrentDictionary<string, SocketOperation> _operations = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<SocketClose> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // Runs until the client has identified its caller, and then until the token expires.
    private readonly ITimer _timer;
    private bool _isInitialised;
    private CallerPrincipal? _caller;
    private IDisposable? _entry;

    public SocketConnection(SocketServer server, WebSocket socket, HttpContext http)
    {
        (_server, _http) = (server, http);
        _reader = new(socket, server.Options.MaxMessageBytes);
        _writer = new(socket, http, server.Options.SlowClientTimeout, server.Clock);
        _timer = server.Clock.CreateTimer(
            _ => End(_caller is null ? SocketClose.InitTimeout : SocketClose.Expired),
            null,
            server.Options.ConnectionInitTimeout,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Serves the client until either side closes.</summary>
    public async Task RunAsync()
    {
        await using var stopping = _server.Connections.Closing.UnsafeRegister(_ => End(SocketClose.GoingAway), null);
        var receiving = ReceiveAsync();
        await Task.WhenAny(receiving, _end.Task);
        await EndOperationsAsync();
        await CloseGracefullyAsync(receiving);
    }

    /// <summary>Closes the socket without serving the client.</summary>
    public async Task RefuseAsync(SocketClose close)
    {
        End(close);
        await CloseGracefullyAsync(ReceiveAsync());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _entry?.Dispose();
        _writer.Dispose();
    }

    private void End(SocketClose close) => _end.TrySetResult(close);

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    if (await _reader.ReadAsync() is not { } message)
                        return;
                    if (!_end.Task.IsCompleted)
                        await HandleAsync(SocketMessage.Parse(message));
                }
                catch (SocketRefusedException refused)
                {
                    End(refused.Close);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The client has gone.
        }
        catch (Exception fault)
        {
            _server.Executor.Explain("socket", fault);
            End(SocketClose.Failed);
        }
    }

    private async ValueTask HandleAsync(SocketMessage message)
    {
        switch (message.Type)
        {
            case SocketMessageType.ConnectionInit:
                await InitialiseAsync(message);
                break;
            case SocketMessageType.Ping:
                await _writer.SendPongAsync(message.Payload);
                break;
            case SocketMessageType.Subscribe:
                await SubscribeAsync(message.Id!, message.Payload, _caller ?? throw new SocketRefusedException(SocketClose.Unauthorized));
                break;
            case SocketMessageType.Complete when _operations.TryRemove(message.Id!, out var operation):
                operation.Ending.Cancel();
                break;
        }
    }

    private async ValueTask InitialiseAsync(SocketMessage message)
    {
        if (_isInitialised)
            throw new SocketRefusedException(SocketClose.TooManyInits);
        _isInitialised = true;
        var caller = message.Token() is { } token ? await _server.Tokens.FindAsync(token) : _http.User as CallerPrincipal;
        if (caller is null || caller.Expires <= _server.Clock.GetUtcNow())
        {
            _server.Limits.CountFailure(_http.Connection.RemoteIpAddress);
            throw new SocketRefusedException(SocketClose.Forbidden);
        }
        _entry = _server.Connections.Enter(caller.Actor.Subject) ?? throw new SocketRefusedException(SocketClose.TryAgainLater);
        _caller = caller;
        _timer.Change(TimeUntil(caller.Expires), Timeout.InfiniteTimeSpan);
        await _writer.SendAcknowledgementAsync();
    }

    // A timer takes at most 49 days, and no socket lives that long.
    private TimeSpan TimeUntil(DateTimeOffset instant) =>
        instant - _server.Clock.GetUtcNow() is var left && left < TimeSpan.FromDays(40) ? left : TimeSpan.FromDays(40);

    // The subscription is active before the next message is read.
    private async ValueTask SubscribeAsync(string id, ReadOnlyMemory<byte> payload, CallerPrincipal caller)
    {
        var operation = new SocketOperation(JsonEncodedText.Encode(id));
        var isFull = _operations.Count >= _server.Options.MaxOperationsPerConnection;
        if (isFull ? _operations.ContainsKey(id) : !_operations.TryAdd(id, operation))
            throw new SocketRefusedException(SocketClose.Exists(id));
        try
        {
            if (isFull)
            {
                throw RequestRefusedException.ByGraphQL(
                    ErrorCodes.ConnectionsExceeded,
                    $"A socket may have at most {_server.Options.MaxOperationsPerConnection} operations at once.");
            }
            _server.Limits.Count(caller.Actor);
            var request = Admit(payload, caller, out var wantsCost);
            var user = new RequestContext(caller.Actor, _http.Request.Headers.AcceptLanguage);
            var ending = operation.Ending.Token;
            var stream = await OperationStream.OpenAsync(_server.Executor, _server.Gate, request, user, _http.RequestServices, ending);
            operation.Running = AnswerAsync(id, operation, stream, wantsCost ? request.Cost : null);
        }
        catch (RequestRefusedException refused)
        {
            Remove(id, operation);
            await _writer.SendErrorAsync(operation.Id, refused.Errors);
        }
        catch (ExecutionError fault)
        {
            Remove(id, operation);
            await _writer.SendErrorAsync(operation.Id, fault);
        }
    }

    private PreparedRequest Admit(ReadOnlyMemory<byte> payload, CallerPrincipal caller, out bool wantsCost)
    {
        RequestBody body;
        try
        {
            body = RequestBody.Parse(payload);
        }
        catch (RequestRefusedException refused)
        {
            throw new SocketRefusedException(SocketClose.Invalid(refused.Errors[0].Message));
        }
        wantsCost = body.WantsCost;
        return _server.Executor.Admit(_server.Executor.FindDocument(body).Find(body.OperationName), body.Variables.Span, caller.Actor);
    }

    private async Task AnswerAsync(string id, SocketOperation operation, OperationStream stream, long? cost)
    {
        using var opened = stream;
        try
        {
            await foreach (var answer in stream.ReadAnswersAsync(operation.Ending.Token))
                await _writer.SendNextAsync(operation.Id, answer.Result, cost, _server.Options.MaxCost, operation.Ending.Token);
            if (Remove(id, operation))
                await _writer.SendCompleteAsync(operation.Id);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            Remove(id, operation); // The client has gone, or has ended the operation.
        }
        catch (Exception fault)
        {
            if (Remove(id, operation))
                await TryAsync(() => _writer.SendErrorAsync(operation.Id, _server.Executor.Explain("operation", fault)));
        }
    }

    // Frees the id for reuse, and cancels whatever the operation waits for.
    private bool Remove(string id, SocketOperation operation)
    {
        operation.Ending.Cancel();
        return _operations.TryRemove(new(id, operation));
    }

    private async Task EndOperationsAsync()
    {
        var operations = _operations.Values.ToList();
        foreach (var operation in operations)
            operation.Ending.Cancel();
        await Task.WhenAll(operations.Select(operation => operation.Running));
    }

    private async Task CloseGracefullyAsync(Task receiving)
    {
        await TryAsync(async () =>
        {
            var normal = new SocketClose((int)WebSocketCloseStatus.NormalClosure, "");
            await _writer.CloseAsync(_end.Task.IsCompletedSuccessfully ? _end.Task.Result : normal);
            await receiving.WaitAsync(CloseTimeout, _server.Clock);
        });
        if (!receiving.IsCompleted)
            _http.Abort();
        await receiving;
    }

    private static async Task TryAsync(Func<ValueTask> send)
    {
        try
        {
            await send();
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or TimeoutException)
        {
            // The client has gone.
        }
    }
}

/// <summary>An operation on a socket.</summary>
internal sealed class SocketOperation(JsonEncodedText id)
{
    /// <summary>The client's id of the operation, as JSON.</summary>
    public JsonEncodedText Id { get; } = id;
    /// <summary>Cancelled when nobody waits for the operation's answers any longer.</summary>
    public CancellationTokenSource Ending { get; } = new();
    /// <summary>The task that sends the answers.</summary>
    public Task Running { get; set; } = Task.CompletedTask;
}
