using System.Buffers;
using System.IO.Pipelines;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Admission;

/// <summary>A request body in one pooled buffer, which grows with the bytes received, not with the announced length.</summary>
/// <remarks>Large bodies share a bounded amount of memory.</remarks>
internal sealed class RequestBuffer : IDisposable
{
    private const int SmallBytes = 64 << 10;
    private readonly AdmissionGate _gate;
    private byte[] _bytes;
    private int _length;
    private int _taken;

    private RequestBuffer(AdmissionGate gate, long announced) =>
        (_gate, _bytes) = (gate, ArrayPool<byte>.Shared.Rent((int)Math.Min(announced, SmallBytes) + 1));

    /// <summary>The bytes received.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Whether the body is large, so that few such requests run at once.</summary>
    public bool IsLarge => _length > SmallBytes;

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestRefusedException">The body is too long or too slow, or there is no memory for it.</exception>
    public static async ValueTask<RequestBuffer> ReadAsync(
        HttpRequest request, GraphQLOptions options, AdmissionGate gate, TimeProvider clock)
    {
        if (request.ContentLength > options.MaxBodyBytes)
            throw CreateTooLarge(options);
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
            _gate.ReleaseBytes(_taken);
    }

    private async ValueTask FillAsync(PipeReader body, GraphQLOptions options, TimeProvider clock, CancellationToken left)
    {
        ITimer? timer = null;
        try
        {
            while (true)
            {
                var reading = body.ReadAsync(left);
                // Most bodies arrive with the headers; only slow ones start the timer.
                if (!reading.IsCompleted)
                {
                    timer ??= clock.CreateTimer(
                        static body => ((PipeReader)body!).CancelPendingRead(), body, options.BodyTimeout, Timeout.InfiniteTimeSpan);
                }
                var result = await reading;
                try
                {
                    if (result.IsCanceled)
                        throw new RequestRefusedException(408, ErrorCodes.RequestTimeout, "The body did not arrive in time.");
                    Append(result.Buffer, options);
                }
                finally
                {
                    // Also if the rest is refused: the server itself reads to the end of the request.
                    body.AdvanceTo(result.Buffer.End);
                }
                if (result.IsCompleted)
                    return;
            }
        }
        finally
        {
            if (timer is not null)
                await timer.DisposeAsync();
        }
    }

    private void Append(ReadOnlySequence<byte> more, GraphQLOptions options)
    {
        if (_length + more.Length > options.MaxBodyBytes)
            throw CreateTooLarge(options);
        var needed = _length + (int)more.Length;
        if (needed > _bytes.Length)
            Grow(needed);
        more.CopyTo(_bytes.AsSpan(_length));
        _length = needed;
    }

    private void Grow(int needed)
    {
        var size = Math.Max(needed, _bytes.Length * 2);
        _gate.ReserveBytes(size - _taken);
        _taken = size;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private static RequestRefusedException CreateTooLarge(GraphQLOptions options) =>
        new(413, ErrorCodes.TooLarge, $"A request may have at most {options.MaxBodyBytes} bytes.");
}
