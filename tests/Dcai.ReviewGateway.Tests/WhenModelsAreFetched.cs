using System.Net;
using System.Net.Http.Headers;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenModelsAreFetched
{
    [Fact]
    public async Task A_rounds_ensemble_is_listed_and_its_weights_stream()
    {
        await using var gateway = await WithSnapshotAsync();
        await gateway.Store.PutDocumentIfAbsentAsync(
            StoreKeys.TrainingSet(DatasetId, 2), Formats.TrainingSet, new TrainingSet { Round = 2, Snapshot = 1, Train = [], Validation = [], HeldOutCount = 0 });
        for (var member = 0; member < 2; member++)
        {
            var weights = await gateway.Store.PutBlobAsync(Weights(member), "application/vnd.safetensors");
            await gateway.Store.PutDocumentIfAbsentAsync(
                StoreKeys.ModelCard(DatasetId, 2, member), Formats.ModelCard,
                Card("round 2", weights) with { Round = 2, Member = member, Preprocessing = "ink", Temperature = 1.5, HeldOutFold = member });
        }

        var models = (await gateway.GetAsync<ModelList>($"/api/datasets/{DatasetId}/rounds/2/models")).Models;

        Assert.Equal([(2, 0, 0), (2, 1, 1)], models.Select(model => (model.Round!.Value, model.Number, model.HeldOutFold!.Value)));
        Assert.All(models, model => Assert.Equal(("ink", 1.5, 1, $"sha256:{1:x64}", null), (model.Preprocessing, model.Temperature, model.SnapshotVersion, model.ContentDigest, model.Release)));
        var response = await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/rounds/2/models/1/weights");
        Assert.Equal(Weights(1), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/vnd.safetensors", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"\"{Digests.Hex(models[1].WeightsDigest)}\"", response.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task Known_weights_are_not_sent_again()
    {
        await using var gateway = await WithReleaseAsync();
        var digest = Digests.Hex((await gateway.GetAsync<ModelList>($"/api/datasets/{DatasetId}/releases/1/models")).Models[0].WeightsDigest);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, $"/api/datasets/{DatasetId}/releases/1/models/0/weights");
        conditional.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{digest}\""));

        Assert.Equal(HttpStatusCode.NotModified, (await gateway.Http.SendAsync(conditional)).StatusCode);
    }

    [Fact]
    public async Task A_releases_models_are_its_pipeline_outputs_trained_so_far()
    {
        await using var gateway = await WithReleaseAsync();

        var models = (await gateway.GetAsync<ModelList>($"/api/datasets/{DatasetId}/releases/1/models")).Models;

        Assert.Equal([(1, 0), (1, 1)], models.Select(model => (model.Release!.Value, model.Number)));
        Assert.All(models, model => Assert.Equal(("pipeline output", null, 8, 0.75), (model.Name, model.Round, model.TestCount, model.TestAccuracy)));
        Assert.Equal([("i", 8, 0.75)], models[0].PerClass.Select(one => (one.Label, one.Count, one.Accuracy!.Value)));
        Assert.Equal(Weights(1), await gateway.Http.GetByteArrayAsync($"/api/datasets/{DatasetId}/releases/1/models/1/weights"));
    }

    [Theory]
    [InlineData("rounds/1/models", "no-model")]
    [InlineData("rounds/0/models", "no-model")]
    [InlineData("rounds/1/models/0/weights", "no-model")]
    [InlineData("releases/1/models/2/weights", "no-model")]
    [InlineData("releases/2/models", "no-release")]
    [InlineData("releases/0/models/0/weights", "no-release")]
    public async Task What_is_not_there_is_named(string path, string code)
    {
        await using var gateway = await WithReleaseAsync();

        await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/{path}")).IsProblemAsync(HttpStatusCode.NotFound, code);
    }

    [Fact]
    public async Task Nothing_trained_yet_is_said()
    {
        await using var gateway = await WithSnapshotAsync();
        await PutReleaseAsync(gateway, "pipeline output");

        var problem = await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/releases/1/models")).IsProblemAsync(HttpStatusCode.NotFound, "no-model");

        Assert.Contains("trained yet", problem.Detail, StringComparison.Ordinal);
    }

    private static byte[] Weights(int number) => [1, 2, 3, (byte)number];

    private static async Task<GatewayUnderTest> WithSnapshotAsync()
    {
        var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a", "i")]);
        return gateway;
    }

    /// <summary>Two of three seeds are trained; a fold is no model of a release.</summary>
    private static async Task<GatewayUnderTest> WithReleaseAsync()
    {
        var gateway = await WithSnapshotAsync();
        await PutReleaseAsync(gateway, "as distributed", "pipeline output", "pipeline output", "pipeline output", "fold 1 of 2");
        foreach (var (index, name, seed) in new[] { (0, "as distributed", 0), (1, "pipeline output", 0), (2, "pipeline output", 1), (4, "fold 1 of 2", 0) })
        {
            await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.FoldOutcome(DatasetId, 1, index), Formats.Outcome, new TrainingOutcome
            {
                Name = name,
                IsFold = index == 4,
                SeedNumber = seed,
                Card = Card(name, await gateway.Store.PutBlobAsync(Weights(seed), "application/vnd.safetensors")),
                TestCount = 8,
                TestAccuracy = 0.75,
                PerClass = [new ClassAccuracy { Label = "i", Count = 8, Accuracy = 0.75 }],
            });
        }

        return gateway;
    }

    private static async Task PutReleaseAsync(GatewayUnderTest gateway, params string[] trainings) => await gateway.Store.PutDocumentIfAbsentAsync(
        StoreKeys.Release(DatasetId, 1),
        Formats.Release,
        new Release
        {
            ReleaseVersion = 1,
            Snapshot = 1,
            ContentDigest = $"sha256:{1:x64}",
            Train = [],
            Validation = [],
            Test = [],
            Surplus = [],
            HeldOutFromTraining = 0,
            Trainings = [.. trainings.Select(name => new PlannedTraining { Name = name, IsFold = false, Train = [], Validation = [], Test = [] })],
        });

    private static ModelCard Card(string name, Descriptor weights) => new()
    {
        Name = name,
        Round = 0,
        Weights = weights,
        Classes = Classes,
        TrainCount = 10,
        ValidationCount = 4,
        BestEpoch = 3,
        TrainAccuracy = 1,
        ValidationAccuracy = 0.5,
        SecondsPerEpochMean = 1,
        SecondsPerEpochSd = 0,
        Seed = 7,
        History = [],
        Intervals = [],
    };
}
