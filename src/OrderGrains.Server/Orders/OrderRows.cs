using System.Data.Common;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>Reads order rows: what lists and single orders show without waking a grain. Written in the append's transaction, so never
/// behind.</summary>
public sealed class OrderRows(DbDataSource source, SqlDialect dialect)
{
    /// <summary>The rows of these orders, in no particular order; unknown ids are missing.</summary>
    public ValueTask<List<OrderRow>> FindAsync(IReadOnlyList<Guid> orders, CancellationToken cancellation) =>
        ReadAsync(command => $"select {OrderSql.Columns} from order_row where stream in {dialect.IdList(command, "ids", orders)}",
            cancellation);

    /// <summary>The row of the order with this number, if the viewer may see it.</summary>
    public async ValueTask<OrderRow?> FindByNumberAsync(string number, CancellationToken cancellation)
    {
        var rows = await ReadAsync(command =>
        {
            dialect.Add(command, "number", number);
            return $"select {OrderSql.Columns} from order_row where number = @number";
        }, cancellation);
        return rows is [var row, ..] ? row : null;
    }

    /// <summary>A page of rows.</summary>
    public ValueTask<List<OrderRow>> PageAsync(OrderPage page, CancellationToken cancellation) =>
        ReadAsync(command => new OrderSql(command, dialect).Page(page), cancellation);

    /// <summary>How many orders there are, counted at most to <paramref name="atMost"/>.</summary>
    public async ValueTask<int> CountAsync(OrderFilter? filter, Actor viewer, int atMost, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = new OrderSql(command, dialect).Count(filter, viewer, atMost);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Whether any order is the customer's.</summary>
    public async ValueTask<bool> HasCustomerAsync(Guid customer, CancellationToken cancellation)
    {
        var rows = await ReadAsync(command =>
        {
            dialect.Add(command, "customer", dialect.Id(customer));
            return $"select {OrderSql.Columns} from order_row where customer_id = @customer limit 1";
        }, cancellation);
        return rows.Count > 0;
    }

    /// <summary>The orders of these customers whose record began at an instant or later.</summary>
    public ValueTask<List<OrderRow>> SinceAsync(IReadOnlyList<Guid> customers, DateTimeOffset since, CancellationToken cancellation) =>
        ReadAsync(command =>
        {
            dialect.Add(command, "since", dialect.Instant(since));
            return $"select {OrderSql.Columns} from order_row where customer_id in {dialect.IdList(
                command, "ids", customers)} and created_at >= @since";
        }, cancellation);
    /// <summary>The ids of the customer's orders.</summary>
    public async ValueTask<List<Guid>> OfCustomerAsync(Guid customer, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "select stream from order_row where customer_id = @customer";
        dialect.Add(command, "customer", dialect.Id(customer));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<Guid> orders = [];
        while (await reader.ReadAsync(cancellation))
            orders.Add(dialect.ReadId(reader, 0));
        return orders;
    }

    private async ValueTask<List<OrderRow>> ReadAsync(Func<DbCommand, string> statement, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = statement(command);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<OrderRow> rows = [];
        while (await reader.ReadAsync(cancellation))
            rows.Add(Read(reader, dialect));
        return rows;
    }

    internal static OrderRow Read(DbDataReader reader, SqlDialect dialect) => new(
        new StreamId(dialect.ReadId(reader, 0)),
        reader.GetInt32(1),
        reader.GetString(2),
        reader.IsDBNull(3) ? null : reader.GetString(3),
        reader.IsDBNull(4) ? null : reader.GetString(4),
        reader.IsDBNull(5) ? null : dialect.ReadId(reader, 5),
        dialect.ReadInstant(reader, 6),
        dialect.ReadInstant(reader, 7),
        reader.GetFieldValue<byte[]>(8));
}
