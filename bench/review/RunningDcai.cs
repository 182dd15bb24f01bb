using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dcai.Api;
using Dcai.Imaging;

namespace Dcai.Bench.Review;

/// <summary>A dcai of its own, started by the command line as anybody would, and spoken to over HTTP.</summary>
internal sealed class RunningDcai : IAsyncDisposable
{
    public static readonly string[] Classes = ["i", "ii"];

    private const double BytesPerKibibyte = 1024;
    private const double BytesPerMegabyte = 1e6;
    private const int Side = 24;

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;
    private readonly string _commandLine;
    private readonly string _folder;

    private RunningDcai(Process process, string commandLine, string folder, Uri url, string token)
    {
        (_process, _commandLine, _folder) = (process, commandLine, folder);
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000, UseProxy = false }) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public HttpClient Http { get; }

    private string Data => Path.Join(_folder, "data");

    /// <exception cref="InvalidOperationException">It does not start; what it says stands above.</exception>
    public static async Task<RunningDcai> StartAsync(string commandLine, string folder, CancellationToken cancellationToken)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [commandLine, "up", "--data-dir", Path.Join(folder, "data")]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var address = Path.Join(folder, "data", "gateway.json");
        await UntilAsync(() => Task.FromResult(process.HasExited || File.Exists(address)), "the start of dcai", cancellationToken);
        if (process.HasExited)
        {
            throw new InvalidOperationException($"dcai up ended with exit code {process.ExitCode}; what it says stands above.");
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(address, cancellationToken));
        return new RunningDcai(process, commandLine, folder, new Uri(document.RootElement.GetProperty("url").GetString()!), document.RootElement.GetProperty("token").GetString()!);
    }

    /// <summary>Makes a dataset of drawn images and waits for its seed review, which asks for all of them but one of each class.</summary>
    /// <param name="datasetId">Its name.</param>
    /// <param name="count">How many items the review is to have.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The review.</returns>
    public async Task<ReviewSummary> OpenReviewAsync(string datasetId, int count, CancellationToken cancellationToken)
    {
        var settings = new DatasetSettings { Classes = Classes, SeedTrainCount = count - 1, SeedValidationCount = 1 };
        (await Http.PostAsJsonAsync("/api/datasets", new CreateDataset { DatasetId = datasetId, Settings = settings }, cancellationToken)).EnsureSuccessStatusCode();
        var images = Path.Join(_folder, datasetId);
        for (var number = 0; number < count; number++)
        {
            var folder = Directory.CreateDirectory(Path.Join(images, Classes[number % Classes.Length])).FullName;
            await File.WriteAllBytesAsync(Path.Join(folder, $"{number.ToString(CultureInfo.InvariantCulture)}.png"), Draw(number, Side), cancellationToken);
        }

        await IngestAsync(datasetId, images, count, cancellationToken);
        (await Http.PostAsync(new Uri($"/api/datasets/{datasetId}/start", UriKind.Relative), null, cancellationToken)).EnsureSuccessStatusCode();
        ReviewSummary? opened = null;
        await UntilAsync(
            async () => (opened = (await Http.GetFromJsonAsync<ReviewList>($"/api/datasets/{datasetId}/reviews", cancellationToken))!.Reviews.FirstOrDefault(review => review.State == ReviewState.Open)) is not null,
            "the seed review",
            cancellationToken);
        return opened!;
    }

    /// <summary>Makes a dataset of large images.</summary>
    /// <returns>Their sample ids.</returns>
    public async Task<IReadOnlyList<string>> PutImagesAsync(string datasetId, int count, int side, CancellationToken cancellationToken)
    {
        (await Http.PostAsJsonAsync("/api/datasets", new CreateDataset { DatasetId = datasetId, Settings = new DatasetSettings { Classes = Classes } }, cancellationToken)).EnsureSuccessStatusCode();
        var folder = Directory.CreateDirectory(Path.Join(_folder, datasetId, Classes[0])).FullName;
        var ids = new List<string>();
        for (var number = 0; number < count; number++)
        {
            var bytes = Draw(number, side);
            ids.Add(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
            await File.WriteAllBytesAsync(Path.Join(folder, $"{number.ToString(CultureInfo.InvariantCulture)}.png"), bytes, cancellationToken);
        }

        await IngestAsync(datasetId, Path.Join(_folder, datasetId), count, cancellationToken);
        return ids;
    }

    /// <summary>The most memory that dcai was resident in so far, megabytes (10⁶ bytes).</summary>
    public double PeakMegabytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * BytesPerKibibyte / BytesPerMegabyte;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken cancellationToken)
    {
        var from = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(from) > LongestStart)
            {
                throw new TimeoutException($"{what} did not happen within {LongestStart.TotalMinutes} minutes.");
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private async Task IngestAsync(string datasetId, string images, int count, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [_commandLine, "ingest", datasetId, images, "--data-dir", Data]) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(cancellationToken);
        await UntilAsync(
            async () => (await Http.GetFromJsonAsync<DatasetStatus>($"/api/datasets/{datasetId}", cancellationToken))!.Counts.Samples == count, "the arrival of the images", cancellationToken);
    }

    /// <summary>A picture of its own for every number: a slope with the number's bits in squares.</summary>
    private static byte[] Draw(int number, int side)
    {
        var (pixels, cell) = (new byte[side * side], side / 6);
        for (var index = 0; index < pixels.Length; index++)
        {
            var bit = (index / side / cell * 6) + (index % side / cell);
            var isSet = bit < 31 && ((number + 1) >> bit & 1) == 1;
            pixels[index] = (byte)((isSet ? 20 : 180) + (index % side * 60 / side));
        }

        return PngEncoder.Encode(new Image(side, side, PixelFormat.Gray8, pixels), fast: true);
    }
}
