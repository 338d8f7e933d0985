using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Tests.Api;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The approved matrix of access against the running server, cell by cell.</summary>
public sealed class AccessScenarios(SqliteSite site) : IClassFixture<SqliteSite>
{
    [Fact]
    public async Task Every_role_reads_and_does_exactly_what_the_matrix_allows()
    {
        var wrong = new ConcurrentQueue<string>();
        var clients = ProductSchema.EveryRole.ToDictionary(role => role, role => site.As(role, $"only-{role}"));

        await Parallel.ForEachAsync(AccessMatrix.Cells(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (cell, _) =>
        {
            var isSubscription = cell.Document.StartsWith("subscription", StringComparison.Ordinal);
            var client = clients[cell.Role];
            var answer = isSubscription ? await client.BeginAsync(cell.Document)
                : await client.SendAsync(new JsonObject { ["query"] = cell.Document }.ToJsonString());
            var isRefused = (isSubscription || answer.Status == HttpStatusCode.Forbidden) && answer.Code == "FORBIDDEN"
                && answer.Json?["data"] is null;
            var isAnswered = answer.Status == HttpStatusCode.OK && answer.Code is null or "BAD_USER_INPUT";
            if (cell.IsAllowed ? !isAnswered : !isRefused)
                wrong.Enqueue($"{cell.Role} {cell.Field}: {cell.Document} → {(int)answer.Status} {answer.Text}");
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_token_that_the_program_issues_is_taken_by_its_server()
    {
        var run = await site.RunAsync("token", "--role", "SALES", "--subject", "seller");
        Assert.True(run.ExitCode == 0, run.Error);
        var seller = new ApiClient(site.Url, run.Output.Split('\n')[^1]);

        Assert.Equal("seller", (string?)(await seller.QueryAsync("{ viewer { subject } }"))["viewer"]!["subject"]);
    }

    [Fact]
    public async Task No_field_is_answered_without_a_token()
    {
        var nobody = new ApiClient(site.Url, null);

        foreach (var cell in AccessMatrix.Cells()
            .Where(cell => cell.Role == Roles.Auditor && cell.Field.StartsWith("Query.", StringComparison.Ordinal)))
            Assert.Equal(
                HttpStatusCode.Unauthorized, (await nobody.SendAsync(new JsonObject { ["query"] = cell.Document }.ToJsonString())).Status);
    }
}
