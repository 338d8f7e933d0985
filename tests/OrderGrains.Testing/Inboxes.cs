using System.Text.Json.Nodes;

namespace OrderGrains.Testing;

/// <summary>What waits for people and what they were told, as they see it.</summary>
public static class Inboxes
{
    private const string Notifications = """
        query Q($after: String) { viewer { notifications(first: 100, after: $after) {
          nodes { id kind text task dueAt percent level createdAt readAt readBy order { id } } pageInfo { hasNextPage endCursor } } } }
        """;

    /// <summary>The orders of the tasks that wait for somebody, page by page, in the queue's order.</summary>
    public static async Task<List<JsonNode>> TasksAsync(this ApiClient client, int page = 100)
    {
        List<JsonNode> tasks = [];
        for (string? after = null; ;)
        {
            var found = (await client.QueryAsync(
                "query Q($first: Int, $after: String) { viewer { tasks(first: $first, after: $after) { nodes { kind dueAt overdue level "
                    + "onBehalfOf order { id status } actions { command allowed } } "
                + "pageInfo { hasNextPage endCursor } } } }", new() { ["first"] = page, ["after"] = after }))["viewer"]!["tasks"]!;
            tasks.AddRange(found["nodes"]!.AsArray().OfType<JsonNode>());
            if (!(bool)found["pageInfo"]!["hasNextPage"]!)
                return tasks;
            after = (string?)found["pageInfo"]!["endCursor"];
        }
    }

    /// <summary>Everything that somebody was told, the oldest first.</summary>
    public static async Task<List<JsonNode>> NotificationsAsync(this ApiClient client)
    {
        List<JsonNode> told = [];
        for (string? after = null; ;)
        {
            var found = (await client.QueryAsync(Notifications, new() { ["after"] = after }))["viewer"]!["notifications"]!;
            told.AddRange(found["nodes"]!.AsArray().OfType<JsonNode>());
            if (!(bool)found["pageInfo"]!["hasNextPage"]!)
            {
                told.Reverse();
                return told;
            }
            after = (string?)found["pageInfo"]!["endCursor"];
        }
    }

    /// <summary>What somebody was told of an order: the kinds with what they say, the oldest first.</summary>
    public static async Task<List<string>> ToldAsync(this ApiClient client, string order) =>
        [.. from told in await client.NotificationsAsync()
            where (string?)told["order"]?["id"] == order
            select $"{told["kind"]} {told["percent"]}{told["level"]}".TrimEnd()];

    /// <summary>Whether a task of the order waits for somebody.</summary>
    public static async Task<bool> HasTaskAsync(this ApiClient client, string order, string kind) =>
        (await client.TasksAsync()).Exists(task => (string)task["order"]!["id"]! == order && (string)task["kind"]! == kind);
}
