using System.Diagnostics;
using System.Globalization;
using Dcai.Bench.Figures;

namespace Dcai.Bench.Release;

/// <summary>Exports a generated release in every format by the command line, once each, and verifies it.</summary>
internal sealed class ReleaseBenchmark(string commandLine, string work, TextWriter output)
{
    private const double BytesPerKibibyte = 1024;
    private const double BytesPerMegabyte = 1e6;

    private static readonly string[] Formats = ["imagefolder", "webdataset", "coco", "huggingface"];
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    public async Task<IReadOnlyList<Figure>> MeasureAsync(int count, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Join(work, $"dcai-bench-release-{Environment.ProcessId}")).FullName;
        try
        {
            await using var release = await GeneratedRelease.StartAsync(count);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} images, {release.SizeBytes / BytesPerMegabyte:0} MB"));
            var figures = new List<Figure>();
            foreach (var format in Formats)
            {
                output.WriteLine(format);
                var target = Path.Join(folder, format);
                string[] export = ["export", GeneratedRelease.DatasetId, target, "--format", format, "--url", release.Url, "--token", "none"];
                var first = await RunAsync(export, cancellationToken);
                var again = await RunAsync(export, cancellationToken);
                var verified = await RunAsync(["verify", target], cancellationToken);
                figures.AddRange(
                [
                    new Figure($"{format}: images exported", count / first.Seconds, "/s"),
                    new Figure($"{format}: CPU of a thousand images", 1000 * first.CpuSeconds / count, "s"),
                    new Figure($"{format}: peak memory", first.PeakMegabytes, "MB"),
                    new Figure($"{format}: images found in place by a repetition", count / again.Seconds, "/s"),
                    new Figure($"{format}: images verified", count / verified.Seconds, "/s"),
                ]);
                Directory.Delete(target, recursive: true);
            }

            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <exception cref="InvalidOperationException">It failed; what it says stands above.</exception>
    private async Task<Usage> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var from = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [commandLine, .. arguments]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var ended = process.WaitForExitAsync(cancellationToken);
        var (cpu, peak) = (0.0, 0.0);
        while (await Task.WhenAny(ended, Task.Delay(BetweenLooks, cancellationToken)) != ended)
        {
            try
            {
                process.Refresh();
                (cpu, peak) = (process.TotalProcessorTime.TotalSeconds, PeakMegabytes(process.Id));
            }
            catch (Exception gone) when (gone is InvalidOperationException or IOException)
            {
                break;
            }
        }

        await ended;
        return process.ExitCode == 0
            ? new Usage(Stopwatch.GetElapsedTime(from).TotalSeconds, cpu, peak)
            : throw new InvalidOperationException($"'dcai {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}; what it says stands above.");
    }

    private static double PeakMegabytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            ?? throw new IOException("The process has ended.");
        return double.Parse(line.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * BytesPerKibibyte / BytesPerMegabyte;
    }
}
