using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrderGrains.Domain.Orders;
using OrderGrains.Journal;
using OrderGrains.Journal.Postgres;
using OrderGrains.Journal.Sqlite;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Hosting;

/// <summary>The open store: the journal, the keys of personal data, and the way to the rows. Opened before anything is served, closed after everything has stopped.</summary>
/// <param name="Journal">The journal.</param>
/// <param name="Keys">The keys of personal data.</param>
/// <param name="Rows">Connections to the database that holds the rows.</param>
/// <param name="Dialect">What differs between the stores in statements.</param>
public sealed record OpenStorage(IJournal Journal, IKeyStore Keys, DbDataSource Rows, SqlDialect Dialect) : IAsyncDisposable
{
    private readonly Stack<object> _owned = new();

    /// <summary>The schema of the rows.</summary>
    public static SchemaComponent RowsSchema { get; } = SchemaComponent.FromResources(
        "rows", typeof(OpenStorage), ["OrderGrains.Server.Storage.rows.postgres.sql"], ["OrderGrains.Server.Storage.rows.sqlite.sql"]);
}
