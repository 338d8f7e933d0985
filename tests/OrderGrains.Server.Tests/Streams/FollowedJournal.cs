using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrains.Journal;
using OrderGrains.Server.Hosting;

namespace OrderGrains.Server.Tests.Streams;

/// <summary>A journal on the embedded default, in a directory of its own, with the services to follow it.</summary>
internal sealed class FollowedJournal : IAsyncDisposable
{
    private readonly string _directory;
    private readonly OpenStorage _storage;

    private FollowedJournal(string directory, OpenStorage storage)
    {
        (_directory, _storage) = (directory, storage);
        Pressure = JournalPressure.On(Journal, TimeProvider.System);
        Tail = new(Journal, Pressure, TimeProvider.System, NullLogger<JournalTail>.Instance);
    }

    public IJournal Journal => _storage.Journal;
    public JournalPressure Pressure { get; }
    public JournalTail Tail { get; }

    public static async Task<FollowedJournal> OpenAsync(int partitions)
    {
        var directory = Directory.CreateTempSubdirectory("og-journal-").FullName;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Storage:Directory", directory), new("Storage:Partitions", $"{partitions}")]).Build();
        return new(directory,
            await OpenStorage.OpenAsync(configuration, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await Tail.DisposeAsync();
        Pressure.Dispose();
        await _storage.DisposeAsync();
        Directory.Delete(_directory, true);
    }
}
