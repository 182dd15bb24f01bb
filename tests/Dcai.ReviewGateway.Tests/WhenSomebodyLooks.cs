using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenSomebodyLooks
{
    [Fact]
    public async Task The_status_tells_the_sagas_state_and_the_workers_progress()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a", "i"), await gateway.PutSampleAsync("b")]);
        await PutSagaAsync(gateway, 1, "TrainingAuxiliary", reason: null, "c1");
        await gateway.Bus.Publish(Progress("c1", 0.5));
        await gateway.Bus.Publish(Progress("answered-long-ago", 0.9));

        DatasetStatus? status = null;
        await UntilAsync(
            async () =>
            {
                status = await gateway.GetAsync<DatasetStatus>($"/api/datasets/{DatasetId}");
                return status.Progress.Count > 0;
            },
            "the progress");

        Assert.Equal(("TrainingAuxiliary", 2, 1), (status!.State, status.Round, status.Generation));
        Assert.Equal((2, 1, 1, 0), (status.Counts.Samples, status.Counts.Uncertified, status.Counts.Certified, status.Counts.Removed));
        Assert.Equal(("TrainAuxiliaryModel", 1), (status.Outstanding[0].Command, status.Outstanding[0].Count));
        var work = Assert.Single(status.Progress);
        Assert.Equal(("training", "round 2", 0.5, 3, 6, 0.25), (work.Activity, work.Name, work.Fraction, work.Epoch, work.Epochs, work.Loss));
    }

    [Fact]
    public async Task A_suspension_tells_its_reason()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await PutSagaAsync(gateway, 1, "Ranking", reason: null);
        await gateway.GetAsync<DatasetStatus>($"/api/datasets/{DatasetId}");
        await PutSagaAsync(gateway, 2, "Suspended", "the disk\nis full");

        var status = await gateway.GetAsync<DatasetStatus>($"/api/datasets/{DatasetId}");

        Assert.Equal(("Suspended", "Ranking", "the disk is full"), (status.State, status.ResumesTo, status.SuspendedBecause));
    }

    [Fact]
    public async Task An_image_is_its_own_etag()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a")]);
        var path = $"/api/datasets/{DatasetId}/samples/{SampleId("a")}/image";

        var first = await gateway.Http.GetAsync(path);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, path);
        conditional.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{SampleId("a")}\""));
        var second = await gateway.Http.SendAsync(conditional);

        Assert.Equal(Image("a"), await first.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"\"{SampleId("a")}\"", first.Headers.ETag?.Tag);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.All([first, second], answer => Assert.Equal((true, true, null), (answer.Headers.CacheControl!.Private, answer.Headers.CacheControl.NoCache, answer.Headers.CacheControl.MaxAge)));
    }

    [Fact]
    public async Task Nothing_but_the_datasets_images_is_served()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a")]);
        var model = await gateway.Store.PutBlobAsync("weights"u8.ToArray(), "application/safetensors");

        foreach (var id in new[] { Digests.Hex(model.Digest), SampleId("elsewhere"), "zz", SampleId("a").ToUpperInvariant() })
        {
            await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/samples/{id}/image")).IsProblemAsync(HttpStatusCode.NotFound, "no-sample");
        }
    }

    [Fact]
    public async Task Snapshots_are_listed_the_oldest_first()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var sample = await gateway.PutSampleAsync("a", "i");
        await gateway.PutSnapshotAsync(1, [sample]);
        await gateway.PutSnapshotAsync(2, [sample], "r0001");

        var list = await gateway.GetAsync<SnapshotList>($"/api/datasets/{DatasetId}/snapshots");

        Assert.Equal([1, 2], list.Snapshots.Select(snapshot => snapshot.Version));
        Assert.Equal(["r0001"], list.Snapshots[1].Reviews);
    }

    [Fact]
    public async Task A_release_has_a_certificate_for_every_image()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a", "i"), await gateway.PutSampleAsync("b", "ii"), await gateway.PutSampleAsync("c")]);
        await gateway.Store.PutBlobAsync(Image("external"), "image/png");
        await PutReleaseAsync(gateway);

        var lines = (await gateway.Http.GetStringAsync($"/api/datasets/{DatasetId}/releases/1/certificates")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var certificates = lines.Select(line => JsonSerializer.Deserialize<Certificate>(line, JsonSerializerOptions.Web)!).ToList();
        var ofSnapshot = (await gateway.Http.GetStringAsync($"/api/datasets/{DatasetId}/snapshots/1/certificates")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["train", "val", "test"], certificates.Select(certificate => certificate.Part));
        Assert.Equal(("i", "ada", 1, "r0001"), (certificates[0].Label, certificates[0].CertifiedBy, certificates[0].Round, certificates[0].Review));
        Assert.Equal(["folder/train/i/a.png"], certificates[0].Names);
        Assert.Equal((SampleId("external"), null), (certificates[2].SampleId, certificates[2].CertifiedBy));
        Assert.Equal(2, ofSnapshot.Length);
        await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/releases/2/certificates")).IsProblemAsync(HttpStatusCode.NotFound, "no-release");
        await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/releases/1/report")).IsProblemAsync(HttpStatusCode.NotFound, "no-release");
        await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/snapshots/7/certificates")).IsProblemAsync(HttpStatusCode.NotFound, "no-snapshot");
        var release = Assert.Single((await gateway.GetAsync<ReleaseList>($"/api/datasets/{DatasetId}/releases")).Releases);
        Assert.Equal((1, 1, 1, 1, false), (release.Release, release.TrainCount, release.ValidationCount, release.TestCount, release.Evaluated));
    }

    private static async Task PutReleaseAsync(GatewayUnderTest gateway) => await gateway.Store.PutDocumentIfAbsentAsync(
        StoreKeys.Release(DatasetId, 1),
        Formats.Release,
        new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = "sha256:0",
            Train = [new LabelledSample { SampleId = SampleId("a"), Label = "i" }],
            Validation = [new LabelledSample { SampleId = SampleId("b"), Label = "ii" }],
            Test = [new LabelledSample { SampleId = SampleId("external"), Label = "i" }],
            Surplus = [],
            HeldOutFromTraining = 0,
            Trainings = [],
        });

    [Fact]
    public async Task They_see_the_rounds_that_are_measured()
    {
        await using var gateway = await StartAsync();
        await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/rounds")).IsProblemAsync(HttpStatusCode.NotFound, "no-dataset");
        await gateway.CreateDatasetAsync();
        Assert.Empty((await gateway.GetAsync<RoundList>($"/api/datasets/{DatasetId}/rounds")).Rounds);

        // Of two rounds the first is measured; the second's review is not folded in yet.
        await PutSagaAsync(gateway, 1, "RoundReview", reason: null);
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.RoundMetrics(DatasetId, 1), Formats.RoundMetrics, new RoundMetrics
        {
            Round = 1,
            Train = 180,
            Validation = 20,
            TrainAccuracy = 0.75,
            ValidationAccuracy = 0.5,
            PipelineAccuracy = 0.875,
            ValidatedRatio = 0.25,
            SecondsPerEpochMean = 1.5,
            SecondsPerEpochSd = 0.5,
        });

        var round = Assert.Single((await gateway.GetAsync<RoundList>($"/api/datasets/{DatasetId}/rounds")).Rounds);
        Assert.Equal((1, 180, 0.875, 0.25), (round.Round, round.Train, round.PipelineAccuracy, round.ValidatedRatio));
    }

    private static async Task PutSagaAsync(GatewayUnderTest gateway, long version, string state, string? reason, params string[] outstanding) =>
        await gateway.Store.PutIfAbsentAsync(
            StoreKeys.Saga(DatasetId, version),
            CanonicalJson.Serialize(new
            {
                Format = "dcai.curation",
                Version = 1,
                CurrentState = state,
                ResumeState = reason is null ? null : "Ranking",
                Reason = reason,
                Round = 2,
                Generation = 1,
                Outstanding = outstanding.Select(id => new { CommandId = id, Command = "TrainAuxiliaryModel", Attempts = 1 }),
            }));

    private static WorkProgressed Progress(string commandId, double fraction) => new()
    {
        DatasetId = DatasetId,
        CommandId = commandId,
        Activity = "training",
        Name = "round 2",
        Fraction = fraction,
        Epoch = 3,
        Epochs = 6,
        Loss = 0.25,
    };
}
