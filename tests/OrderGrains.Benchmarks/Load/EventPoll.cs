using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OrderGrains.Benchmarks.Load;

/// <summary>Linux epoll: one thread waits for many sockets, at the price of a few system calls.</summary>
internal sealed partial class EventPoll : IDisposable
{
    private const int Add = 1;
    private const int Modify = 3;
    private const uint Readable = 1;
    private const uint Writable = 4;
    private const int Capacity = 256;
    private const int Interrupted = 4;
    // struct epoll_event is packed on x86-64 only.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int handle = Check(Create(0));
    private readonly byte[] events = new byte[Capacity * 16];

    public void Watch(nint socket, int tag) => Control(Add, socket, tag, Readable);

    public void Rewatch(nint socket, int tag, bool alsoWritable) =>
        Control(Modify, socket, tag, alsoWritable ? Readable | Writable : Readable);

    /// <summary>Waits for sockets that can be read, or written where that was asked for.</summary>
    /// <param name="nanoseconds">The longest wait.</param>
    /// <param name="tags">Receives the sockets' tags.</param>
    /// <returns>How many there are.</returns>
    public int Wait(long nanoseconds, Span<int> tags)
    {
        var timeout = new TimeSpec(Math.Max(0, nanoseconds) / 1_000_000_000, Math.Max(0, nanoseconds) % 1_000_000_000);
        var n = Wait(handle, ref events[0], Math.Min(Capacity, tags.Length), ref timeout, 0);
        if (n < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            return 0;
        Check(n);
        for (var i = 0; i < n; i++)
            tags[i] = BinaryPrimitives.ReadInt32LittleEndian(events.AsSpan(i * Stride + Stride - 8));
        return n;
    }

    public void Dispose() => _ = Close(handle);

    private void Control(int operation, nint socket, int tag, uint interest)
    {
        Span<byte> description = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(description, interest);
        BinaryPrimitives.WriteInt32LittleEndian(description[(Stride - 8)..], tag);
        Check(Control(handle, operation, (int)socket, ref description[0]));
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int poll, int operation, int socket, ref byte description);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int poll, ref byte events, int capacity, ref TimeSpec timeout, nint signals);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
