using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderGrains.Server.Docs;

/// <summary>GraphiQL, served from this process: its own files lie beside the program if it was built with <c>Explorer=true</c> (npm puts
/// them there); nothing comes from elsewhere.</summary>
internal static class ExplorerPage
{
    private static readonly FrozenDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["explorer.js"] = "text/javascript; charset=utf-8",
        ["graphiql.min.js"] = "text/javascript; charset=utf-8",
        ["graphiql.min.css"] = "text/css; charset=utf-8",
        ["react.production.min.js"] = "text/javascript; charset=utf-8",
        ["react-dom.production.min.js"] = "text/javascript; charset=utf-8",
    }.ToFrozenDictionary();

    /// <summary>Serves <c>/explorer</c>.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/explorer", () => Results.Redirect("/explorer/index.html")).AllowAnonymous();
        app.MapGet("/explorer/examples.json", () => Results.Text(Examples(), "application/json")).AllowAnonymous();
        app.MapGet("/explorer/{file}", (string file, HttpContext http) => File(file, http)).AllowAnonymous();
    }

    private static IResult File(string file, HttpContext http)
    {
        if (!Kinds.TryGetValue(file, out var kind))
            return Results.NotFound();
        var path = Path.Combine(AppContext.BaseDirectory, "Explorer", file);
        if (!System.IO.File.Exists(path))
            return Results.Text($"{file} is not here: build with -p:Explorer=true, which needs npm.\n",
                statusCode: StatusCodes.Status404NotFound);
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(path, kind);
    }

    private static string Examples()
    {
        var examples = new JsonArray();
        foreach (var example in MutationExample.All.Values.OrderBy(example => example.Mutation, StringComparer.Ordinal))
            examples.Add((JsonNode)new JsonObject
            {
                ["name"] = example.Mutation,
                ["role"] = example.Role,
                ["query"] = example.Query,
                ["variables"] = example.Variables.DeepClone(),
            });
        return examples.ToJsonString(JsonSerializerOptions.Web);
    }
}
