using System.Net;
using Dcai.Api;
using Dcai.Contracts;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenTheOwnerSteers
{
    [Fact]
    public async Task The_answer_is_what_the_saga_has_stored()
    {
        await using var gateway = await StartAsync(answer: id => new CurationSteered { DatasetId = id, State = "SelectingSeed", Version = 5 });
        await gateway.CreateDatasetAsync();

        var result = await (await gateway.Http.PostAsync($"/api/datasets/{DatasetId}/start", null)).IsAsync<SteeringResult>();

        Assert.Equal((DatasetId, "SelectingSeed", 5L), (result.DatasetId, result.State, result.Version));
        var start = Assert.Single(gateway.Heard.Starts);
        Assert.Equal((1, 600, 1024), (start.SettingsVersion, start.SamplesPerRound, start.RankingShardSize));
    }

    [Fact]
    public async Task A_refusal_is_a_conflict_with_its_reason()
    {
        await using var gateway = await StartAsync(answer: id => new CurationSteered { DatasetId = id, State = "", Version = 0, Refusal = "it has no images yet" });
        await gateway.CreateDatasetAsync();

        var problem = await (await gateway.Http.PostAsync($"/api/datasets/{DatasetId}/pause", null)).IsProblemAsync(HttpStatusCode.Conflict, "steering-refused");

        Assert.Contains("it has no images yet", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_no_answer()
    {
        await using var gateway = await StartAsync(new Dictionary<string, string?> { ["SteeringTimeoutSeconds"] = "0.2" });
        await gateway.CreateDatasetAsync();

        await (await gateway.Http.PostAsync($"/api/datasets/{DatasetId}/resume", null)).IsProblemAsync(HttpStatusCode.ServiceUnavailable, "no-orchestrator");
    }

    [Fact]
    public async Task A_fault_is_no_answer_either()
    {
        await using var gateway = await StartAsync(answer: id => new CurationSteered { DatasetId = id, State = "Paused", Version = 1 });
        await gateway.CreateDatasetAsync();

        var problem = await (await gateway.Http.PostAsync($"/api/datasets/{DatasetId}/cancel", null)).IsProblemAsync(HttpStatusCode.ServiceUnavailable, "orchestrator-fault");

        Assert.Contains("the saga's disk is gone", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_dataset_is_not_asked_for()
    {
        await using var gateway = await StartAsync();

        await (await gateway.Http.PostAsync("/api/datasets/nobody/start", null)).IsProblemAsync(HttpStatusCode.NotFound, "no-dataset");
    }
}
