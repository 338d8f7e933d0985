using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>A client for what a benchmark does beside the measuring: filling, looking up ids.</summary>
internal sealed class Api(ServerProcess server, string token) : IDisposable
{
    private readonly HttpClient http = new()
    {
        BaseAddress = new($"http://127.0.0.1:{server.Port}"),
        DefaultRequestHeaders =
            { Authorization = new("Bearer", token), Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
    };

    public async Task<JsonNode> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    public void Dispose() => http.Dispose();
}
