using System.Text.Json;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Orchestrator;
using Dcai.Work;

namespace Dcai.EndToEnd.Tests;

/// <summary>An image of the training set is erased while a model learns from it; the curation goes on without it.</summary>
public sealed class WhenAnImageIsErasedMidway
{
    [Fact]
    public async Task The_curation_ends_without_it()
    {
        using var run = new SmallRun();
        await using (var first = DcaiProcess.Start(run.Demo))
        {
            await Eventually.TrueAsync(() => first.HasExited || run.State() == nameof(CurationStateMachine.TrainingAuxiliary), "the first training");
            await first.KillAsync();
        }

        var datasetId = run.DatasetIdOrFail();
        string sampleId;
        using (var store = run.Store())
        {
            sampleId = (await store.GetDocumentAsync(StoreKeys.TrainingSet(datasetId, 1), Formats.TrainingSet)).Train[0].SampleId;
        }

        await using (var up = DcaiProcess.Start("up", "--data-dir", Path.Join(run.Directory, "data")))
        {
            await up.WaitForOutputAsync("dcai is running");
            var (erased, said) = await DcaiProcess.RunAsync(
                "erase", datasetId, "--sample", sampleId, "--reason", "asked for", "--data-dir", Path.Join(run.Directory, "data"));
            Assert.True(erased == 0, said);
            await up.KillAsync();
        }

        var (exitCode, text) = await DcaiProcess.RunAsync(run.Demo);

        Assert.True(exitCode == 0, text);
        using var after = run.Store();
        Assert.Null(await after.HeadAsync(Digests.BlobKey($"sha256:{sampleId}")));
        var newest = (await SmallRun.SnapshotsAsync(after, datasetId))[^1];
        var sample = (await new SnapshotReader(after).SamplesAsync(newest, CancellationToken.None)).Single(one => one.SampleId == sampleId);
        Assert.Equal((SampleStatus.Removed, "erased"), (sample.Status, sample.RemovedReason));
        var release = await after.GetDocumentAsync(StoreKeys.Release(datasetId, 1), Formats.Release);
        Assert.DoesNotContain(release.Train.Concat(release.Validation).Concat(release.Test).Concat(release.Surplus), member => member.SampleId == sampleId);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Join(run.Directory, "certified"), "*.png", SearchOption.AllDirectories),
            file => Path.GetFileNameWithoutExtension(file) == sampleId);
        Assert.DoesNotContain(
            File.ReadLines(Path.Join(run.Directory, "certified", "certificates.jsonl")),
            line => JsonDocument.Parse(line).RootElement.GetProperty("sampleId").GetString() == sampleId);
    }
}
