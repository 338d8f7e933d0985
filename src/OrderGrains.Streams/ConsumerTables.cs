using System.Data.Common;
using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>The database with the tables that consumers derive from the journal.</summary>
/// <remarks>
/// On PostgreSQL it is the journal's own database; on SQLite it is <c>orleans.db</c>, so that the journal does not share its file.
/// </remarks>
/// <param name="source">Opens connections to the database.</param>
/// <param name="dialect">The SQL dialect of the store.</param>
public sealed class ConsumerTables(DbDataSource source, SqlDialect dialect) : IDisposable
{
    // SQLite allows one writer: consumers queue here instead of blocking a thread in the driver.
    private readonly SemaphoreSlim? _turns = dialect == SqlDialect.Sqlite ? new(1) : null;

    /// <summary>The schema component <c>consumers</c>, which holds the checkpoints.</summary>
    public static SchemaComponent Schema { get; } = SchemaComponent.FromResources(
        "consumers", typeof(ConsumerTables), ["OrderGrains.Streams.consumers.postgres.sql"], ["OrderGrains.Streams.consumers.sqlite.sql"]);

    /// <summary>Opens connections to the database.</summary>
    public DbDataSource Source => source;
    /// <summary>The SQL dialect of the store.</summary>
    public SqlDialect Dialect => dialect;

    /// <summary>Waits until the caller may write.</summary>
    /// <returns>Dispose of it after the write; null where the store allows several writers.</returns>
    public async ValueTask<IDisposable?> AcquireWriterAsync()
    {
        if (_turns is null)
            return null;
        await _turns.WaitAsync();
        return new Turn(_turns);
    }

    /// <inheritdoc/>
    public void Dispose() => _turns?.Dispose();

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
