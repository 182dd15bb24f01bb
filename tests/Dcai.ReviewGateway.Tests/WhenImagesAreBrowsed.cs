using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenImagesAreBrowsed
{
    private const string Samples = $"/api/datasets/{DatasetId}/samples";

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_or_a_repetition()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var names = Enumerable.Range(0, 7).Select(number => $"image {number}").ToList();
        await gateway.PutSnapshotAsync(1, await Task.WhenAll(names.Select(name => gateway.PutSampleAsync(name))));

        var (seen, path) = (new List<string>(), $"{Samples}?limit=3");
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await gateway.GetAsync<SamplePage>(path + (cursor.Length > 0 ? $"&cursor={cursor}" : ""));
            seen.AddRange(page.Samples.Select(sample => sample.SampleId));
            cursor = page.NextCursor;
        }

        Assert.Equal(names.Select(SampleId).Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Filters_leave_out_what_was_not_asked_for()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var removed = await gateway.PutSampleAsync("removed") with { Status = SampleStatus.Removed, RemovedReason = "junk", CertifiedBy = "bob", Round = 2 };
        var twice = await gateway.PutSampleAsync("twice") with { GivenLabels = ["i", "iii"], Conflict = true, Origin = Contracts.SampleOrigin.Gathered };
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("old")]);
        await gateway.PutSnapshotAsync(2, [await gateway.PutSampleAsync("certified", "ii"), removed, twice]);

        Assert.Equal(["certified"], await NamesAsync("state=certified"));
        Assert.Equal(["certified"], await NamesAsync("certified=ii&given=i&reviewer=ada&round=1"));
        Assert.Equal(["removed"], await NamesAsync("state=REMOVED&reviewer=bob"));
        Assert.Equal(["twice"], await NamesAsync("given=iii"));
        Assert.Equal(["twice"], await NamesAsync("conflict=true&origin=gathered"));
        Assert.Equal(["old"], await NamesAsync("version=1"));

        async Task<IEnumerable<string>> NamesAsync(string query)
        {
            var names = new[] { "old", "certified", "removed", "twice" }.ToDictionary(SampleId);
            return (await gateway.GetAsync<SamplePage>($"{Samples}?{query}")).Samples.Select(sample => names[sample.SampleId]);
        }
    }

    [Theory]
    [InlineData("state=lost", "uncertified, certified, removed")]
    [InlineData("given=iv", "classes are i, ii, iii")]
    [InlineData("suggested=i", "rankedIn")]
    [InlineData("limit=0", "1 to 1000")]
    [InlineData("cursor=abc", "nextCursor")]
    public async Task What_makes_no_sense_is_refused_in_words(string query, string words)
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a")]);

        var refused = await gateway.Http.GetAsync($"{Samples}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(words, (await refused.Content.ReadFromJsonAsync<Problem>())!.Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_snapshot_there_is_nothing_to_see()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();

        var page = await gateway.GetAsync<SamplePage>(Samples);

        Assert.Equal((0, 0, null), (page.SnapshotVersion, page.Samples.Count, page.NextCursor));
    }

    [Fact]
    public async Task A_rounds_ranking_orders_by_loss_and_is_counted()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a"), await gateway.PutSampleAsync("b"), await gateway.PutSampleAsync("c")]);
        await RankAsync(gateway, 1, ("a", 0.005, "i"), ("b", 9, "ii"), ("c", 0.5, "ii"));

        var all = await gateway.GetAsync<SamplePage>($"{Samples}?rankedIn=1");
        var first = await gateway.GetAsync<SamplePage>($"{Samples}?rankedIn=1&suggested=ii&limit=1");
        var second = await gateway.GetAsync<SamplePage>($"{Samples}?rankedIn=1&suggested=ii&limit=1&cursor={first.NextCursor}");
        var summary = await gateway.GetAsync<RankingSummary>($"/api/datasets/{DatasetId}/rounds/1/ranking");

        Assert.Equal(new[] { "b", "c", "a" }.Select(SampleId), all.Samples.Select(sample => sample.SampleId));
        Assert.Equal((SampleId("b"), SampleId("c"), null), (first.Samples[0].SampleId, second.Samples[0].SampleId, second.NextCursor));
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 0, 1], summary.LossCounts);
        Assert.Equal([[1, 2, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]], summary.Suggested.Counts);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"{Samples}?rankedIn=2")).StatusCode);
    }

    [Fact]
    public async Task An_images_history_tells_where_it_came_from_what_was_thought_and_what_was_decided()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a"), await gateway.PutSampleAsync("b")]);
        await RankAsync(gateway, 1, ("a", 3, "ii"));
        var reviewId = await gateway.OpenReviewAsync("a", "b");
        await DecideAsync(gateway, reviewId, "a", "i");
        await DecideAsync(gateway, reviewId, "b", "i");

        var history = await gateway.GetAsync<SampleHistory>($"{Samples}/{SampleId("a")}");

        Assert.Equal("train/i/a.png", Assert.Single(history.Places).Name);
        Assert.Equal((1, 3.0, "ii"), (history.Rankings[0].Round, history.Rankings[0].Loss, history.Rankings[0].SuggestedLabel));
        Assert.Equal((reviewId, "looks like another class"), (history.Reviews[0].ReviewId, history.Reviews[0].Reason));
        Assert.Equal(("i", "ada"), (Assert.Single(history.Decisions).Label, history.Decisions[0].Reviewer));
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"{Samples}/{SampleId("nobody's")}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"{Samples}/nonsense")).StatusCode);
    }

    [Fact]
    public async Task Two_snapshots_are_compared_page_by_page()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a"), await gateway.PutSampleAsync("b")]);
        await gateway.PutSnapshotAsync(2, [await gateway.PutSampleAsync("a", "ii"), await gateway.PutSampleAsync("b"), await gateway.PutSampleAsync("c")]);

        var first = await gateway.GetAsync<SnapshotDifference>($"/api/datasets/{DatasetId}/snapshots/1/changes/2?limit=1");
        var second = await gateway.GetAsync<SnapshotDifference>($"/api/datasets/{DatasetId}/snapshots/1/changes/2?limit=1&cursor={first.NextCursor}");
        var missing = await gateway.Http.GetAsync($"/api/datasets/{DatasetId}/snapshots/1/changes/9");

        Assert.Equal((1, 1, 0, 0, 0), (first.Counts.Arrived, first.Counts.Decided, first.Counts.Relabelled, first.Counts.Vanished, first.Counts.Other));
        var changes = first.Changes.Concat(second.Changes).ToDictionary(change => change.SampleId);
        Assert.Equal((SampleState.Uncertified, "ii"), (changes[SampleId("a")].Before!.State, changes[SampleId("a")].After!.CertifiedLabel));
        Assert.Null(changes[SampleId("c")].Before);
        Assert.Null(second.NextCursor);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Given_labels_meet_what_people_made_of_them()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var removed = await gateway.PutSampleAsync("removed") with { Status = SampleStatus.Removed };
        var twice = await gateway.PutSampleAsync("twice", "iii") with { GivenLabels = ["i", "iii"] };
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("a", "i"), await gateway.PutSampleAsync("b", "ii"), await gateway.PutSampleAsync("open"), removed, twice]);

        var matrix = await gateway.GetAsync<LabelMatrix>($"/api/datasets/{DatasetId}/labels");

        Assert.Equal([[1, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1]], matrix.Counts);
        Assert.Equal([1, 0, 0, 0], matrix.Removed!);
    }

    private static async Task RankAsync(GatewayUnderTest gateway, int round, params (string Name, double Loss, string Suggested)[] ranked) =>
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Ranking(DatasetId, round, 0), Formats.Ranking, new RankingShard
        {
            Round = round,
            Shard = 0,
            Intervals = [],
            Samples = [.. ranked.Select(one => new RankedSample { SampleId = SampleId(one.Name), Loss = one.Loss, SuggestedLabel = one.Suggested, Confidence = 0.8 })],
        });

    private static async Task DecideAsync(GatewayUnderTest gateway, string reviewId, string name, string label)
    {
        var decided = await gateway.Http.PostAsJsonAsync($"/api/datasets/{DatasetId}/reviews/{reviewId}/decisions", new SubmitDecisions
        {
            BatchId = Guid.NewGuid().ToString(),
            Reviewer = "ada",
            Simulated = false,
            Decisions = [new SubmittedDecision { DecisionId = Guid.NewGuid().ToString(), SampleId = SampleId(name), Verdict = Api.Verdict.Certify, Label = label, Supersedes = [] }],
        });
        decided.EnsureSuccessStatusCode();
    }
}
