using System.Net.Http.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAGridIsLinedUp
{
    private static readonly (string Name, string Label, string? Hash)[] Images =
    [
        ("two", "ii", "ffffffffffffffff"),
        ("white", "i", "0000000000000000"),
        ("black", "i", "ffffffffffffffff"),
        ("whitish", "i", "0000000000000003"),
        ("bare", "i", null),
        ("blackish", "i", "fffffffffffffffc"),
        ("gray", "i", "00000000ffffffff"),
        ("suspicious", "iii", "0000000000000000"),
    ];

    [Fact]
    public async Task What_has_the_same_label_and_looks_alike_comes_together()
    {
        await using var gateway = await WithReviewAsync(snapshot: true);

        var held = await HoldAsync(gateway, 9);

        Assert.Equal(["suspicious", "white", "whitish", "gray", "black", "blackish", "bare", "two"], held.Items.Select(NameOf));
        Assert.Equal([ReviewView.Focus, .. Enumerable.Repeat(ReviewView.Grid, 7)], held.Items.Select(item => item.View));
    }

    [Fact]
    public async Task Near_duplicates_are_a_stack()
    {
        await using var gateway = await WithReviewAsync(snapshot: true);

        var held = await HoldAsync(gateway, 9);

        // Blackish differs from black in 2 bits, gray from whitish in more.
        Assert.Equal(
            [("white", "white"), ("whitish", "white"), ("black", "black"), ("blackish", "black")],
            held.Items.Where(item => item.Stack is not null).Select(item => (NameOf(item), Images.First(image => SampleId(image.Name) == item.Stack).Name)));
    }

    [Fact]
    public async Task So_is_what_rankings_found_to_show_the_same()
    {
        await using var gateway = await WithReviewAsync(snapshot: true, "white", "black");

        var held = await HoldAsync(gateway, 9);

        Assert.Equal(["suspicious", "white", "black", "whitish", "gray", "blackish", "bare", "two"], held.Items.Select(NameOf));
        Assert.Equal(
            [("white", "white"), ("black", "white"), ("whitish", "white")],
            held.Items.Where(item => item.Stack is not null).Select(item => (NameOf(item), Images.First(image => SampleId(image.Name) == item.Stack).Name)));
    }

    [Fact]
    public async Task Pages_follow_the_line()
    {
        await using var gateway = await WithReviewAsync(snapshot: true);

        var (first, second) = (await HoldAsync(gateway, 3, lease: 1, reviewer: "ada"), await HoldAsync(gateway, 3, lease: 2, reviewer: "eve"));

        Assert.Equal(["suspicious", "white", "whitish", "gray"], first.Items.Select(NameOf));
        Assert.Equal(["black", "blackish", "bare"], second.Items.Select(NameOf));
    }

    [Fact]
    public async Task Without_a_snapshot_classes_come_together_and_nothing_else_is_known()
    {
        await using var gateway = await WithReviewAsync(snapshot: false);

        var held = await HoldAsync(gateway, 9);

        Assert.Equal(["suspicious", "white", "black", "whitish", "bare", "blackish", "gray", "two"], held.Items.Select(NameOf));
        Assert.All(held.Items, item => Assert.Null(item.Stack));
    }

    private static async Task<GatewayUnderTest> WithReviewAsync(bool snapshot, params string[] near)
    {
        var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        if (snapshot)
        {
            var samples = new List<Sample>();
            foreach (var (name, label, hash) in Images)
            {
                samples.Add(await gateway.PutSampleAsync(name) with { GivenLabels = [label], PerceptualHash = hash, NearGroup = near.Contains(name) ? "g" : null });
            }

            await gateway.PutSnapshotAsync(1, samples);
        }

        await gateway.OpenReviewAsync(Images.Select(image => new ReviewItem
        {
            SampleId = SampleId(image.Name),
            End = image.Name == "suspicious" ? Contracts.Documents.ReviewEnd.LikelyInvalid : Contracts.Documents.ReviewEnd.LikelyValid,
            Reason = "looks right",
            GivenLabels = [image.Label],
        }));
        return gateway;
    }

    private static string NameOf(ReviewTask item) => Images.First(image => SampleId(image.Name) == item.SampleId).Name;

    private static async Task<HeldItems> HoldAsync(GatewayUnderTest gateway, int limit, int lease = 1, string reviewer = "ada")
    {
        var wanted = new HoldItems { Reviewer = reviewer, GridLimit = limit, FocusLimit = limit };
        return await (await gateway.Http.PutAsJsonAsync($"/api/datasets/{DatasetId}/reviews/r0001/leases/00000000-0000-4000-8000-{lease:d12}", wanted)).IsAsync<HeldItems>();
    }
}
