using Microsoft.Data.Sqlite;
using OrderGrains.Journal;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Orders;
using OrderGrains.Server.StaffRegister;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Hosting;

/// <summary>Writes rows into SQLite, inside the journal's transaction.</summary>
public sealed class SqliteRows : ISqliteRows
{
    /// <inheritdoc/>
    public ISqliteRowWriter Prepare(SqliteConnection connection) => new Writer(connection);

    private sealed class Writer : ISqliteRowWriter
    {
        private readonly SqliteCommand _order;
        private readonly SqliteCommand _customer;
        private readonly SqliteCommand _team;
        private readonly SqliteCommand _staff;

        public Writer(SqliteConnection connection)
        {
            _order = Command(connection, """
                insert into order_row (stream, version, status, number, platform, customer_id, created_at, updated_at, card)
                values (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)
                on conflict (stream) do update set
                  version = excluded.version, status = excluded.status, number = excluded.number, platform = excluded.platform, customer_id = excluded.customer_id,
                  updated_at = excluded.updated_at, card = excluded.card
                """, 9);
            _customer = Command(connection, """
                insert into customer_row values (@p0, @p1, @p2, @p3, @p4, @p5)
                on conflict (stream) do update set
                  version = excluded.version, leads_to = excluded.leads_to, blocked_since = excluded.blocked_since, updated_at = excluded.updated_at
                """, 6);
            _team = Command(connection, """
                insert into team_row values (@p0, @p1, @p2, @p3)
                on conflict (stream) do update set version = excluded.version, name = excluded.name, department = excluded.department
                """, 4);
            _staff = Command(connection, """
                insert into staff_row values (@p0, @p1, @p2, @p3)
                on conflict (stream) do update set version = excluded.version, subject = excluded.subject, substituted_until = excluded.substituted_until
                """, 4);
        }

        public void Write(SqliteTransaction? transaction, Append append)
        {
            switch (append.Row)
            {
                case OrderRow row:
                    Execute(_order, transaction,
                        SqlDialect.Sqlite.Id(row.Stream.Value), row.Version, row.Status, row.Number, row.Platform, SqlDialect.Sqlite.Id(row.CustomerId),
                        SqlDialect.Sqlite.Instant(row.CreatedAt), SqlDialect.Sqlite.Instant(row.UpdatedAt), row.Card);
                    break;
                case CustomerRow row:
                    Execute(_customer, transaction,
                        SqlDialect.Sqlite.Id(row.Stream.Value), row.Version, SqlDialect.Sqlite.Id(row.LeadsTo), SqlDialect.Sqlite.Instant(row.BlockedSince),
                        SqlDialect.Sqlite.Instant(row.CreatedAt), SqlDialect.Sqlite.Instant(row.UpdatedAt));
                    break;
                case TeamRow row:
                    Execute(_team, transaction, SqlDialect.Sqlite.Id(row.Stream.Value), row.Version, row.Name, row.Department);
                    break;
                case StaffRow row:
                    Execute(_staff, transaction, SqlDialect.Sqlite.Id(row.Stream.Value), row.Version, row.Subject, row.SubstitutedUntil);
                    break;
                case null:
                    break;
                default:
                    throw new InvalidOperationException($"No table for {append.Row.GetType().Name}.");
            }
        }

        public void Dispose()
        {
            _order.Dispose();
            _customer.Dispose();
            _team.Dispose();
            _staff.Dispose();
        }

        private static SqliteCommand Command(SqliteConnection connection, string sql, int parameters)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = "@p" + i });
            return command;
        }

        private static void Execute(SqliteCommand command, SqliteTransaction? transaction, params ReadOnlySpan<object?> values)
        {
            command.Transaction = transaction;
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i] ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }
}
