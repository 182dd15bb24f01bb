using Dcai.Orchestrator;

namespace Dcai.EndToEnd.Tests;

/// <summary>A dataset is backed up in the middle of its curation, restored into an empty store, and finished there.</summary>
public sealed class WhenADatasetMovesHouse
{
    [Fact]
    public async Task It_ends_with_the_same_content()
    {
        using var undisturbed = new SmallRun();
        var (exitCode, text) = await DcaiProcess.RunAsync(undisturbed.Demo);
        Assert.True(exitCode == 0, text);

        using var old = new SmallRun();
        using var moved = new SmallRun();
        await using (var first = DcaiProcess.Start(old.Demo))
        {
            await Eventually.TrueAsync(() => first.HasExited || old.State() == nameof(CurationStateMachine.TrainingAuxiliary), "the first training");
            await first.KillAsync();
        }

        var copy = Path.Join(moved.Directory, "copy");
        var datasetId = old.DatasetIdOrFail();
        await using (var running = await UpAsync(old))
        {
            await SucceedsAsync("backup", datasetId, copy, "--data-dir", Path.Join(old.Directory, "data"));
            await running.KillAsync();
        }

        await using (var running = await UpAsync(moved))
        {
            await SucceedsAsync("restore", copy, "--data-dir", Path.Join(moved.Directory, "data"));
            await running.KillAsync();
        }

        // What else the demo keeps is its own: its images, and who it is.
        foreach (var file in Directory.EnumerateFiles(old.Directory, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(old.Directory, file);
            if (!relative.StartsWith("data/", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(moved.Directory, relative))!);
                File.Copy(file, Path.Join(moved.Directory, relative));
            }
        }

        (exitCode, text) = await DcaiProcess.RunAsync(moved.Demo);

        Assert.True(exitCode == 0, text);
        Assert.Contains("going on with an earlier run", text, StringComparison.Ordinal);
        Assert.Equal(undisturbed.Report().ContentDigest, moved.Report().ContentDigest);
        Assert.Equal(undisturbed.Report().Review?.Decisions, moved.Report().Review?.Decisions);
    }

    private static async Task<DcaiProcess> UpAsync(SmallRun run)
    {
        var process = DcaiProcess.Start("up", "--data-dir", Path.Join(run.Directory, "data"));
        await process.WaitForOutputAsync("dcai is running");
        return process;
    }

    private static async Task SucceedsAsync(params string[] arguments)
    {
        var (exitCode, text) = await DcaiProcess.RunAsync(arguments);
        Assert.True(exitCode == 0, text);
    }
}
