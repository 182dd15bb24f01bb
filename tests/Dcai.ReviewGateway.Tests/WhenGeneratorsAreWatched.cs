using System.Net;
using System.Net.Http.Headers;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenGeneratorsAreWatched
{
    [Fact]
    public async Task Nothing_painted_is_no_error()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();

        var painting = await gateway.GetAsync<PaintingReport>($"/api/datasets/{DatasetId}/painting");

        Assert.Null(painting.Release);
        Assert.Empty(painting.Generators);
    }

    [Fact]
    public async Task A_training_that_goes_on_shows_its_checks_so_far_and_their_sheets()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await PutChecksAsync(gateway, release: 2);
        await gateway.Store.PutDocumentIfAbsentAsync(
            StoreKeys.GeneratorCheck(DatasetId, 2, 0, 2), Formats.GeneratorCheck, new GeneratorCheck { Iteration = 300, Gamma = 0.3, Agreement = 0, Failure = "diverged" });

        var painting = await gateway.GetAsync<PaintingReport>($"/api/datasets/{DatasetId}/painting?release=2");

        var generator = Assert.Single(painting.Generators);
        Assert.Equal((2, 0, null, null), (painting.Release, generator.Number, generator.Gamma, generator.End));
        Assert.Equal([(0, 100, 7.5), (1, 200, 6.5), (2, 300, null)], generator.Checks.Select(check => (check.Number, check.Iteration, check.FrechetDistance)));
        Assert.Equal([null, null, "diverged"], generator.Checks.Select(check => check.Failure));
        Assert.Null(generator.Checks[2].SheetPath);
        Assert.Equal(Sheet(1), await gateway.Http.GetByteArrayAsync(generator.Checks[1].SheetPath));
    }

    [Fact]
    public async Task The_newest_release_that_has_generators_is_shown_with_what_they_painted()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var checks = await PutChecksAsync(gateway, release: 1);
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Gan(DatasetId, 1), Formats.Gan, new GanCard
        {
            Release = 1,
            TrainCount = 40,
            Classes = ["i", "ii"],
            LeftOut = ["Class 'iii' has 2 training images."],
            Generators = [new GeneratorCard { Gamma = 0.5, Seed = 1, KeptIteration = 200, End = "no-improvement", Rollbacks = 1, Checks = checks }],
        });
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Synthesis(DatasetId, 1), Formats.Synthesis, new Synthesis
        {
            Release = 1,
            BatchId = "painted",
            Generators = [new PaintedImages { Gamma = 0.5, Count = 30, WrongShare = 0.4 }],
            CopyCount = 3,
            CopyDistance = 0.1,
            MedianTrainingDistance = 0.4,
        });
        await gateway.Store.PutAsync($"{StoreKeys.ReleasePrefix(DatasetId, 2)}release.json", "{}"u8.ToArray());

        var painting = await gateway.GetAsync<PaintingReport>($"/api/datasets/{DatasetId}/painting");

        Assert.Equal((1, 30, 3), (painting.Release, painting.ImageCount, painting.CopyCount));
        Assert.Equal(["Class 'iii' has 2 training images."], painting.LeftOut);
        var generator = Assert.Single(painting.Generators);
        Assert.Equal((0.5, 200, "no-improvement", 1, 2), (generator.Gamma, generator.KeptIteration, generator.End, generator.Rollbacks, generator.Checks.Count));
        Assert.Empty((await gateway.GetAsync<PaintingReport>($"/api/datasets/{DatasetId}/painting?release=2")).Generators);
    }

    [Fact]
    public async Task A_known_sheet_is_not_sent_again()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await PutChecksAsync(gateway, release: 1);
        var path = $"/api/datasets/{DatasetId}/releases/1/painting/0/0/sheet";
        using var first = await gateway.Http.GetAsync(path);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, path);
        conditional.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));

        Assert.Equal("image/png", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, (await gateway.Http.SendAsync(conditional)).StatusCode);
    }

    [Theory]
    [InlineData("releases/1/painting/0/2/sheet")]
    [InlineData("releases/1/painting/1/0/sheet")]
    [InlineData("releases/0/painting/0/0/sheet")]
    public async Task What_is_not_there_is_named(string path)
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await PutChecksAsync(gateway, release: 1);

        await (await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/{path}")).IsProblemAsync(HttpStatusCode.NotFound, "no-sheet");
    }

    private static byte[] Sheet(int number) => [137, 80, 78, 71, (byte)number];

    private static async Task<IReadOnlyList<GeneratorCheck>> PutChecksAsync(GatewayUnderTest gateway, int release)
    {
        var checks = new List<GeneratorCheck>();
        for (var number = 0; number < 2; number++)
        {
            checks.Add(new GeneratorCheck
            {
                Iteration = 100 * (number + 1),
                Gamma = 0.1 * (number + 1),
                FrechetDistance = 7.5 - number,
                Agreement = 0.6,
                Sheet = await gateway.Store.PutBlobAsync(Sheet(number), "image/png"),
            });
            await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.GeneratorCheck(DatasetId, release, 0, number), Formats.GeneratorCheck, checks[number]);
        }

        return checks;
    }
}
