using Npgsql;
using NpgsqlTypes;
using OrderGrains.Journal;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Orders;
using OrderGrains.Server.StaffRegister;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Hosting;

/// <summary>Hands the rows of a batch to <c>write_rows_v1</c>, as arrays that are element-aligned with the batch.</summary>
public sealed class PostgresRows : IPostgresRows
{
    private const int OrderColumns = 9, CustomerColumns = 6, TeamColumns = 4;

    /// <inheritdoc/>
    public string Function => "write_rows_v1";

    /// <inheritdoc/>
    public NpgsqlParameter[] CreateParameters() =>
    [
        Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Integer), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid),
        Array(NpgsqlDbType.TimestampTz), Array(NpgsqlDbType.TimestampTz), Array(NpgsqlDbType.Bytea),
        Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Integer), Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.TimestampTz),
        Array(NpgsqlDbType.TimestampTz), Array(NpgsqlDbType.TimestampTz),
        Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Integer), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text),
        Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Integer), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text),
    ];

    /// <inheritdoc/>
    public void Fill(NpgsqlParameter[] parameters, IReadOnlyList<Append> batch)
    {
        FillOrders(parameters.AsSpan(0, OrderColumns), batch);
        var others = parameters.AsSpan(OrderColumns);
        FillCustomers(others[..CustomerColumns], batch);
        FillTeams(others[CustomerColumns..(CustomerColumns + TeamColumns)], batch);
        FillStaff(others[(CustomerColumns + TeamColumns)..], batch);
    }

    private static void FillOrders(Span<NpgsqlParameter> parameters, IReadOnlyList<Append> batch)
    {
        if (!HasRow<OrderRow>(batch))
        {
            Clear(parameters);
            return;
        }
        var n = batch.Count;
        var (stream, version, status, number, platform) = (new Guid?[n], new int[n], new string?[n], new string?[n], new string?[n]);
        var (customer, created, updated, card) = (new Guid?[n], new DateTime[n], new DateTime[n], new byte[]?[n]);
        for (var i = 0; i < n; i++)
        {
            if (batch[i].Row is not OrderRow row)
                continue;
            (stream[i], version[i], status[i], number[i], platform[i]) = (row.Stream.Value, row.Version, row.Status, row.Number, row.Platform);
            (customer[i], created[i], updated[i], card[i]) = (row.CustomerId, row.CreatedAt.UtcDateTime, row.UpdatedAt.UtcDateTime, row.Card);
        }
        Set(parameters, stream, version, status, number, platform, customer, Utc(created), Utc(updated), card);
    }

    private static void FillCustomers(Span<NpgsqlParameter> parameters, IReadOnlyList<Append> batch)
    {
        if (!HasRow<CustomerRow>(batch))
        {
            Clear(parameters);
            return;
        }
        var n = batch.Count;
        var (stream, version, leadsTo, blocked) = (new Guid?[n], new int[n], new Guid?[n], new DateTime?[n]);
        var (created, updated) = (new DateTime[n], new DateTime[n]);
        for (var i = 0; i < n; i++)
        {
            if (batch[i].Row is not CustomerRow row)
                continue;
            (stream[i], version[i], leadsTo[i], blocked[i]) = (row.Stream.Value, row.Version, row.LeadsTo, row.BlockedSince?.UtcDateTime);
            (created[i], updated[i]) = (row.CreatedAt.UtcDateTime, row.UpdatedAt.UtcDateTime);
        }
        Set(parameters, stream, version, leadsTo, blocked, Utc(created), Utc(updated));
    }

    private static void FillTeams(Span<NpgsqlParameter> parameters, IReadOnlyList<Append> batch)
    {
        if (!HasRow<TeamRow>(batch))
        {
            Clear(parameters);
            return;
        }
        var n = batch.Count;
        var (stream, version, name, department) = (new Guid?[n], new int[n], new string?[n], new string?[n]);
        for (var i = 0; i < n; i++)
        {
            if (batch[i].Row is TeamRow row)
                (stream[i], version[i], name[i], department[i]) = (row.Stream.Value, row.Version, row.Name, row.Department);
        }
        Set(parameters, stream, version, name, department);
    }

    private static void FillStaff(Span<NpgsqlParameter> parameters, IReadOnlyList<Append> batch)
    {
        if (!HasRow<StaffRow>(batch))
        {
            Clear(parameters);
            return;
        }
        var n = batch.Count;
        var (stream, version, subject, until) = (new Guid?[n], new int[n], new string?[n], new string?[n]);
        for (var i = 0; i < n; i++)
        {
            if (batch[i].Row is StaffRow row)
                (stream[i], version[i], subject[i], until[i]) = (row.Stream.Value, row.Version, row.Subject, row.SubstitutedUntil);
        }
        Set(parameters, stream, version, subject, until);
    }

    // A command without such a row leaves the default instant, which is not UTC by kind; the column is not read then.
    private static DateTime[] Utc(DateTime[] instants)
    {
        for (var i = 0; i < instants.Length; i++)
            instants[i] = DateTime.SpecifyKind(instants[i], DateTimeKind.Utc);
        return instants;
    }

    private static bool HasRow<TRow>(IReadOnlyList<Append> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Row is TRow)
                return true;
        }
        return false;
    }

    private static void Clear(Span<NpgsqlParameter> parameters)
    {
        foreach (var parameter in parameters)
            parameter.Value = DBNull.Value;
    }

    private static void Set(Span<NpgsqlParameter> parameters, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            parameters[i].Value = values[i];
    }

    private static NpgsqlParameter Array(NpgsqlDbType element) => new() { NpgsqlDbType = NpgsqlDbType.Array | element };
}
