using System.Buffers;
using System.IO.Pipelines;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Admission;

/// <summary>A request's whole body in one pooled buffer, which grows with what has come and not with what was announced. Large bodies share a bounded room.</summary>
internal sealed class RequestBuffer : IDisposable
{
    private const int SmallBytes = 64 << 10;
    private readonly AdmissionGate _gate;
    private byte[] _bytes;
    private int _length;
    private int _taken;

    private RequestBuffer(AdmissionGate gate, long announced) =>
        (_gate, _bytes) = (gate, ArrayPool<byte>.Shared.Rent((int)Math.Min(announced, SmallBytes) + 1));

    /// <summary>What has come.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Whether the body is one of those of which few are carried out at once.</summary>
    public bool IsLarge => _length > SmallBytes;

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestRefusedException">It is too long, comes too slowly, or there is no room for it.</exception>
    public static async ValueTask<RequestBuffer> ReadAsync(HttpRequest request, GraphQLOptions options, AdmissionGate gate, TimeProvider clock)
    {
        if (request.ContentLength > options.MaxBodyBytes)
            throw TooLarge(options);
        var buffer = new RequestBuffer(gate, request.ContentLength ?? 4096);
        try
        {
            await buffer.FillAsync(request.BodyReader, options, clock, request.HttpContext.RequestAborted);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        if (_taken > 0)
            _gate.Return(_taken);
    }

    private async ValueTask FillAsync(PipeReader body, GraphQLOptions options, TimeProvider clock, CancellationToken left)
    {
        ITimer? patience = null;
        try
        {
            while (true)
            {
                var reading = body.ReadAsync(left);
                // Most bodies are there with their head; only who is waited for is timed.
                if (!reading.IsCompleted)
                    patience ??= clock.CreateTimer(static body => ((PipeReader)body!).CancelPendingRead(), body, options.BodyTimeout, Timeout.InfiniteTimeSpan);
                var result = await reading;
                try
                {
                    if (result.IsCanceled)
                        throw new RequestRefusedException(408, ErrorCodes.RequestTimeout, "The body did not come in time.");
                    Append(result.Buffer, options);
                }
                finally
                {
                    // Also where the rest is refused: the server itself reads on to the end of the request.
                    body.AdvanceTo(result.Buffer.End);
                }
                if (result.IsCompleted)
                    return;
            }
        }
        finally
        {
            if (patience is not null)
                await patience.DisposeAsync();
        }
    }

    private void Append(ReadOnlySequence<byte> more, GraphQLOptions options)
    {
        if (_length + more.Length > options.MaxBodyBytes)
            throw TooLarge(options);
        var needed = _length + (int)more.Length;
        if (needed > _bytes.Length)
            Grow(needed);
        more.CopyTo(_bytes.AsSpan(_length));
        _length = needed;
    }

    private void Grow(int needed)
    {
        var size = Math.Max(needed, _bytes.Length * 2);
        _gate.Take(size - _taken);
        _taken = size;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private static RequestRefusedException TooLarge(GraphQLOptions options) =>
        new(413, ErrorCodes.TooLarge, $"A request may have at most {options.MaxBodyBytes} bytes.");
}
