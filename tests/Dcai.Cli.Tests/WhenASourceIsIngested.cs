using System.IO.Compression;
using System.Text.Json;
using Dcai.Api;
using Dcai.Cli.Gateway;
using Dcai.Cli.Images;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints.Sources;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ObjectStorage.Tests;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenASourceIsIngested : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private GatewayUnderTest _gateway = null!;

    public async Task InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        Assert.Equal(0, (await RunAsync("create", "numerals", "--classes", "i,ii")).ExitCode);
    }

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_cannot_go_in_is_named_and_the_rest_goes_in()
    {
        _folder.Write("data/i/a.png");
        _folder.Write("data/iii/b.png");
        _folder.Write("data/i/notes.txt");
        _folder.Write("data/ii/empty.png", "");

        var outcome = await IngestAsync("data");
        var again = await IngestAsync("data");
        var told = await RunAsync("ingest", "numerals", _folder.Of("data"));

        Assert.Equal((1, 3), (outcome.Accepted, outcome.LeftOutCount));
        Assert.Equal(["i/notes.txt", "ii/empty.png", "iii/b.png"], outcome.LeftOut.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Contains("'iii' is none of the dataset's", outcome.LeftOut.Single(file => file.Name == "iii/b.png").Reason, StringComparison.Ordinal);
        Assert.Equal(outcome.Uploads.Single().UploadId, again.Uploads.Single().UploadId);
        Assert.Contains("left out: ii/empty.png: it is empty", told.Out, StringComparison.Ordinal);
        Assert.Contains("1 files accepted in 1 uploads", told.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_a_list_and_a_pattern_say_what_its_images_are()
    {
        _folder.Write("packed/i/a.png");
        ZipFile.CreateFromDirectory(_folder.Of("packed"), _folder.Of("packed.zip"));
        _folder.Write("flat/ii_7.png");
        _folder.Write("list/c.png");
        _folder.Write("list/all.jsonl", "{\"path\":\"c.png\",\"label\":\"ii\",\"split\":\"val\"}\n");

        Assert.Equal([("i/a.png", "i", null)], await FilesAsync("packed.zip"));
        Assert.Equal([("ii_7.png", "ii", null)], await FilesAsync("flat", "--labels", "{label}_*.png"));
        Assert.Equal([("ii_7.png", null, null)], await FilesAsync("flat", "--labels", "none"));
        Assert.Equal([("c.png", "ii", "val")], await FilesAsync("list/all.jsonl"));
    }

    [Fact]
    public async Task Many_files_are_several_uploads_and_every_file_is_in_one()
    {
        for (var number = 0; number < 600; number++)
        {
            _folder.Write($"data/i/{number}.png");
        }

        var outcome = await IngestAsync("data");

        Assert.Equal(600, outcome.Accepted);
        Assert.True(outcome.Uploads.Count >= 3);
        Assert.All(outcome.Uploads, upload => Assert.InRange(upload.FileCount, 1, 256));
    }

    [Fact]
    public async Task Images_of_an_unknown_class_go_in_without_a_label_when_an_admin_says_so()
    {
        _folder.Write("data/i/a.png");
        _folder.Write("data/iii/b.png");

        Assert.Equal([("i/a.png", "i", null)], await FilesAsync("data"));
        Assert.Equal([("i/a.png", "i", null), ("iii/b.png", null, null)], await FilesAsync("data", "--unknown-classes", "unlabelled"));
    }

    [S3Fact]
    public async Task A_bucket_goes_up_and_the_same_again_is_the_same_upload()
    {
        var bucket = await S3Server.FilledAsync("in/", "in/i/a.png", "in/ii/ä b+c.png", "in/ii/notes.txt", "other/i/x.png");
        var environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = bucket.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = bucket.SecretKey };
        string[] command =
        [
            "ingest", "numerals", $"s3://{bucket.Bucket}/in/", "--endpoint", bucket.Endpoint.ToString(), "--json", "--url", _gateway.Url.ToString(), "--token", _gateway.Token,
        ];

        var outcome = JsonSerializer.Deserialize<IngestOutcome>((await CommandRun.OfAsync(environment, command)).Out, JsonSerializerOptions.Web)!;
        var again = JsonSerializer.Deserialize<IngestOutcome>((await CommandRun.OfAsync(environment, command)).Out, JsonSerializerOptions.Web)!;

        var upload = Assert.Single(outcome.Uploads);
        Assert.Equal(upload.UploadId, Assert.Single(again.Uploads).UploadId);
        Assert.Equal(["ii/notes.txt"], outcome.LeftOut.Select(file => file.Name));
        var stored = await _gateway.Store.GetDocumentAsync(StoreKeys.Inbox("numerals", upload.UploadId), Formats.Upload);
        Assert.Equal([("i/a.png", "i"), ("ii/ä b+c.png", "ii")], stored.Files.Select(file => (file.Name, file.Label)).Order());
    }

    [Fact]
    public async Task A_watched_folder_goes_up_while_it_fills()
    {
        _folder.Write("data/i/a.png");
        using var client = new GatewayClient(new GatewayAddress(_gateway.Url, _gateway.Token));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var source = new WatchedFolderSource(new FolderSource(_folder.Of("data"), LabelRule.Folders, SourceLimits.Default), TimeSpan.FromMilliseconds(10), TimeProvider.System);
        var leftOut = new List<string>();
        var watching = new StreamingUploader(client, "numerals", "data", UploadOrigin.Ingested, strangersUnlabelled: false, TimeProvider.System)
            .RunAsync(source, file => leftOut.Add(file.Name), stop.Token);
        await UploadsAsync(1);
        _folder.Write("data/iii/c.png");
        _folder.Write("data/ii/b.png");
        await UploadsAsync(2);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.Equal(["iii/c.png"], leftOut);

        async Task UploadsAsync(int count)
        {
            while ((await client.ListUploadsAsync("numerals", stop.Token)).Waiting.Count < count)
            {
                await Task.Delay(10, stop.Token);
            }
        }
    }

    [Fact]
    public async Task What_is_no_source_is_told()
    {
        _folder.Write("file.rar");

        (await RunAsync("ingest", "numerals", _folder.Of("gone"))).FailedWith(1, "does not exist");
        (await RunAsync("ingest", "numerals", _folder.Of("file.rar"))).FailedWith(1, "give a folder");
        (await RunAsync("ingest", "numerals", "s3://bucket/prefix")).FailedWith(1, "--endpoint");
        (await RunAsync("ingest", "numerals", "s3://bucket/prefix", "--endpoint", "http://127.0.0.1:1")).FailedWith(1, "AWS_ACCESS_KEY_ID");
        (await RunAsync("ingest", "numerals", _folder.Of("file.rar"), "--watch")).FailedWith(2, "--watch wants a folder");
        (await RunAsync("ingest", "numerals", _folder.Of("file.rar"), "--labels", "{class}")).FailedWith(1, "brace");
    }

    private async Task<IngestOutcome> IngestAsync(string source, params string[] options) =>
        JsonSerializer.Deserialize<IngestOutcome>((await RunAsync(["ingest", "numerals", _folder.Of(source), "--json", .. options])).Out, JsonSerializerOptions.Web)!;

    private async Task<IEnumerable<(string, string?, string?)>> FilesAsync(string source, params string[] options)
    {
        var upload = Assert.Single((await IngestAsync(source, options)).Uploads);
        var stored = await _gateway.Store.GetDocumentAsync(StoreKeys.Inbox("numerals", upload.UploadId), Formats.Upload);
        return stored.Files.Select(file => (file.Name, file.Label, file.Split));
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync([.. arguments, "--url", _gateway.Url.ToString(), "--token", _gateway.Token]);
}
