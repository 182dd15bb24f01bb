using System.Text.Json;
using Dcai.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dcai.Cli.Tests;

/// <summary>Generated images as a gateway answers for them, for an export in a process of its own. It can keep that process waiting half-way.</summary>
internal sealed class ServedImages : IAsyncDisposable
{
    private readonly GeneratedImages _images;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServedImages(GeneratedImages images, WebApplication app) => (_images, _app) = (images, app);

    /// <summary>Who asks for more images than so many gets no answer.</summary>
    public int HoldAfter { get; set; } = int.MaxValue;

    /// <summary>Somebody gets no answer.</summary>
    public Task Held => _held.Task;

    public static async Task<ServedImages> StartAsync(GeneratedImages images)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var served = new ServedImages(images, builder.Build());
        served.Map();
        await served._app.StartAsync();
        return served;
    }

    /// <summary>The command line that exports them.</summary>
    public string[] Export(string directory, string format) =>
    [
        "dotnet", Path.Join(AppContext.BaseDirectory, "dcai.dll"), "export", GeneratedImages.Contents(format).Dataset, directory, "--format", format,
        "--url", _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(), "--token", "none",
    ];

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _app.DisposeAsync();
        _ended.Dispose();
    }

    private void Map()
    {
        var contents = GeneratedImages.Contents("");
        var dataset = _app.MapGroup($"/api/datasets/{contents.Dataset}");
        dataset.MapGet("settings", () => new SettingsVersion { Version = 1, Settings = new DatasetSettings { Classes = contents.Classes } });
        dataset.MapGet("releases", () => new ReleaseList
        {
            Releases =
            [
                new ReleaseSummary
                {
                    Release = contents.Release!.Value,
                    SnapshotVersion = 1,
                    ContentDigest = contents.ContentDigest,
                    Licence = contents.Licence,
                    TrainCount = 0,
                    ValidationCount = 0,
                    TestCount = 0,
                    SurplusCount = 0,
                    Evaluated = true,
                },
            ],
        });
        dataset.MapGet($"releases/{contents.Release}/certificates", async (HttpResponse response) =>
        {
            foreach (var certificate in _images.Certificates)
            {
                await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(certificate, JsonSerializerOptions.Web));
                await response.Body.WriteAsync("\n"u8.ToArray());
            }
        });
        dataset.MapGet("samples/{sampleId}/image", async (string sampleId, HttpResponse response) =>
        {
            if (_images.Reads >= HoldAfter)
            {
                _held.TrySetResult();
                await Task.Delay(Timeout.Infinite, _ended.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }

            await response.Body.WriteAsync(await _images.ReadAsync(sampleId, CancellationToken.None));
        });
    }
}
