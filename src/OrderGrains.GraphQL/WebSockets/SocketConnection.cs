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

/// <summary>What a socket needs of the server.</summary>
internal sealed record SocketServer(
    GraphQLExecutor Executor, AdmissionGate Gate, RateLimits Limits, IBearerTokens Tokens, OpenConnections Connections, GraphQLOptions Options, TimeProvider Clock);

/// <summary>A client's socket: the protocol <c>graphql-transport-ws</c>, from its first message to its last.</summary>
internal sealed class SocketConnection : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly SocketServer _server;
    private readonly HttpContext _http;
    private readonly SocketReader _reader;
    private readonly SocketWriter _writer;
    private readonly ConcurrentDictionary<string, SocketOperation> _operations = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<SocketClose> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer; // Until the client has said who it is: how long it may take for that; from then on: until its token expires.
    private bool _isInitialised;
    private CallerPrincipal? _caller;
    private IDisposable? _entry;

    public SocketConnection(SocketServer server, WebSocket socket, HttpContext http)
    {
        (_server, _http) = (server, http);
        _reader = new(socket, server.Options.MaxMessageBytes);
        _writer = new(socket, http, server.Options.SlowClientTimeout, server.Clock);
        _timer = server.Clock.CreateTimer(_ => End(_caller is null ? SocketClose.InitTimeout : SocketClose.Expired), null, server.Options.ConnectionInitTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Serves the client until one of the two closes.</summary>
    public async Task RunAsync()
    {
        await using var stopping = _server.Connections.Closing.UnsafeRegister(_ => End(SocketClose.GoingAway), null);
        var receiving = ReceiveAsync();
        await Task.WhenAny(receiving, _end.Task);
        await EndOperationsAsync();
        await SayFarewellAsync(receiving);
    }

    /// <summary>Closes the socket without serving the client.</summary>
    public async Task RefuseAsync(SocketClose close)
    {
        End(close);
        await SayFarewellAsync(ReceiveAsync());
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
                        await TakeAsync(SocketMessage.Parse(message));
                }
                catch (SocketRefusedException refused)
                {
                    End(refused.Close);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The client is gone.
        }
        catch (Exception fault)
        {
            _server.Executor.Explain("socket", fault);
            End(SocketClose.Failed);
        }
    }

    private async ValueTask TakeAsync(SocketMessage message)
    {
        switch (message.Type)
        {
            case SocketMessageType.ConnectionInit:
                await InitialiseAsync(message);
                break;
            case SocketMessageType.Ping:
                await _writer.PongAsync(message.Payload);
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
        await _writer.AcknowledgeAsync();
    }

    // A timer takes at most 49 days; nobody needs a socket for so long.
    private TimeSpan TimeUntil(DateTimeOffset instant) => instant - _server.Clock.GetUtcNow() is var left && left < TimeSpan.FromDays(40) ? left : TimeSpan.FromDays(40);

    // A subscription is in force before the next message is looked at.
    private async ValueTask SubscribeAsync(string id, ReadOnlyMemory<byte> payload, CallerPrincipal caller)
    {
        var operation = new SocketOperation(JsonEncodedText.Encode(id));
        var isFull = _operations.Count >= _server.Options.MaxOperationsPerConnection;
        if (isFull ? _operations.ContainsKey(id) : !_operations.TryAdd(id, operation))
            throw new SocketRefusedException(SocketClose.Exists(id));
        try
        {
            if (isFull)
                throw RequestRefusedException.ByGraphQL(ErrorCodes.ConnectionsExceeded, $"A socket carries at most {_server.Options.MaxOperationsPerConnection} operations at once.");
            _server.Limits.Count(caller.Actor);
            var request = Admit(payload, caller, out var wantsCost);
            var user = new RequestContext(caller.Actor, _http.Request.Headers.AcceptLanguage);
            var stream = await OperationStream.OpenAsync(_server.Executor, _server.Gate, request, user, _http.RequestServices, operation.Ending.Token);
            operation.Running = AnswerAsync(id, operation, stream, wantsCost ? request.Cost : null);
        }
        catch (RequestRefusedException refused)
        {
            Forget(id, operation);
            await _writer.ErrorAsync(operation.Id, refused.Errors);
        }
        catch (ExecutionError fault)
        {
            Forget(id, operation);
            await _writer.ErrorAsync(operation.Id, fault);
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
        return _server.Executor.Admit(_server.Executor.Document(body).Find(body.OperationName), body.Variables.Span, caller.Actor);
    }

    private async Task AnswerAsync(string id, SocketOperation operation, OperationStream stream, long? cost)
    {
        using var opened = stream;
        try
        {
            await foreach (var answer in stream.AnswersAsync(operation.Ending.Token))
                await _writer.NextAsync(operation.Id, answer.Result, cost, _server.Options.MaxCost, operation.Ending.Token);
            if (Forget(id, operation))
                await _writer.CompleteAsync(operation.Id);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            Forget(id, operation); // The client is gone, or wants no more of it.
        }
        catch (Exception fault)
        {
            if (Forget(id, operation))
                await TryAsync(() => _writer.ErrorAsync(operation.Id, _server.Executor.Explain("operation", fault)));
        }
    }

    // Its id may be used again, and whatever it waits for is told that nobody waits any more.
    private bool Forget(string id, SocketOperation operation)
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

    private async Task SayFarewellAsync(Task receiving)
    {
        await TryAsync(async () =>
        {
            await _writer.CloseAsync(_end.Task.IsCompletedSuccessfully ? _end.Task.Result : new SocketClose((int)WebSocketCloseStatus.NormalClosure, ""));
            await receiving.WaitAsync(Farewell, _server.Clock);
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
            // The client is gone.
        }
    }
}

/// <summary>An operation of a socket.</summary>
internal sealed class SocketOperation(JsonEncodedText id)
{
    /// <summary>The client's name for it, as JSON.</summary>
    public JsonEncodedText Id { get; } = id;
    /// <summary>Cancelled when nobody waits for its answers any more.</summary>
    public CancellationTokenSource Ending { get; } = new();
    /// <summary>Its answering.</summary>
    public Task Running { get; set; } = Task.CompletedTask;
}
