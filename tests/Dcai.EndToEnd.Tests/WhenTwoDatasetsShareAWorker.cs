using System.Text.Json;

namespace Dcai.EndToEnd.Tests;

/// <summary>One process that trains one model at a time, a dataset whose training would take days, and a small one.</summary>
public sealed class WhenTwoDatasetsShareAWorker
{
    private const string Huge = "huge";
    private const string Small = "small";

    [Fact]
    public async Task The_small_one_is_released_while_the_huge_one_trains()
    {
        using var run = new SmallRun();
        var (exitCode, text) = await DcaiProcess.RunAsync(run.Demo);
        Assert.True(exitCode == 0, text);
        var synthetic = Path.Join(run.Directory, "synthetic");
        var (images, oracle) = (Path.Join(synthetic, "original"), Path.Join(synthetic, "oracle.csv"));
        var data = Path.Join(run.Directory, "shared");
        await using var server = DcaiProcess.Start(new Dictionary<string, string> { ["DCAI__WORK__CONCURRENCY"] = "1" }, "up", "--data-dir", data);
        await server.WaitForOutputAsync("dcai is running");

        await BeginAsync(Huge, "auxiliaryEpochs=1000000");
        await RunAsync("review", Huge, "--oracle", oracle, "--once");
        await UntilAsync(Huge, "TrainingAuxiliary");
        await BeginAsync(Small, "auxiliaryEpochs=3");
        await RunAsync("review", Small, "--oracle", oracle);

        Assert.Equal("Released", (await StatusAsync(Small)).GetProperty("state").GetString());
        Assert.Equal("TrainingAuxiliary", (await StatusAsync(Huge)).GetProperty("state").GetString());

        async Task BeginAsync(string dataset, string epochs)
        {
            string[] settings = [.. run.SettingOptions, "--set", epochs];
            await RunAsync(["create", dataset, "--from", images, .. settings]);
            await RunAsync("ingest", dataset, images);
            await Eventually.TrueAsync(async () => (await StatusAsync(dataset)).GetProperty("counts").GetProperty("samples").GetInt32() > 0, $"the images of {dataset}");
            await RunAsync("start", dataset);
            await UntilAsync(dataset, "SeedReview");
        }

        Task UntilAsync(string dataset, string state) =>
            Eventually.TrueAsync(async () => (await StatusAsync(dataset)).GetProperty("state").GetString() == state, $"{dataset} in state {state}");

        async Task<JsonElement> StatusAsync(string dataset) => JsonDocument.Parse(await RunAsync("status", dataset, "--json")).RootElement[0];

        async Task<string> RunAsync(params string[] command)
        {
            var (code, output) = await DcaiProcess.RunAsync([.. command, "--data-dir", data]);
            Assert.True(code == 0, output);
            return output;
        }
    }
}
