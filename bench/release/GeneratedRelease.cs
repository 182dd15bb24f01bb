using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dcai.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dcai.Bench.Release;

/// <summary>A release that exists only as what a gateway would answer about it: noise for images, a certificate for each.</summary>
internal sealed class GeneratedRelease : IAsyncDisposable
{
    public const string DatasetId = "generated";

    private const int ImageBytes = 4096;

    private static readonly string[] Classes = [.. Enumerable.Range(0, 10).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    private readonly Dictionary<string, int> _numbers;
    private readonly WebApplication _app;

    private GeneratedRelease(Dictionary<string, int> numbers, WebApplication app) => (_numbers, _app) = (numbers, app);

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Bytes of all images together.</summary>
    public long SizeBytes => (long)_numbers.Count * ImageBytes;

    public static async Task<GeneratedRelease> StartAsync(int count)
    {
        var ids = new string[count];
        Parallel.For(0, count, number => ids[number] = Convert.ToHexStringLower(SHA256.HashData(Image(number))));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var release = new GeneratedRelease(ids.Select((id, number) => (id, number)).ToDictionary(pair => pair.id, pair => pair.number, StringComparer.Ordinal), builder.Build());
        release.Map();
        await release._app.StartAsync();
        return release;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static byte[] Image(int number)
    {
        var content = new byte[ImageBytes];
        new Random(number).NextBytes(content);
        return content;
    }

    private void Map()
    {
        var dataset = _app.MapGroup($"/api/datasets/{DatasetId}");
        dataset.MapGet("settings", () => new SettingsVersion { Version = 1, Settings = new DatasetSettings { Classes = Classes } });
        dataset.MapGet("releases", () => new ReleaseList
        {
            Releases =
            [
                new ReleaseSummary
                {
                    Release = 1,
                    SnapshotVersion = 1,
                    ContentDigest = $"sha256:{_numbers.Count:x64}",
                    TrainCount = _numbers.Count,
                    ValidationCount = 0,
                    TestCount = 0,
                    SurplusCount = 0,
                    Evaluated = true,
                },
            ],
        });
        dataset.MapGet("samples/{sampleId}/image", (string sampleId) => Results.Bytes(Image(_numbers[sampleId]), "image/png"));
        dataset.MapGet("releases/1/certificates", async (HttpResponse response) =>
        {
            foreach (var (sampleId, number) in _numbers)
            {
                await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(Certify(sampleId, number), JsonSerializerOptions.Web));
                await response.Body.WriteAsync("\n"u8.ToArray());
            }
        });
    }

    private static Certificate Certify(string sampleId, int number) => new()
    {
        SampleId = sampleId,
        Part = "train",
        Label = Classes[number % Classes.Length],
        MediaType = "image/png",
        SizeBytes = ImageBytes,
        Width = 64,
        Height = 64,
        Origin = ImageOrigin.Ingested,
        CertifiedBy = "ada",
        Round = 1,
        Review = "0002-round",
        DecisionId = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        GivenLabels = [Classes[number % Classes.Length]],
        Names = [string.Create(CultureInfo.InvariantCulture, $"folder/{number}.png")],
    };
}
