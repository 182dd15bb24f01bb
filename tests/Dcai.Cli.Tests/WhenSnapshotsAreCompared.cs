using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenSnapshotsAreCompared
{
    [Fact]
    public async Task Every_change_is_a_line_and_the_last_one_counts_them()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        var removed = await gateway.PutSampleAsync("b") with { Status = SampleStatus.Removed, RemovedReason = "blurred" };
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a"), await gateway.PutSampleAsync("b")]);
        await gateway.PutSnapshotAsync(2, [await gateway.PutSampleAsync("a", "ii"), removed, await gateway.PutSampleAsync("c")]);

        var text = await RunAsync(gateway, "1", "2");
        var json = await RunAsync(gateway, "1", "2", "--json");

        Assert.Equal(0, text.ExitCode);
        Assert.Contains($"{GatewayUnderTest.SampleId("a")[..12]}  uncertified, given 'i' → certified 'ii' by ada", text.Out, StringComparison.Ordinal);
        Assert.Contains("uncertified, given 'i' → removed (blurred)", text.Out, StringComparison.Ordinal);
        Assert.Contains("not there → uncertified, given 'i'", text.Out, StringComparison.Ordinal);
        Assert.Contains("1 arrived, 0 gone, 2 decided, 0 relabelled, 0 otherwise changed", text.Out, StringComparison.Ordinal);
        Assert.Equal(3, JsonSerializer.Deserialize<SnapshotDifference>(json.Out, JsonSerializerOptions.Web)!.Changes.Count);
    }

    [Fact]
    public async Task A_snapshot_that_is_not_there_is_said_in_one_line()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();

        (await RunAsync(gateway, "1", "2")).FailedWith(1, "no snapshot 1", "/snapshots");
        (await RunAsync(gateway, "0", "2")).FailedWith(2, "begin with 1");
    }

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] arguments) =>
        CommandRun.OfAsync(["diff", GatewayUnderTest.DatasetId, .. arguments, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
