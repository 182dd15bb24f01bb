using System.Net;
using Dcai.Api;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAnImageIsCompared
{
    [Fact]
    public async Task The_nearest_certified_ones_and_examples_of_the_classes_come()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1,
        [
            await gateway.PutSampleAsync("judged") with { PerceptualHash = "00000000000000ff" },
            await gateway.PutSampleAsync("near", "i") with { PerceptualHash = "00000000000000fe" },
            await gateway.PutSampleAsync("far", "ii") with { PerceptualHash = "ffffffffffffff00" },
            await gateway.PutSampleAsync("open") with { PerceptualHash = "00000000000000ff" },
            await gateway.PutSampleAsync("bare", "ii"),
        ]);

        var path = $"/api/datasets/{DatasetId}/samples/{SampleId("judged")}/comparison";
        var compared = await gateway.GetAsync<Comparison>($"{path}?label=ii&label=iii");
        var both = await gateway.GetAsync<Comparison>($"{path}?label=ii&label=i");
        var any = await gateway.GetAsync<Comparison>(path);

        Assert.Equal([(SampleId("far"), "ii", (int?)64)], compared.Nearest.Select(card => (card.SampleId, card.Label, card.Distance)));
        Assert.Equal([SampleId("far"), SampleId("near")], both.Nearest.Select(card => card.SampleId));
        Assert.Equal([SampleId("near"), SampleId("far")], any.Nearest.Select(card => card.SampleId));
        Assert.Equal(new[] { SampleId("bare"), SampleId("far") }.Order(), compared.Examples.Select(card => card.SampleId).Order());
        await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/samples/{SampleId("z")}/comparison")).IsProblemAsync(HttpStatusCode.NotFound, "no-sample");
    }
}
