using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using OrderGrains.Server.Orders;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Search;

public sealed partial class SearchOnPostgres(PostgresCluster cluster) : SearchContract
{
    [Fact]
    public async Task A_search_reads_no_table_from_end_to_end()
    {
        foreach (var text in new[] { "公司", "SO-2026-000042", "lt", "盛", "rare" })
        {
            var page = await PlanAsync(sql => sql.Page(new OrderPage(Contains(text), Manager, OrderSortField.CreatedAt, true, null, 21)));
            var count = await PlanAsync(sql => sql.Count(Contains(text), Manager, 10_001));

            foreach (var plan in new[] { page, count })
            {
                Assert.DoesNotContain(plan, node => (string)node["Node Type"]! == "Seq Scan");
                Assert.Contains(plan, node => (string?)node["Index Name"] == "order_search_grams");
            }
        }
    }

    [Fact]
    public async Task A_text_in_many_orders_is_found_without_the_index_of_words()
    {
        var often = await PlanAsync(sql => sql.Page(new OrderPage(Contains("公司"), Manager, OrderSortField.CreatedAt, true, null, 21)));
        var seldom = await PlanAsync(sql => sql.Page(new OrderPage(Contains("rare"), Manager, OrderSortField.CreatedAt, true, null, 21)));

        Assert.Equal(0, Loops(often));
        Assert.Equal(1, Loops(seldom));
        Assert.All(often.Where(node => (string?)node["Relation Name"] == "order_search"), node =>
            Assert.InRange((int)node["Actual Loops"]!, 0, 100));

        static int Loops(List<JsonObject> plan) =>
            (int)plan.Single(node => (string?)node["Index Name"] == "order_search_grams")["Actual Loops"]!;
    }

    protected override async Task<Store> CreateStoreAsync() => await Store.OnPostgresAsync(await cluster.ServerAsync());

    // As a pooled connection plans it: for any parameters.
    private async Task<List<JsonObject>> PlanAsync(Func<OrderSql, string> statement)
    {
        await using var connection = await Storage.Rows.OpenConnectionAsync();
        await using var command = (NpgsqlCommand)connection.CreateCommand();
        var sql = Parameter()
            .Replace(statement(new OrderSql(command, Storage.Dialect)), x =>
                "$" + (int.Parse(x.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + 1));
        var values = command.Parameters.Select(x => x.Value switch
        {
            int number => number.ToString(CultureInfo.InvariantCulture),
            int[] numbers => $"'{{{string.Join(',', numbers)}}}'::int[]",
            var text => $"'{text}'",
        });
        await using var explain = connection.CreateCommand();
        explain.CommandText =
            $"prepare searched as {sql}; explain (analyze, format json) execute searched({string.Join(", ", values)}); deallocate searched";
        await using var reader = await explain.ExecuteReaderAsync();
        await reader.ReadAsync();
        var plan = JsonNode.Parse(reader.GetString(0))![0]!["Plan"]!.AsObject();
        return [.. Nodes(plan)];
    }

    private static IEnumerable<JsonObject> Nodes(JsonObject node) =>
        (node["Plans"]?.AsArray() ?? []).SelectMany(x => Nodes(x!.AsObject())).Prepend(node);

    [GeneratedRegex(@"@p(\d+)\b")]
    private static partial Regex Parameter();
}
