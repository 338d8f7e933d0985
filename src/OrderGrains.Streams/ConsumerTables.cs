using System.Data.Common;
using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>
/// The database with the tables that consumers make of the journal: on PostgreSQL the journal's own, on SQLite <c>orleans.db</c>, so that the journal has its file for itself.
/// </summary>
/// <param name="source">Connections to it.</param>
/// <param name="dialect">What differs between the stores in statements.</param>
public sealed class ConsumerTables(DbDataSource source, SqlDialect dialect) : IDisposable
{
    // SQLite has one writer: whoever waits for it does so here, and blocks no thread.
    private readonly SemaphoreSlim? _turns = dialect == SqlDialect.Sqlite ? new(1) : null;

    /// <summary>The component <c>consumers</c>: how far each consumer is.</summary>
    public static SchemaComponent Schema { get; } = SchemaComponent.FromResources(
        "consumers", typeof(ConsumerTables), ["OrderGrains.Streams.consumers.postgres.sql"], ["OrderGrains.Streams.consumers.sqlite.sql"]);

    /// <summary>Connections to the database.</summary>
    public DbDataSource Source => source;
    /// <summary>What differs between the stores in statements.</summary>
    public SqlDialect Dialect => dialect;

    /// <summary>Waits for the turn to write.</summary>
    /// <returns>To be disposed of when it is written.</returns>
    public async ValueTask<IDisposable?> TurnAsync()
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
