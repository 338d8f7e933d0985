using System.Data.Common;
using System.Globalization;
using OrderGrains.Journal;

namespace OrderGrains.Server.Customers;

/// <summary>Where an identity leads.</summary>
/// <param name="Customer">The customer whose orders these are: the identity itself, as long as it leads nowhere.</param>
/// <param name="Row">The customer's row; null while nothing was recorded about it.</param>
/// <param name="Own">The identity's own row; null while nothing was recorded about it.</param>
public sealed record CustomerPlace(Guid Customer, CustomerRow? Row, CustomerRow? Own);

/// <summary>Reads customer rows, without waking a grain. Written in the append's transaction, so never behind.</summary>
public sealed class CustomerRows(DbDataSource source, SqlDialect dialect)
{
    internal const string Columns = "stream, version, leads_to, blocked_since, created_at, updated_at";

    // One hop is the rule: what leads to a customer that is merged is led on. Two customers never lead to each other.
    private const int MaxHops = 8;

    /// <summary>Where these identities lead.</summary>
    public async ValueTask<Dictionary<Guid, CustomerPlace>> ResolveAsync(IEnumerable<Guid> identities, CancellationToken cancellation)
    {
        Guid[] asked = [.. identities.Distinct()];
        Dictionary<Guid, CustomerRow> rows = [];
        var next = asked;
        for (var hop = 0; next.Length > 0 && hop < MaxHops; hop++)
        {
            var found = await FindAsync(next, cancellation);
            foreach (var row in found)
                rows[row.Stream.Value] = row;
            // Not null: asked above.
            next = [.. found.Where(row => row.LeadsTo is not null).Select(row => row.LeadsTo!.Value).Distinct()
                .Where(to => !rows.ContainsKey(to))];
        }
        return asked.ToDictionary(id => id, id =>
        {
            var customer = id;
            for (var hop = 0; hop < MaxHops && rows.TryGetValue(customer, out var row) && row.LeadsTo is { } to; hop++)
                customer = to;
            return new CustomerPlace(customer, rows.GetValueOrDefault(customer), rows.GetValueOrDefault(id));
        });
    }

    /// <summary>Where an identity leads.</summary>
    public async ValueTask<CustomerPlace> ResolveAsync(Guid identity, CancellationToken cancellation) =>
        (await ResolveAsync([identity], cancellation))[identity];

    /// <summary>The identities that lead to a customer, and the customer itself.</summary>
    public async ValueTask<IReadOnlyList<Guid>> IdentitiesAsync(Guid customer, CancellationToken cancellation)
    {
        var led = await ReadAsync(command =>
        {
            dialect.Add(command, "customer", dialect.Id(customer));
            return $"select {Columns} from customer_row where leads_to = @customer";
        }, cancellation);
        return [customer, .. led.Select(row => row.Stream.Value)];
    }

    /// <summary>The identities of customers that are blocked now, those that lead to one included.</summary>
    public async ValueTask<IReadOnlyList<Guid>> BlockedAsync(CancellationToken cancellation)
    {
        var blocked = await ReadAsync(_ => $"""
            select {Columns} from customer_row where blocked_since is not null
            union all
            select {string.Join(", ", Columns.Split(", ").Select(column => "led." + column))}
            from customer_row customer join customer_row led on led.leads_to = customer.stream where customer.blocked_since is not null
            """, cancellation);
        return [.. blocked.Select(row => row.Stream.Value)];
    }

    /// <summary>The rows of these customers, in no particular order; unknown ids are missing.</summary>
    public ValueTask<List<CustomerRow>> FindAsync(IReadOnlyList<Guid> customers, CancellationToken cancellation) =>
        ReadAsync(command => $"select {Columns} from customer_row where stream in {dialect.IdList(command, "ids", customers)}",
            cancellation);

    /// <summary>A page of rows.</summary>
    public ValueTask<List<CustomerRow>> PageAsync(CustomerPage page, CancellationToken cancellation) =>
        ReadAsync(command => new CustomerSql(command, dialect).Page(page), cancellation);

    /// <summary>How many customers there are, counted at most to <paramref name="atMost"/>.</summary>
    public async ValueTask<int> CountAsync(CustomerFilter? filter, int atMost, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = new CustomerSql(command, dialect).Count(filter, atMost);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    internal static CustomerRow Read(DbDataReader reader, SqlDialect dialect) => new(
        new StreamId(dialect.ReadId(reader, 0)),
        reader.GetInt32(1),
        reader.IsDBNull(2) ? null : dialect.ReadId(reader, 2),
        reader.IsDBNull(3) ? null : dialect.ReadInstant(reader, 3),
        dialect.ReadInstant(reader, 4),
        dialect.ReadInstant(reader, 5));

    private async ValueTask<List<CustomerRow>> ReadAsync(Func<DbCommand, string> statement, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = statement(command);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<CustomerRow> rows = [];
        while (await reader.ReadAsync(cancellation))
            rows.Add(Read(reader, dialect));
        return rows;
    }
}
