using Dcai.Contracts;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.EndToEnd.Tests;

/// <summary>A whole run with a generator, its review and the second evaluation.</summary>
public sealed class WhenImagesArePainted
{
    [Fact]
    public async Task They_are_reviewed_measured_and_in_no_split()
    {
        using var run = new SmallRun(
            SmallRun.Quick,
            "synthesize=true", "synthesis.iterations=12", "synthesis.rampIterations=6", "synthesis.checkIterations=6", "synthesis.width=4", "synthesis.batchSize=8",
            "synthesis.leastImagesPerClass=2", "synthesis.imageCount=20");

        var (exitCode, text) = await DcaiProcess.RunAsync(run.Demo);

        Assert.True(exitCode == 0, text);
        var report = run.Report();
        Assert.Equal(2, report.Release.Version);
        Assert.InRange(report.Synthesis!.ImageCount, 1, 20);
        Assert.Contains(report.Evaluations, row => row.Name == ReleasePlanner.WithSynthesized);
        var generator = Assert.Single(report.Generators!);
        Assert.Equal((1, 12), (generator.Release, generator.KeptIteration));
        Assert.Equal($"/api/datasets/{run.DatasetIdOrFail()}/releases/1/painting/0/1/sheet", generator.SheetPath);

        using var store = run.Store();
        var datasetId = run.DatasetIdOrFail();
        var samples = await new Work.SnapshotReader(store).SamplesAsync(datasetId, (await SmallRun.SnapshotsAsync(store, datasetId))[^1].SnapshotVersion, CancellationToken.None);
        var painted = samples.Where(sample => sample.Origin == SampleOrigin.Synthesized).Select(sample => sample.SampleId).ToHashSet();
        var first = await store.GetDocumentAsync(StoreKeys.Release(datasetId, 1), Formats.Release);
        var second = await store.GetDocumentAsync(StoreKeys.Release(datasetId, 2), Formats.Release);
        Assert.Equal(report.Synthesis.ImageCount, painted.Count);
        Assert.Null(first.Synthesized);
        Assert.Equal(painted, second.Synthesized!.Select(sample => sample.SampleId).ToHashSet());
        Assert.DoesNotContain(second.Train.Concat(second.Validation).Concat(second.Test).Concat(second.Surplus), sample => painted.Contains(sample.SampleId));
        Assert.Equal(first.Train, second.Train);
        Assert.Equal(first.Validation, second.Validation);
        Assert.Equal(first.Test, second.Test);
        Assert.All(second.Trainings, training => Assert.DoesNotContain(training.Validation.Concat(training.Test), sample => painted.Contains(sample.SampleId)));
    }
}
