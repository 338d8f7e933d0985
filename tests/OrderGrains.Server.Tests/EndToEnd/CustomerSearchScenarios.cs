using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Testing.CustomerRegister;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Customers are found by their details, in Chinese and English, despite crashes of the consumer that writes the words.</summary>
public abstract class CustomerSearchScenarios(Site site)
{
    private const string Search =
        "query Q($where: CustomerFilterInput, $sort: CustomerSortInput) { customers(where: $where, orderBy: $sort) { nodes { id } "
            + "totalCount } }";
    private const string ChinesePhone = "+8613811110001", EnglishPhone = "+442079461111";
    private readonly CustomerRegister register = new(site);

    [Fact]
    public async Task A_customer_is_found_by_its_details_also_after_updates_merges_and_crashes()
    {
        var ids = await register.SubmitAsync(
            Order("known-1", "HN-77", "深圳海纳电子股份有限公司", ChinesePhone, contact: "赵敏"),
            Order("known-2", "HL-88", "Harbour Light Ltd", EnglishPhone, contact: "Ann Lee Zoé"));
        var (chinese, english) = (ids[0], ids[1]);
        foreach (var known in new[] { "海纳", "敏", "电子 深圳", "ＨＮ－77", "138 1111 0001" })
            await FoundAsync(known, chinese);
        foreach (var known in new[] { "harbour", "LIGHT har", "ann lee", "zoe", "hl-88", "+44 20 7946-1111" })
            await FoundAsync(known, english);
        Assert.Empty(await FindAsync(Contains("海深")));

        // The entries of the staff, beside the earlier names.
        await register.AcceptedAsync("ORDER_MANAGER", "customerUpdate", new()
        {
            ["customerId"] = english,
            ["contacts"] = new JsonArray(new JsonObject { ["name"] = "Beatrix Potter", ["phone"] = "+442079462222" }),
        });
        await FoundAsync("beatrix", english);
        Assert.Empty(await FindAsync(Contains("ann lee rabbit")));

        // The survivor of a merger is found by the details of the other customer, and the other is in no list.
        await register.AcceptedAsync(
            "ORDER_MANAGER", "customerMerge", new() { ["customerId"] = chinese, ["mergedCustomerId"] = english, ["reason"] = "One firm." });
        await FoundAsync("harbour 海纳", chinese);
        await FoundAsync("beatrix", chinese);

        await site.Server.StopAsync();
        await site.Store.ForgetSearchAsync();
        await site.StartAsync();
        await FoundAsync("harbour 海纳", chinese);
    }

    [Fact]
    public async Task Other_conditions_hold_as_well_and_an_unsearchable_query_is_refused()
    {
        List<string> ids = [];
        for (var i = 0; i < 3; i++)
        {
            ids.AddRange(await register.SubmitAsync(Order($"both-{i}", $"B-{i}", $"Bothways 两路{i}", $"+861381111100{i}")));
            await FoundAsync($"bothways 两路{i}", ids[i]);
        }
        await register.AcceptedAsync("FINANCE", "customerBlock", new() { ["customerId"] = ids[1], ["reason"] = "Unpaid bills." });
        JsonObject both = Contains("bothways"), blocked = new() { ["status"] = new JsonObject { ["eq"] = "BLOCKED" } };

        Assert.Equal(ids, await FindAsync(both, "ASC"));
        Assert.Equal(ids.AsEnumerable().Reverse(), await FindAsync(both));
        Assert.Equal([ids[1]], await FindAsync(new() { ["and"] = new JsonArray(blocked.DeepClone(), both.DeepClone()) }));
        Assert.Equal([ids[2], ids[0]], await FindAsync(new() { ["contains"] = "bothways", ["not"] = blocked.DeepClone() }));
        Assert.Equal([ids[0]], await FindAsync(new() { ["or"] = new JsonArray(Contains("两路0"), Contains("两路9")) }));
        foreach (var text in new[] { "", "a", "--", new string('x', 101) })
        {
            var answer = await (await site.AsAsync("auditor", "AUDITOR"))
                .SendAsync(new JsonObject
                {
                    ["query"] = Search,
                    ["variables"] = new JsonObject { ["where"] = Contains(text) }
                }.ToJsonString());
            Assert.Equal("BAD_USER_INPUT", answer.Code);
            Assert.Contains("where.contains", answer.Message);
        }
    }

    [Fact]
    public async Task A_customer_without_a_key_is_found_by_nothing_after_the_words_are_rebuilt()
    {
        var ids = await register.SubmitAsync(
            Order("gone", "GO-1", "Vanishing 消失公司", "+8613811112001"), Order("stays", "ST-1", "Remaining 留存公司", "+8613811112002"));
        await FoundAsync("消失", ids[0]);
        await FoundAsync("留存", ids[1]);

        await site.Server.StopAsync();
        var customers = await site.Store.WordsOfCustomersAsync();
        await site.Store.ForgetSearchAsync();
        await site.Store.DestroyKeysAsync(GlobalId.TryDecode(ids[0], "Customer", out var gone) ? gone : default);
        await site.StartAsync();

        await FoundAsync("留存", ids[1]);
        await Polling.UntilAsync(async () => await site.Store.WordsOfCustomersAsync() == customers);
        Assert.Empty(await FindAsync(Contains("消失")));
        Assert.Empty(await FindAsync(Contains("vanishing")));
    }

    private static JsonObject Contains(string text) => new() { ["contains"] = text };

    /// <summary>Searches until this customer is all that is found: its words may lag.</summary>
    private Task FoundAsync(string text, string customer) =>
        Polling.UntilAsync(async () => (await FindAsync(Contains(text), isSettled: false)).SequenceEqual([customer]));

    // While words are still being written, the list and its count may differ.
    private async Task<List<string>> FindAsync(JsonObject where, string direction = "DESC", bool isSettled = true)
    {
        var auditor = await site.AsAsync("auditor", "AUDITOR");
        var found = (await auditor.QueryAsync(
            Search, new() { ["where"] = where.DeepClone(), ["sort"] = new JsonObject { ["direction"] = direction } }))["customers"]!;
        List<string> ids = [.. found["nodes"]!.AsArray().Select(x => (string)x!["id"]!)];
        Assert.True(!isSettled || ids.Count == (int)found["totalCount"]!);
        return ids;
    }
}

public sealed class CustomerSearchOnSqlite(SqliteSite site) : CustomerSearchScenarios(site), IClassFixture<SqliteSite>;

public sealed class CustomerSearchOnPostgres(PostgresSite site) : CustomerSearchScenarios(site), IClassFixture<PostgresSite>;
