using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dcai.Api;
using Dcai.Tests;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenListsArePaged
{
    /// <summary>Bounded by what they are of: a round's models, a release's, the processes that run, the people who review.</summary>
    private static readonly string[] Whole = ["ModelList", "WorkerList", "ReviewerList"];

    [Fact]
    public void Every_list_has_a_cursor()
    {
        var document = JsonNode.Parse(File.ReadAllText(GoldenFile.Beside("Golden/openapi.json")))!;
        var lists = 0;
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            var schema = operations!["get"]?["responses"]?["200"]?["content"]?["application/json"]?["schema"]?["$ref"]?.GetValue<string>().Split('/')[^1];
            if (schema is null || Whole.Contains(schema) || !(schema.EndsWith("List", StringComparison.Ordinal) || schema.EndsWith("Page", StringComparison.Ordinal)))
            {
                continue;
            }

            lists++;
            var names = operations["get"]!["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>()).ToList();
            Assert.True(names.Contains("cursor") && names.Contains("limit"), $"{path} has no cursor");
            Assert.True(document["components"]!["schemas"]![schema]!["properties"]!.AsObject().ContainsKey("nextCursor"), $"{schema} has no nextCursor");
        }

        Assert.True(lists >= 15, $"only {lists} lists were found");
    }

    [Theory]
    [InlineData("datasets", "datasets", "datasetId")]
    [InlineData("users", "users", "name")]
    [InlineData("tokens", "tokens", "tokenId")]
    [InlineData("audit", "entries", "at")]
    [InlineData($"datasets/{DatasetId}/snapshots", "snapshots", "version")]
    [InlineData($"datasets/{DatasetId}/reviews/r0001/items", "items", "sampleId")]
    [InlineData($"datasets/{DatasetId}/reviews/r0001/items?undecided=true", "items", "sampleId")]
    [InlineData($"datasets/{DatasetId}/decisions", "decisions", "decisionId")]
    public async Task Pages_together_are_the_list(string path, string entries, string id)
    {
        await using var gateway = await FilledAsync();
        var whole = Ids(await PageAsync(gateway, path, 1000, cursor: null), entries, id);

        var joined = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await PageAsync(gateway, path, 2, cursor);
            joined.AddRange(Ids(page, entries, id));
            Assert.InRange(Ids(page, entries, id).Count, 1, 2);
            cursor = page["nextCursor"]?.GetValue<string>();
            if (cursor is null)
            {
                break;
            }
        }

        Assert.True(whole.Count >= 3, $"{path} has only {whole.Count} entries");
        Assert.Equal(whole, joined);
        await (await gateway.Http.GetAsync(Address(path, 0, cursor: null))).IsProblemAsync(HttpStatusCode.BadRequest, "page");
        await (await gateway.Http.GetAsync(Address(path, 1001, cursor: null))).IsProblemAsync(HttpStatusCode.BadRequest, "page");
    }

    [Theory]
    [InlineData("datasets")]
    [InlineData("users")]
    [InlineData($"datasets/{DatasetId}/reviews/r0001/items")]
    [InlineData($"datasets/{DatasetId}/decisions")]
    public async Task A_cursor_of_nothing_is_refused(string path)
    {
        await using var gateway = await FilledAsync();

        await (await gateway.Http.GetAsync(Address(path, 2, "nothing"))).IsProblemAsync(HttpStatusCode.BadRequest, "cursor");
    }

    private static async Task<GatewayUnderTest> FilledAsync()
    {
        var gateway = await StartAsync();
        foreach (var name in new[] { DatasetId, "other", "third" })
        {
            await gateway.CreateDatasetAsync(name);
        }

        foreach (var name in new[] { "ada", "eve", "kim" })
        {
            (await gateway.Http.PostAsJsonAsync("/api/users", new AddUser { Name = name, Password = "correct horse battery", Grants = [] })).EnsureSuccessStatusCode();
            (await gateway.Http.PostAsJsonAsync("/api/tokens", new CreateApiToken { Name = $"of-{name}", Grant = new Grant { Role = Role.Viewer }, Days = 1 })).EnsureSuccessStatusCode();
        }

        for (var version = 1; version <= 3; version++)
        {
            await gateway.PutSnapshotAsync(version, []);
        }

        await gateway.OpenReviewAsync("a", "b", "c", "d", "e", "f");
        var batch = new SubmitDecisions
        {
            BatchId = Uuid(1),
            Reviewer = "ada",
            Decisions = [.. new[] { "a", "b", "d" }.Select((name, index) => new SubmittedDecision { DecisionId = Uuid(10 + index), SampleId = SampleId(name), Verdict = Verdict.Certify, Label = "i" })],
        };
        (await gateway.Http.PostAsJsonAsync($"/api/datasets/{DatasetId}/reviews/r0001/decisions", batch)).EnsureSuccessStatusCode();
        return gateway;
    }

    private static async Task<JsonObject> PageAsync(GatewayUnderTest gateway, string path, int limit, string? cursor) =>
        JsonNode.Parse(await gateway.Http.GetStringAsync(Address(path, limit, cursor)))!.AsObject();

    private static string Address(string path, int limit, string? cursor) =>
        FormattableString.Invariant($"/api/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");

    private static List<string> Ids(JsonObject page, string entries, string id) => [.. page[entries]!.AsArray().Select(entry => entry![id]!.ToJsonString())];

    private static string Uuid(int number) => $"00000000-0000-4000-8000-{number:d12}";
}
