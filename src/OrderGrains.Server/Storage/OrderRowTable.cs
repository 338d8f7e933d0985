using System.Data.Common;
using System.Security.Cryptography;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Storage;

/// <summary>The table with the rows of orders.</summary>
public sealed class OrderRowTable : RowTable<OrderRow>
{
    private static readonly string[] Names = OrderSql.Columns.Split(", ");

    /// <inheritdoc/>
    protected override string Table => "order_row";
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns => Names;
    /// <inheritdoc/>
    protected override StreamId StreamOf(OrderRow row) => row.Stream;

    /// <inheritdoc/>
    protected override (OrderRow Row, int Version, Guid? KeyId) Read(DbDataReader reader, SqlDialect dialect)
    {
        var row = OrderRows.Read(reader, dialect);
        return (row, row.Version, row.Customer?.KeyId);
    }

    /// <inheritdoc/>
    protected override object?[] Values(OrderRow row, SqlDialect dialect) =>
    [
        dialect.Id(row.Stream.Value), row.Version, row.Status, row.Number, row.Platform, dialect.Id(row.CustomerId),
        dialect.Instant(row.CreatedAt), dialect.Instant(row.UpdatedAt), row.Card, dialect.Id(row.Customer?.KeyId), row.Customer?.Bytes,
    ];

    /// <inheritdoc/>
    protected override bool Matches(OrderRow stored, OrderRow expected, Func<Guid, PersonalKey?> key) =>
        stored.Status == expected.Status && stored.Number == expected.Number && stored.Platform == expected.Platform && stored.CustomerId == expected.CustomerId
        && IsSame(stored.CreatedAt, expected.CreatedAt) && IsSame(stored.UpdatedAt, expected.UpdatedAt)
        && stored.Card.AsSpan().SequenceEqual(expected.Card) && IsSame(stored, expected, key);

    // The databases keep instants to the millisecond (SQLite) or microsecond; events keep them as they were.
    private static bool IsSame(DateTimeOffset stored, DateTimeOffset expected) => stored.ToUnixTimeMilliseconds() == expected.ToUnixTimeMilliseconds();

    private static bool IsSame(OrderRow stored, OrderRow expected, Func<Guid, PersonalKey?> key)
    {
        if (stored.Customer is not { } had)
            return expected.Customer is null;
        if (key(had.KeyId) is not { } opens)
            return true; // Destroyed: nobody can tell, and nobody shall.
        if (expected.Customer is not { } has)
            return false;
        try
        {
            var made = PersonalData.Open(key(has.KeyId)!, expected.Stream, has.Bytes); // Its key was made for it.
            return PersonalData.Open(opens, stored.Stream, had.Bytes).AsSpan().SequenceEqual(made);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
