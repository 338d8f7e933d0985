using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Benchmarks.Baseline;

/// <summary>Connections that each hold the submission's statement, prepared and with its parameters: nothing is looked up, created or parsed for a request.</summary>
internal sealed class InsertPool : IAsyncDisposable
{
    private readonly Channel<Insert> free = Channel.CreateUnbounded<Insert>();
    private readonly NpgsqlDataSource source;

    private InsertPool(NpgsqlDataSource source) => this.source = source;

    public static async Task<InsertPool> CreateAsync(NpgsqlDataSource source, string sql, int size)
    {
        var pool = new InsertPool(source);
        for (var i = 0; i < size; i++)
            await pool.free.Writer.WriteAsync(await Insert.OpenAsync(source, sql));
        return pool;
    }

    /// <summary>Runs the statement with the next free connection.</summary>
    /// <returns>The new order's id, or null if the reference is known.</returns>
    public async ValueTask<long?> RunAsync(OrderRequest order, CheckedOrder parsed, ReadOnlyMemory<byte> document, string actor, DateTime now, CancellationToken cancellation)
    {
        var insert = await free.Reader.ReadAsync(cancellation);
        try
        {
            return await insert.RunAsync(order, parsed, document, actor, now, cancellation);
        }
        finally
        {
            await free.Writer.WriteAsync(insert.IsBroken ? await insert.ReopenAsync(source) : insert, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (free.Reader.TryRead(out var insert))
            await insert.DisposeAsync();
    }

    private sealed class Insert : IAsyncDisposable
    {
        private readonly NpgsqlConnection connection;
        private readonly NpgsqlCommand command;
        private readonly NpgsqlParameter<string?> platform = Text();
        private readonly NpgsqlParameter<string?> reference = Text();
        private readonly NpgsqlParameter<DateOnly> orderDate = new();
        private readonly NpgsqlParameter<DateTime> submittedAt = new();
        private readonly NpgsqlParameter<DateTime> updatedAt = new();
        private readonly NpgsqlParameter<string?> account = Text();
        private readonly NpgsqlParameter<string?> name = Text();
        private readonly NpgsqlParameter<string?> phone = Text();
        private readonly NpgsqlParameter<string?> country = Text();
        private readonly NpgsqlParameter<string?> province = Text();
        private readonly NpgsqlParameter<string?> serviceType = Text();
        private readonly NpgsqlParameter<DateOnly> termFrom = new();
        private readonly NpgsqlParameter<DateOnly> termTo = new();
        private readonly NpgsqlParameter<decimal> fee = new();
        private readonly NpgsqlParameter<string?> currency = Text();
        private readonly NpgsqlParameter<string?> paymentMethod = Text();
        private readonly NpgsqlParameter<string?> priority = Text();
        private readonly NpgsqlParameter<ReadOnlyMemory<byte>> document = new() { NpgsqlDbType = NpgsqlDbType.Bytea };
        private readonly NpgsqlParameter<string?> actor = Text();

        private Insert(NpgsqlConnection connection, string sql)
        {
            this.connection = connection;
            command = new(sql, connection)
            {
                Parameters =
                {
                    platform, reference, orderDate, submittedAt, updatedAt, account, name, phone, country, province, serviceType, termFrom, termTo, fee, currency, paymentMethod, priority,
                    document, actor,
                },
            };
        }

        public bool IsBroken => connection.State != System.Data.ConnectionState.Open;

        public static async Task<Insert> OpenAsync(NpgsqlDataSource source, string sql)
        {
            var insert = new Insert(await source.OpenConnectionAsync(), sql);
            await insert.command.PrepareAsync();
            return insert;
        }

        public async Task<Insert> ReopenAsync(NpgsqlDataSource source)
        {
            var sql = command.CommandText;
            await DisposeAsync();
            return await OpenAsync(source, sql);
        }

        public async ValueTask<long?> RunAsync(
            OrderRequest order, CheckedOrder parsed, ReadOnlyMemory<byte> bytes, string by, DateTime now, CancellationToken cancellation)
        {
            platform.TypedValue = order.Platform;
            reference.TypedValue = order.ExternalReference;
            orderDate.TypedValue = parsed.OrderDate;
            submittedAt.TypedValue = parsed.SubmittedAt.UtcDateTime;
            updatedAt.TypedValue = now;
            account.TypedValue = order.Customer!.Account;
            name.TypedValue = order.Customer.Name;
            phone.TypedValue = parsed.Phone;
            country.TypedValue = order.Customer.Address!.Country;
            province.TypedValue = order.Customer.Address.Province;
            serviceType.TypedValue = order.ServiceType;
            termFrom.TypedValue = parsed.TermFrom;
            termTo.TypedValue = parsed.TermTo;
            fee.TypedValue = parsed.Amount;
            currency.TypedValue = order.Fee!.Currency;
            paymentMethod.TypedValue = order.PaymentMethod;
            priority.TypedValue = parsed.Priority;
            document.TypedValue = bytes;
            actor.TypedValue = by;
            return await command.ExecuteScalarAsync(cancellation) as long?;
        }

        public async ValueTask DisposeAsync()
        {
            await command.DisposeAsync();
            await connection.DisposeAsync();
        }

        private static NpgsqlParameter<string?> Text() => new() { NpgsqlDbType = NpgsqlDbType.Text };
    }
}
