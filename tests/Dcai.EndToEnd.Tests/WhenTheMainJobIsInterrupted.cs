using System.Text.Json;
using Dcai.Orchestrator;

namespace Dcai.EndToEnd.Tests;

/// <summary>Ctrl-C, a second process, and what is left behind.</summary>
public sealed class WhenTheMainJobIsInterrupted
{
    [Fact]
    public async Task It_says_so_and_the_same_command_finishes_it()
    {
        using var run = new SmallRun();
        await using (var first = DcaiProcess.Start(run.Demo))
        {
            await Eventually.TrueAsync(() => first.HasExited || run.State() == nameof(CurationStateMachine.TrainingAuxiliary), "the first training");
            first.SendInterrupt();
            Assert.NotEqual(0, await first.WaitAsync());
            Assert.Contains("run the same command again", first.Output, StringComparison.Ordinal);
        }

        var (exitCode, text) = await DcaiProcess.RunAsync(run.Demo);

        Assert.True(exitCode == 0, text);
        Assert.Contains("going on with an earlier run", text, StringComparison.Ordinal);
        AssertExportMatchesCertificates(run);
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused_in_one_line()
    {
        using var run = new SmallRun();
        await using var first = DcaiProcess.Start("up", "--data-dir", run.Directory);
        await first.WaitForOutputAsync("dcai is running");

        var (exitCode, text) = await DcaiProcess.RunAsync("up", "--data-dir", run.Directory);

        Assert.Equal(1, exitCode);
        Assert.Contains("in use by process", Assert.Single(text.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.False(first.HasExited);
    }

    private static void AssertExportMatchesCertificates(SmallRun run)
    {
        var certified = Path.Join(run.Directory, "certified");
        var listed = File.ReadLines(Path.Join(certified, "certificates.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("file").GetString()!)
            .Order(StringComparer.Ordinal);
        var exported = Directory.EnumerateFiles(certified, "*.png", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(certified, file))
            .Where(file => !file.StartsWith("test/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Assert.Equal(listed.Where(file => !file.StartsWith("test/", StringComparison.Ordinal)), exported);
    }
}
