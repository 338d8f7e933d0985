using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>Subscribers lose the server that they follow.</summary>
public sealed class SubscriptionLossScenarios(PostgresCluster postgres)
{
    private const int Orders = 10;

    [Fact]
    public async Task A_subscriber_of_a_killed_server_continues_through_another_without_loss_or_duplicates()
    {
        await using var cluster = await ServerCluster.StartAsync(postgres, 2);
        var (dies, stays) = (cluster.Members[0], cluster.Members[1]);
        var sites = string.Join(',', ((Member[])[dies, stays]).Select(member => member.Url.ToString().TrimEnd('/')));
        await using var socket = NodeProcess.Start("follow.mjs", "ws", sites, cluster.Token("ORDER_MANAGER"));
        await using var stream = NodeProcess.Start("follow.mjs", "sse", sites, cluster.Token("ORDER_MANAGER"));
        await using var tasks = NodeProcess.Start("follow.mjs", "ws", sites, cluster.Token("ORDER_REVIEWER"), "viewerTasks");
        await using var notifications = NodeProcess.Start("follow.mjs", "sse", sites, cluster.Token("ORDER_REVIEWER"), "notifications");
        List<NodeProcess> followers = [socket, stream, tasks, notifications];
        var told = followers.ConvertAll(_ => new List<string>());
        foreach (var follower in followers)
            await follower.NextAsync("following");

        var submitted = new List<string>();
        await SubmitAsync("before", dies, stays);
        await ToldAsync(Orders);
        var exit = dies.Process.Kill9Async();
        await SubmitAsync("during", stays);
        await exit;
        Assert.Equal(1006, (int)(await socket.NextAsync("closed"))["closed"]!);
        await SubmitAsync("after", stays);
        await ToldAsync(2 * Orders);
        submitted.Add(await stays.SubmitAsync("last"));
        await ToldAsync(1);

        foreach (var orders in told)
            Assert.Equal(submitted.Order(), orders.Order());

        async Task SubmitAsync(string phase, params Member[] through)
        {
            for (var i = 0; i < Orders; i++)
                submitted.Add(await through[i % through.Length].SubmitAsync($"{phase}-{i}"));
        }

        async Task ToldAsync(int count)
        {
            for (var follower = 0; follower < followers.Count; follower++)
            {
                for (var i = 0; i < count; i++)
                {
                    var line = (await followers[follower].NextAsync("event"))["event"]!;
                    told[follower].Add((string)(line["orderId"] ?? line["notification"]!["order"]!["id"])!);
                }
            }
        }
    }
}
