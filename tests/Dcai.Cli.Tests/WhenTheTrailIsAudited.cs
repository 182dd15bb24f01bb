using System.Net.Http.Json;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.Cli.Tests;

public sealed class WhenTheTrailIsAudited
{
    private const string Decision = "00000000-0000-4000-8000-000000000001";
    private const string Batch = "00000000-0000-4000-8000-000000000002";

    [Fact]
    public async Task A_whole_one_is_told_and_one_with_a_missing_batch_ends_with_1()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.OpenReviewAsync("a");
        var decision = new SubmittedDecision { DecisionId = Decision, SampleId = SampleId("a"), Verdict = Verdict.Certify, Label = "i" };
        (await gateway.Http.PostAsJsonAsync(
            $"/api/datasets/{DatasetId}/reviews/r0001/decisions", new SubmitDecisions { BatchId = Batch, Reviewer = "ada", Decisions = [decision] })).EnsureSuccessStatusCode();

        var whole = await CommandRun.OfAsync(["audit", DatasetId, .. At(gateway)]);
        await gateway.Store.DeleteAsync(StoreKeys.Decisions(DatasetId, "r0001", Batch));
        var broken = await CommandRun.OfAsync(["audit", DatasetId, .. At(gateway)]);
        var reviewers = await CommandRun.OfAsync(["reviewers", DatasetId, .. At(gateway)]);

        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("1 reviews, 1 decisions; nothing is wrong", whole.Out, StringComparison.Ordinal);
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains($"review r0001: what closed it names batch {Batch}, which is not there", broken.Out, StringComparison.Ordinal);
        Assert.Equal(0, reviewers.ExitCode);
    }

    private static string[] At(GatewayUnderTest gateway) => ["--url", gateway.Url.ToString(), "--token", gateway.Token];
}
