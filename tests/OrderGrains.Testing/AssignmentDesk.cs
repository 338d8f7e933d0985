using System.Globalization;
using System.Text.Json.Nodes;

namespace OrderGrains.Testing;

/// <summary>What tests of assignment begin with: teams, verified orders, and the people who assign.</summary>
public sealed class AssignmentDesk(Site site)
{
    private static readonly string[] ServiceTypes =
        ["IT_OPERATIONS", "STAFF_TRAINING", "MANAGEMENT_CONSULTING", "FACILITY_SERVICE", "TAX_AGENCY", "BRAND_DESIGN"];
    private static readonly string[] Skills =
    [
        "SYSTEMS", "NETWORKS", "SERVICE_DESK", "TRAINING", "COURSE_DESIGN", "CONSULTING", "BUSINESS_ANALYSIS", "FACILITIES", "SAFETY",
        "TAX", "ACCOUNTING", "DESIGN", "COPYWRITING",
    ];

    public Task<ApiClient> ManagerAsync() => site.AsAsync("manager", "ORDER_MANAGER");

    public Task<ApiClient> ApproverAsync() => site.AsAsync("approver", "ASSIGNMENT_APPROVER");

    /// <summary>A team with so many person-hours a week, every skill at a level, and orders of every service type accepted
    /// before.</summary>
    public async Task<string> TeamAsync(string name, decimal hoursPerWeek, int level = 5, int acceptedOrders = 0)
    {
        var manager = await ManagerAsync();
        var team = await AcceptedAsync(manager, "teamCreate", "team", new()
        {
            ["team"] = new JsonObject
            {
                ["name"] = name,
                ["department"] = "Project department 1",
                ["skills"] = new JsonArray([.. Skills.Select(skill => new JsonObject { ["code"] = skill, ["level"] = level })]),
                ["experience"] =
                    new JsonArray(
                        [.. ServiceTypes.Select(type =>
                            new JsonObject { ["serviceType"] = type, ["acceptedOrders"] = acceptedOrders, ["evidence"] = "files" })]),
            },
            ["idempotencyKey"] = name,
        });
        await AcceptedAsync(manager, "teamCapacitySet", "team", new()
        {
            ["teamId"] = (string?)team["id"],
            ["capacity"] = new JsonObject { ["hoursPerWeek"] = Text(hoursPerWeek) },
        });
        return (string)team["id"]!;
    }

    /// <summary>A verified order.</summary>
    public async Task<string> VerifiedAsync(string reference)
    {
        var (platform, reviewer) = (await site.AsPlatformAsync("app"), await site.AsAsync("reviewer", "ORDER_REVIEWER"));
        var id = (string)(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order(reference) }))["id"]!;
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = id });
        await reviewer.AcceptedAsync("orderVerify", new() { ["orderId"] = id });
        return id;
    }

    /// <summary>An Assignment Form: service staff for so many hours in the company's present week.</summary>
    public static JsonObject Form(string order, string team, string week, decimal hours, string? reason = null, string? overCommit = null,
        string? key = null) => new()
        {
            ["orderId"] = order,
            ["teamId"] = team,
            ["work"] = new JsonArray(new JsonObject { ["week"] = week, ["role"] = "SERVICE_STAFF", ["hours"] = Text(hours) }),
            ["reason"] = reason,
            ["overCommitReason"] = overCommit,
            ["idempotencyKey"] = key,
        };

    /// <summary>The company's present week, and what a team has in it.</summary>
    public async Task<JsonNode> WeekAsync(string team) =>
        (await (await ManagerAsync())
            .QueryAsync($"{{ teamLoad(teamId: \"{team}\", weeks: 2) {{ week capacity pending committed free }} }}"))["teamLoad"]![0]!;

    /// <summary>What a team has in the present week, once the team has heard what became of its assignments.</summary>
    /// <param name="team">The team.</param>
    /// <param name="heard">Whether it has.</param>
    public async Task<JsonNode> WeekAsync(string team, Func<JsonNode, bool> heard)
    {
        while (true)
        {
            var week = await WeekAsync(team);
            if (heard(week))
                return week;
            await Polling.PauseAsync();
        }
    }

    /// <summary>The orders that hold a team's capacity, with how they hold it.</summary>
    public async Task<List<(string Order, string Status, decimal Hours)>> ReservationsAsync(string team)
    {
        var found = await (await ManagerAsync())
            .QueryAsync($"{{ team(id: \"{team}\") {{ reservations {{ orderId status weeks {{ hours }} }} }} }}");
        return [.. found["team"]!["reservations"]!.AsArray().Select(x =>
            ((string)x!["orderId"]!, (string)x["status"]!,
                x["weeks"]!.AsArray().Sum(hours => decimal.Parse((string)hours!["hours"]!, CultureInfo.InvariantCulture))))];
    }

    /// <summary>Calls a mutation that must be accepted.</summary>
    public static async Task<JsonObject> AcceptedAsync(ApiClient client, string mutation, string entity, JsonObject input)
    {
        var payload = await CallAsync(client, mutation, entity, input);
        Assert.True(payload["errors"]!.AsArray().Count == 0, payload.ToJsonString());
        return payload[entity]!.AsObject();
    }

    /// <summary>Calls a mutation.</summary>
    public static async Task<JsonObject> CallAsync(ApiClient client, string mutation, string entity, JsonObject input)
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var data = await client.QueryAsync(
            $"mutation M($input: {type}!) {{ it: {mutation}(input: $input) {{ {entity} {{ id revision }} replayed errors {{ __typename "
                + $"code path clause }} }} }}",
            new() { ["input"] = input });
        return data["it"]!.AsObject();
    }

    public static decimal Hours(JsonNode week, string member) => decimal.Parse((string)week[member]!, CultureInfo.InvariantCulture);

    private static string Text(decimal hours) => hours.ToString(CultureInfo.InvariantCulture);
}
