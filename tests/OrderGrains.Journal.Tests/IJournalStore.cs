namespace OrderGrains.Journal.Tests;

/// <summary>A store on which this process or another opens a journal.</summary>
public interface IJournalStore : IAsyncDisposable
{
    /// <summary>The address with which <see cref="JournalStores"/> opens it in another process.</summary>
    string Address { get; }

    /// <summary>Opens the journal; the result is also an <see cref="IAsyncDisposable"/>.</summary>
    Task<IJournal> OpenAsync(JournalOptions options);

    /// <summary>Blocks every write until the result is disposed of.</summary>
    Task<IAsyncDisposable> BlockWritesAsync();

    /// <summary>Returns the text in a stream's row; null if there is no row.</summary>
    Task<string?> RowAsync(StreamId stream);
}

/// <summary>Opens stores by their address.</summary>
internal static class JournalStores
{
    public static Task<IJournal> OpenAsync(string address, JournalOptions options) => address.Split(':', 2) switch
    {
        [PostgresStore.Scheme, var connectionString] => PostgresStore.OpenAsync(connectionString, options),
        [SqliteStore.Scheme, var path] => SqliteStore.OpenAsync(path, options),
        _ => throw new ArgumentException($"No store has the address {address}."),
    };
}
