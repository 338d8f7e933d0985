using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Benchmarks.Baseline;

/// <summary>The baseline's SQL: one prepared statement for a submission, which is one transaction in one round trip.</summary>
internal sealed class OrderStore(NpgsqlDataSource source) : IAsyncDisposable
{
    private const string Insert = """
        with o as (
          insert into orders (platform, external_reference, status, version, order_date, submitted_at, updated_at, customer_account,
            customer_name, customer_phone, country, province,
            service_type, term_from, term_to, fee, currency, payment_method, priority, document)
          values ($1, $2, 'RECEIVED', 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
          on conflict (platform, external_reference) do nothing returning id),
        e as (insert into order_event (order_id, version, type, actor, at, payload) select id, 1, 'order.submitted', $19, $5, $18 from o)
        select id from o
        """;
    private const string Find = "select id, order_date, document, status from orders where platform = $1 and external_reference = $2";
    private const string Get = "select id, order_date, status, version, updated_at, document from orders where id = $1";
    private const string Page = """
        select id, order_date, status, platform, external_reference, version, service_type, fee, currency, updated_at from orders where id <
          $1 order by id desc limit $2
        """;

    /// <summary>Creates the tables if they are missing.</summary>
    public async Task CreateAsync()
    {
        await using var script = typeof(OrderStore).Assembly.GetManifestResourceStream("baseline.sql")!;
        await using var command = source.CreateCommand(await new StreamReader(script).ReadToEndAsync());
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes the order and its event; a known reference with the same content answers the order that is there, with another
    /// content null.</summary>
    public async ValueTask<OrderAnswer> SubmitAsync(
        OrderRequest order, CheckedOrder parsed, ReadOnlyMemory<byte> document, string actor, DateTime now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Insert);
        AddParameters(command.Parameters, order, parsed, document, actor, now);
        return await command.ExecuteScalarAsync(cancellation) is long id
            ? new(new(id, Number(id, parsed.OrderDate), "RECEIVED"), [])
            : await ExistingAsync(order, cancellation);
    }

    /// <summary>Writes an order as the GET endpoint answers it.</summary>
    public async ValueTask<bool> WriteOrderAsync(long id, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Get);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return false;
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WriteString("number"u8, Number(id, reader.GetFieldValue<DateOnly>(1)));
        json.WriteString("status"u8, reader.GetString(2));
        json.WriteNumber("revision"u8, reader.GetInt32(3));
        json.WriteString("updatedAt"u8, reader.GetDateTime(4));
        json.WritePropertyName("order"u8);
        json.WriteRawValue(reader.GetFieldValue<byte[]>(5), skipInputValidation: true);
        json.WriteEndObject();
        return true;
    }

    /// <summary>Writes a page of the newest orders before <paramref name="before"/>, ten fields each.</summary>
    public async ValueTask WritePageAsync(long before, int limit, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Page);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("orders"u8);
        var last = 0L;
        while (await reader.ReadAsync(cancellation))
            last = WriteRow(json, reader);
        json.WriteEndArray();
        json.WriteNumber("next"u8, last);
        json.WriteEndObject();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static long WriteRow(Utf8JsonWriter json, NpgsqlDataReader reader)
    {
        var id = reader.GetInt64(0);
        var date = reader.GetFieldValue<DateOnly>(1);
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WriteString("number"u8, Number(id, date));
        json.WriteString("status"u8, reader.GetString(2));
        json.WriteString("platform"u8, reader.GetString(3));
        json.WriteString("externalReference"u8, reader.GetString(4));
        json.WriteString("orderDate"u8, date.ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber("revision"u8, reader.GetInt32(5));
        json.WriteString("serviceType"u8, reader.GetString(6));
        json.WriteStartObject("fee"u8);
        json.WriteString("amount"u8, reader.GetDecimal(7).ToString(CultureInfo.InvariantCulture));
        json.WriteString("currency"u8, reader.GetString(8));
        json.WriteEndObject();
        json.WriteString("updatedAt"u8, reader.GetDateTime(9));
        json.WriteEndObject();
        return id;
    }

    private static void AddParameters(
        NpgsqlParameterCollection to, OrderRequest order, CheckedOrder parsed, ReadOnlyMemory<byte> document, string actor, DateTime now)
    {
        to.Add(Text(order.Platform));
        to.Add(Text(order.ExternalReference));
        to.Add(new NpgsqlParameter<DateOnly> { TypedValue = parsed.OrderDate });
        to.Add(new NpgsqlParameter<DateTime> { TypedValue = parsed.SubmittedAt.UtcDateTime });
        to.Add(new NpgsqlParameter<DateTime> { TypedValue = now });
        to.Add(Text(order.Customer!.Account));
        to.Add(Text(order.Customer.Name));
        to.Add(Text(parsed.Phone));
        to.Add(Text(order.Customer.Address!.Country));
        to.Add(Text(order.Customer.Address.Province));
        to.Add(Text(order.ServiceType));
        to.Add(new NpgsqlParameter<DateOnly> { TypedValue = parsed.TermFrom });
        to.Add(new NpgsqlParameter<DateOnly> { TypedValue = parsed.TermTo });
        to.Add(new NpgsqlParameter<decimal> { TypedValue = parsed.Amount });
        to.Add(Text(order.Fee!.Currency));
        to.Add(Text(order.PaymentMethod));
        to.Add(Text(parsed.Priority));
        to.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = document, NpgsqlDbType = NpgsqlDbType.Bytea });
        to.Add(Text(actor));
    }

    private static NpgsqlParameter Text(string? value) =>
        value is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
            : new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    private async Task<OrderAnswer> ExistingAsync(OrderRequest order, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Find);
        command.Parameters.Add(Text(order.Platform));
        command.Parameters.Add(Text(order.ExternalReference));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var id = reader.GetInt64(0);
        var stored = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(2), BaselineJson.Default.OrderRequest)!;
        return Canonical(stored).AsSpan().SequenceEqual(Canonical(order))
            ? new(new(id, Number(id, reader.GetFieldValue<DateOnly>(1)), reader.GetString(3)), [], Replayed: true)
            : new(null, [new("IDEMPOTENCY_CONFLICT", "externalReference", "came before with another content")]);
    }

    // The members in the order of the type, the fee without trailing zeros: key order, spaces and 1.5 for 1.50 do not matter.
    private static byte[] Canonical(OrderRequest order)
    {
        if (order.Fee is { Amount: { } amount } && decimal.TryParse(amount, CultureInfo.InvariantCulture, out var value))
            order.Fee.Amount = value.ToString("0.############", CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToUtf8Bytes(order, BaselineJson.Default.OrderRequest);
    }

    private static string Number(long id, DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"SO-{date.Year}-{id:000000}");
}
