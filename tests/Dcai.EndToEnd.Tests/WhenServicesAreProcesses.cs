using Xunit.Abstractions;

namespace Dcai.EndToEnd.Tests;

/// <summary>Each service a process of its own, over a broker and an S3 server that the command starts.</summary>
public sealed class WhenServicesAreProcesses(ITestOutputHelper output)
{
    private const int Kills = 8;

    /// <summary>Services, broker and S3 gateway are killed from outside and at failpoints; the command compares the outcome with an undisturbed run of one process.</summary>
    [ServersFact]
    public async Task Whatever_is_killed_nothing_is_lost_or_doubled()
    {
        using var run = new SmallRun();

        var (exitCode, text) = await DcaiProcess.RunAsync("chaos", "--kills", $"{Kills}", "--seed", "7", "--out", run.Directory);

        output.WriteLine(text);
        Assert.True(exitCode == 0, text);
        Assert.Matches(@"\d+ kills: nothing lost, nothing doubled", text);
    }
}
