using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using OrderGrains.Journal;
using SQLitePCL;

namespace OrderGrains.Server.Storage;

/// <summary>
/// Connections to <c>journal.db</c> that see <c>orleans.db</c> as well, so that one statement joins the rows with what consumers make of
/// the journal, as it does on PostgreSQL. A connection goes back to its pool with the file attached. SQLite runs a statement on the thread
/// that asks: the reader that opened the connection ends it with the token that it passed.
/// </summary>
/// <param name="journal">How <c>journal.db</c> is opened.</param>
/// <param name="grains">The path of <c>orleans.db</c>.</param>
internal sealed class SqliteReading(SqliteConnectionStringBuilder journal, string grains) : DbDataSource
{
    /// <inheritdoc/>
    public override string ConnectionString { get; } = journal.ConnectionString;

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new InterruptedConnection(ConnectionString);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection() => Attached(base.OpenDbConnection());

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        var connection = Attached(await base.OpenDbConnectionAsync(cancellationToken));
        ((InterruptedConnection)connection).InterruptWith(cancellationToken);
        return connection;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller has the connection.")]
    private DbConnection Attached(DbConnection connection)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "select 1 from pragma_database_list where name = 'grains'";
            if (command.ExecuteScalar() is not null)
                return connection;
            command.CommandText = "attach @file as grains";
            SqlDialect.Sqlite.Add(command, "file", grains);
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection whose statement ends when a token is cancelled.</summary>
    private sealed class InterruptedConnection(string connectionString) : SqliteConnection(connectionString)
    {
        private CancellationTokenRegistration _cancellation;

        public void InterruptWith(CancellationToken cancellation) =>
            _cancellation = cancellation.UnsafeRegister(static connection => raw.sqlite3_interrupt(((SqliteConnection)connection!).Handle),
                this);

        // Waits for an interruption under way, before the pool hands the connection to another reader.
        public override void Close()
        {
            _cancellation.Dispose();
            base.Close();
        }
    }
}
