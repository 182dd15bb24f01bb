using System.Diagnostics;
using System.Text.Json;
using Dcai.Bench.Figures;

namespace Dcai.Bench.Train;

/// <summary>What the command line costs around the training: how soon it answers, and which share of the main job is neither training nor inference.</summary>
/// <param name="commandLine">dcai.dll, as built.</param>
internal sealed class WholeSystem(string commandLine, int repeats, TextWriter output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <summary>From the start of the process to the first answered request; median.</summary>
    public Figure StartUp()
    {
        output.WriteLine($"dcai up to the first answered request, {repeats} times");
        var seconds = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            seconds[i] = SecondsToFirstAnswer();
        }

        return new Figure("dcai up to the first answered request", TrainBenchmark.Median(seconds), "s");
    }

    /// <summary>A whole run of the quick profile on generated images.</summary>
    public IEnumerable<Figure> Demo()
    {
        output.WriteLine("dcai demo on synthetic images, quick profile");
        var folder = Directory.CreateTempSubdirectory("dcai-bench-");
        try
        {
            using var process = Start(["demo", "--json", "--out", folder.FullName]);
            var report = JsonDocument.Parse(process.StandardOutput.ReadToEnd()).RootElement.GetProperty("seconds");
            process.WaitForExit();
            var total = report.GetProperty("total").GetDouble();
            return
            [
                new Figure("dcai demo, synthetic images, quick profile", total, "s"),
                new Figure("share of it outside training and inference", report.GetProperty("orchestration").GetDouble() / total, "×"),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private double SecondsToFirstAnswer()
    {
        var folder = Directory.CreateTempSubdirectory("dcai-bench-");
        var from = Stopwatch.GetTimestamp();
        using var process = Start(["up", "--data-dir", folder.FullName]);
        try
        {
            using var client = new HttpClient();
            while (Stopwatch.GetElapsedTime(from) < Deadline)
            {
                if (Address(folder.FullName) is { } address && Answers(client, address))
                {
                    return Stopwatch.GetElapsedTime(from).TotalSeconds;
                }

                Thread.Sleep(1);
            }

            throw new InvalidOperationException($"dcai up did not answer within {Deadline}.");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
            folder.Delete(recursive: true);
        }
    }

    private static Uri? Address(string folder)
    {
        var file = Path.Join(folder, "gateway.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var gateway = JsonDocument.Parse(File.ReadAllBytes(file));
            return new Uri(gateway.RootElement.GetProperty("url").GetString()!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Answers(HttpClient client, Uri address)
    {
        using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/health/live")));
        return response.IsSuccessStatusCode;
    }

    private Process Start(IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [commandLine, .. arguments]) { RedirectStandardOutput = true })!;
}
