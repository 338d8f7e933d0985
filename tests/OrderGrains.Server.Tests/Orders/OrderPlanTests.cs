using System.Text.Json;
using Npgsql;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Storage;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Orders;

/// <summary>PostgreSQL reads pages of orders by an index, and no more of it than the page needs, for any number of orders.</summary>
public sealed class OrderPlanTests(PostgresSite site) : IClassFixture<PostgresSite>, IAsyncLifetime
{
    private const int Seeded = 20_000;
    private const int Page = 51;
    private static readonly CustomerId Customer = new(new Guid("00000000-0000-0000-0000-000000000007"));
    private static readonly DateTimeOffset Middle = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly NpgsqlDataSource _source =
        PostgresDatabase.Open(site.Store.Configuration.Single(x =>
            x.StartsWith("--ConnectionStrings:OrderGrains=", StringComparison.Ordinal)).Split('=', 2)[1]);

    private static readonly Dictionary<string, Actor> Viewers = new()
    {
        ["manager"] = new("manager", Roles.OrderManager, []),
        ["reviewer"] = new("reviewer", Roles.OrderReviewer, []),
        ["customer"] = new("customer", Roles.Customer, [], Customer),
        ["platform"] = new("platform", Roles.Platform, ["app", "web"]),
        ["every platform"] = new("platform", Roles.Platform, ["*"]),
    };

    private static readonly Dictionary<string, OrderFilter?> Filters = new()
    {
        ["all"] = null,
        ["a status"] = new() { Status = new(OrderStatus.Verified) },
        ["two statuses"] = new() { Status = new(In: [OrderStatus.Received, OrderStatus.Verified]) },
        ["a platform"] = new() { Platform = new("web") },
        ["a customer"] = new() { CustomerId = new(GlobalId.Encode("Customer", Customer.Value)) },
        ["a number"] = new() { Number = new("SO-2025-000123") },
        ["a month"] = new() { CreatedAt = new(Middle, Middle.AddDays(30)) },
    };

    public async ValueTask InitializeAsync() => await site.Store.ExecuteAsync($"""
        insert into order_row (stream, version, status, number, platform, customer_id, created_at, updated_at, card)
        select md5(i::text)::uuid, 1, (array['RECEIVED','UNDER_REVIEW','CORRECTION','VERIFIED','REJECTED','CANCELLED','DRAFT'])[1 + i % 7],
          'SO-2025-' || lpad(i::text, 6, '0'), (array['app','web','wechat-mini',null])[1 + i % 4], ('00000000-0000-0000-0000-' ||
            lpad(to_hex(i % 500), 12, '0'))::uuid,
          timestamptz '2025-01-01' + i * interval '30 minutes', timestamptz '2025-01-01' + (i * 7919 % {Seeded}) * interval '31 minutes',
            '\x7b7d'
        from generate_series(1, {Seeded}) i on conflict do nothing;
        analyze order_row
        """);

    public async ValueTask DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task Every_page_is_read_by_an_index_for_every_viewer_filter_and_sort_order()
    {
        var wrong = new List<string>();
        foreach (var (who, viewer) in Viewers)
            foreach (var (what, filter) in Filters)
                foreach (var field in Enum.GetValues<OrderSortField>())
                    foreach (var descending in new[] { true, false })
                        foreach (var after in new KeysetCursor?[] { null, new KeysetCursor(Middle, Guid.Empty) })
                        {
                            var (scans, read) = await PlanAsync(new(filter, viewer, field, descending, after, Page));
                            // By creation a page of each range; a platform's orders are filtered further as they are read.
                            var bound = field == OrderSortField.UpdatedAt ? Seeded : who == "platform" && filter is not null ? Seeded / 4
                                : Page * (Enum.GetValues<OrderStatus>().Length - 1);
                            if (scans.Contains("Seq Scan") || read > bound)
                                wrong.Add($"{who}, {what}, by {field}, {(descending ? "descending" : "ascending")}, "
                                    + $"{(after is null ? "first page" : "later page")}: {string.Join(", ", scans)}, {read} rows");
                        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_statement_that_is_repeated_is_not_planned_each_time()
    {
        const int Rounds = 60, Connections = 2 * 16;         // each may plan a statement: before it is prepared, and for good
        const string Planned = """
            select s.plans || ' plans of ' || s.calls || ' calls: ' || s.query from pg_stat_statements s join pg_database d on d.oid =
              s.dbid
            where d.datname = current_database() and s.plans > greatest($1, s.calls / 5) and s.query !~* 'explain|pg_stat' order by s.plans
              desc
            """;
        await site.Store.ExecuteAsync("create extension if not exists pg_stat_statements");
        var people = new People(
            site.As(Roles.Platform, "client", null, "app"), site.As(Roles.Sales, "seller"),
            site.As(Roles.OrderReviewer, "reviewer"), site.As(Roles.Auditor, "auditor"));
        await RoundAsync(people, -1);
        await site.Store.ExecuteAsync("select pg_stat_statements_reset()");

        for (var round = 0; round < Rounds; round++)
            await RoundAsync(people, round);

        await using var command = _source.CreateCommand(Planned);
        command.Parameters.AddWithValue(Connections);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> planned = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            planned.Add(reader.GetString(0));
        Assert.True(planned.Count == 0, string.Join('\n', planned));
    }

    // The most frequent requests: submit, review, read, list, search, and read the task queue.
    private static async Task RoundAsync(People people, int round)
    {
        const string Read =
            "query Q($id: ID!) { order(id: $id) { number customer { name } contract { number } timeline(first: 10) { nodes { type data } } "
                + "} }";
        const string Lists = """
            query Q {
              own: orders(first: 10, where: { status: { eq: UNDER_REVIEW } }) { nodes { id number } totalCount }
              found: orders(first: 10, where: { contains: "planned" }) { nodes { id } }
              orderByExternalReference(platform: "app", externalReference: "planned") { id }
              viewer { tasks(first: 10) { nodes { order { number } } } notifications(first: 10) { nodes { text } } }
            }
            """;
        var form = SampleSubmissions.Order($"planned-{round}");
        var submitted = await people.Platform.AcceptedAsync("orderSubmit", new() { ["order"] = form.DeepClone() });
        var id = (string)submitted["id"]!;
        var draft = form.DeepClone().AsObject();
        draft.Remove("platform");
        draft.Remove("externalReference");
        var drafted = (string)(await people.Sales.AcceptedAsync("orderDraftCreate", new() { ["order"] = draft }))["id"]!;
        await people.Sales.AcceptedAsync(
            "orderDraftUpdate", new() { ["orderId"] = drafted, ["order"] = draft.DeepClone(), ["idempotencyKey"] = $"update-{round}" });
        await people.Reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = id, ["idempotencyKey"] = $"claim-{round}" });
        await people.Auditor.QueryAsync(Read, new() { ["id"] = id });
        await people.Reviewer.QueryAsync(Lists);
        await people.Reviewer.AcceptedAsync("orderVerify", new() { ["orderId"] = id, ["idempotencyKey"] = $"verify-{round}" });
        await people.Auditor.QueryAsync(Read, new() { ["id"] = id });
    }

    private sealed record People(ApiClient Platform, ApiClient Sales, ApiClient Reviewer, ApiClient Auditor);

    // The kinds of scans, and how many rows they read, those included that were thrown away.
    private async Task<(List<string> Scans, double Read)> PlanAsync(OrderPage page)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "explain (analyze, timing off, format json) " + new OrderSql(command, SqlDialect.Postgres).Page(page);
        using var json = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        var (scans, read) = (new List<string>(), 0.0);
        Walk(json.RootElement[0].GetProperty("Plan"));
        return (scans, read);

        void Walk(JsonElement node)
        {
            if (node.GetProperty("Node Type").GetString() is { } type && type.EndsWith("Scan", StringComparison.Ordinal)
                && type != "Subquery Scan")
            {
                scans.Add(type);
                double Rows(string name) => node.TryGetProperty(name, out var rows) ? rows.GetDouble() : 0;
                read += (Rows("Actual Rows") + Rows("Rows Removed by Filter")) * Rows("Actual Loops");
            }
            foreach (var child in node.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray() : default)
                Walk(child);
        }
    }
}
