using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Microsoft.Extensions.Options;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenABucketIsWatched
{
    private const string Events = $"/api/datasets/{DatasetId}/bucket-events";

    [Fact]
    public async Task What_is_there_is_taken_and_what_is_told_of_at_once()
    {
        await using var server = await BucketServer.StartAsync();
        server.Objects["in/i/a.png"] = Image("a");
        server.Objects["elsewhere/i/x.png"] = Image("x");
        await using var gateway = await StartAsync(Settings(server, listSeconds: 3600));
        await gateway.CreateDatasetAsync();
        await using var again = await gateway.RestartAsync(Settings(server, listSeconds: 3600));
        await UntilAsync(async () => (await FilesAsync(again)).Count == 1, "the first listing");

        server.Objects["in/ii/b c.png"] = Image("b");
        var hints = await NotifyAsync(again, Record("in/ii/b+c.png", Image("b")), Record("elsewhere/i/x.png", Image("x")), Record("in/i/gone.png", Image("gone")));

        Assert.Equal((2, 1), (hints.Noted, hints.Ignored));
        await UntilAsync(async () => (await FilesAsync(again)).Count == 2, "the notified image");
        Assert.Equal([("i/a.png", "i"), ("ii/b c.png", "ii")], (await FilesAsync(again)).Order());
        Assert.DoesNotContain("elsewhere/i/x.png", server.Reads);
    }

    [Fact]
    public async Task What_nobody_told_of_is_found_by_listing_and_nothing_is_read_twice()
    {
        await using var server = await BucketServer.StartAsync();
        await using var gateway = await StartAsync(Settings(server, listSeconds: 1));
        await gateway.CreateDatasetAsync();
        server.Objects["in/i/a.png"] = Image("a");
        await UntilAsync(async () => (await FilesAsync(gateway)).Count == 1, "the image");

        server.Objects["in/i/b.png"] = Image("b");
        await NotifyAsync(gateway, Record("in/i/b.png", Image("b")));
        await NotifyAsync(gateway, Record("in/i/b.png", Image("b")));
        await UntilAsync(async () => (await FilesAsync(gateway)).Count == 2, "the second image");
        server.Objects["in/i/c.png"] = Image("c");
        await UntilAsync(async () => (await FilesAsync(gateway)).Count == 3, "the third image");

        Assert.Equal(["in/i/a.png", "in/i/b.png", "in/i/c.png"], server.Reads.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_of_another_kind_is_refused_and_one_of_no_new_object_ignored()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();

        using var wrong = await gateway.Http.PostAsJsonAsync(Events, new { Hello = "world" });
        var removed = await NotifyAsync(gateway, "{\"eventName\":\"ObjectRemoved:Delete\",\"s3\":{}}", "7");

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal((0, 2), (removed.Noted, removed.Ignored));
    }

    [Theory]
    [InlineData("Buckets:0:Endpoint", "nowhere", "Buckets:0:Endpoint")]
    [InlineData("Buckets:0:Bucket", "", "Buckets:0 needs")]
    [InlineData("Buckets:0:ListSeconds", "0", "Buckets:0:ListSeconds")]
    [InlineData("Buckets:0:Labels", "{class}", "Buckets:0:Labels")]
    public async Task A_wrong_setting_is_named(string setting, string value, string words)
    {
        await using var server = await BucketServer.StartAsync();
        var settings = Settings(server, listSeconds: 60);
        settings[setting] = value;

        Assert.Contains(words, (await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(settings))).Message, StringComparison.Ordinal);
    }

    internal static Dictionary<string, string?> Settings(BucketServer server, double listSeconds) => new()
    {
        ["Buckets:0:Dataset"] = DatasetId,
        ["Buckets:0:Endpoint"] = server.Url,
        ["Buckets:0:Bucket"] = BucketServer.Bucket,
        ["Buckets:0:Prefix"] = "in/",
        ["Buckets:0:AccessKey"] = "key",
        ["Buckets:0:SecretKey"] = "secret",
        ["Buckets:0:ListSeconds"] = listSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    internal static string Record(string key, byte[] content) =>
        $$"""{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"{{BucketServer.Bucket}}"},"object":{"key":"{{key}}","eTag":"{{BucketServer.Mark(content)}}"} } }""";

    private static async Task<BucketHints> NotifyAsync(GatewayUnderTest gateway, params string[] records)
    {
        using var content = new StringContent($"{{\"Records\":[{string.Join(',', records)}]}}", Encoding.UTF8, "application/json");
        using var answer = await gateway.Http.PostAsync(Events, content);
        return await answer.IsAsync<BucketHints>();
    }

    private static async Task<IReadOnlyList<(string Name, string? Label)>> FilesAsync(GatewayUnderTest gateway)
    {
        var files = new List<(string, string?)>();
        foreach (var uploadId in (await gateway.GetAsync<UploadList>($"/api/datasets/{DatasetId}/uploads")).Waiting)
        {
            var upload = await gateway.Store.GetDocumentAsync(StoreKeys.Inbox(DatasetId, uploadId), Formats.Upload);
            files.AddRange(upload.Files.Select(file => (file.Name, file.Label)));
        }

        return files;
    }
}
