using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using DecisionBatch = Dcai.Contracts.Documents.DecisionBatch;
using Verdict = Dcai.Api.Verdict;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenSeveralReviewersAreAsked
{
    private const string Review = $"/api/datasets/{DatasetId}/reviews/r0001";

    [Fact]
    public async Task Both_see_an_item_and_neither_the_other_s_word()
    {
        await using var gateway = await WithReviewAsync(new ReviewSettings { ReviewersPerItem = 2 }, "a", "b");

        var ada = await HoldAsync(gateway, 1, "ada");
        var eve = await HoldAsync(gateway, 2, "eve");
        var kim = await HoldAsync(gateway, 3, "kim");
        await OkAsync(gateway, Batch(1, "ada", Certify(1, "a", "i")));
        var again = await HoldAsync(gateway, 2, "eve");

        Assert.Equal((2, 2, 0), (ada.Items.Count, eve.Items.Count, kim.Items.Count));
        Assert.All(again.Items, item => Assert.Empty(item.Decisions));
        Assert.Equal([SampleId("b")], (await HoldAsync(gateway, 1, "ada")).Items.Select(item => item.SampleId));
    }

    [Fact]
    public async Task Two_that_agree_close_the_review_and_one_does_not()
    {
        await using var gateway = await WithReviewAsync(new ReviewSettings { ReviewersPerItem = 2 }, "a");

        var first = await OkAsync(gateway, Batch(1, "ada", Certify(1, "a", "ii")));
        await (await SubmitAsync(gateway, Batch(2, "ada", Certify(2, "a", "ii")))).IsProblemAsync(HttpStatusCode.Conflict, "already-decided");
        await (await SubmitAsync(gateway, Batch(3, "eve", Certify(3, "a", "i", 1)))).IsProblemAsync(HttpStatusCode.Conflict, "not-yours");
        var second = await OkAsync(gateway, Batch(4, "eve", Certify(4, "a", "ii")));

        Assert.Equal((0, ReviewState.Open), (first.Review.DecidedCount, first.Review.State));
        Assert.Equal((1, ReviewState.Closed), (second.Review.DecidedCount, second.Review.State));
    }

    [Fact]
    public async Task A_dispute_waits_for_an_adjudicator_and_for_nobody_else()
    {
        await using var gateway = await WithReviewAsync(new ReviewSettings { ReviewersPerItem = 2, Adjudicators = ["kim"] }, "a");
        await OkAsync(gateway, Batch(1, "ada", Certify(1, "a", "ii")));
        await OkAsync(gateway, Batch(2, "eve", Certify(2, "a", "i")));

        Assert.Empty((await HoldAsync(gateway, 1, "ada")).Items);
        Assert.Empty((await HoldAsync(gateway, 2, "joe")).Items);
        var seen = Assert.Single((await HoldAsync(gateway, 3, "kim")).Items);
        Assert.Equal((ReviewView.Focus, 2), (seen.View, seen.Decisions.Count));
        await (await SubmitAsync(gateway, Batch(3, "ada", Certify(3, "a", "i", 1, 2)))).IsProblemAsync(HttpStatusCode.Conflict, "not-yours");
        await (await SubmitAsync(gateway, Batch(4, "joe", Certify(4, "a", "i", 1, 2)))).IsProblemAsync(HttpStatusCode.Conflict, "not-adjudicator");
        var settled = await OkAsync(gateway, Batch(5, "kim", Certify(5, "a", "i", 1, 2)));

        Assert.Equal(ReviewState.Closed, settled.Review.State);
    }

    [Fact]
    public async Task Settings_out_of_range_are_refused()
    {
        await using var gateway = await StartAsync();
        foreach (var bad in new ReviewSettings[] { new() { ReviewersPerItem = 0 }, new() { ReviewersPerItem = 11 }, new() { GoldShare = 0.6 }, new() { DueHours = 0 }, new() { DueHours = 9000 }, new() { Adjudicators = ["kim", "kim"] } })
        {
            var request = new CreateDataset { DatasetId = DatasetId, Settings = new DatasetSettings { Classes = Classes, Reviewing = bad } };
            await (await gateway.Http.PostAsJsonAsync("/api/datasets", request)).IsProblemAsync(HttpStatusCode.BadRequest, "settings");
        }
    }

    [Fact]
    public async Task Agreement_and_answers_to_gold_are_measured()
    {
        await using var gateway = await WithReviewAsync(new ReviewSettings { ReviewersPerItem = 2, GoldShare = 0.5 }, "a", "b", "c");
        await gateway.PutSnapshotAsync(1, [await gateway.PutSampleAsync("known", "i")]);

        var page = await HoldAsync(gateway, 1, "ada");
        Assert.Equal(4, page.Items.Count);
        var gold = Assert.Single(page.Items, item => item.SampleId == SampleId("known"));
        Assert.Equal(4, page.FocusLeft);
        Assert.Contains(page.Items, item => item != gold && item.Reason == gold.Reason && item.Loss == gold.Loss);
        await OkAsync(gateway, Batch(1, "ada", Certify(1, "known", "i"), Certify(2, "a", "i"), Certify(3, "b", "ii")));
        Assert.DoesNotContain((await HoldAsync(gateway, 1, "ada")).Items, item => item.SampleId == SampleId("known"));
        await OkAsync(gateway, Batch(2, "eve", Certify(4, "known", "iii"), Certify(5, "a", "i"), Certify(6, "b", "ii")));
        await (await SubmitAsync(gateway, Batch(3, "eve", Certify(7, "stranger", "i")))).IsProblemAsync(HttpStatusCode.BadRequest, "sample");

        var list = await gateway.GetAsync<ReviewerList>($"/api/datasets/{DatasetId}/reviewers");
        Assert.Equal([("ada", 3, 1, (double?)1), ("eve", 3, 1, 0)], list.Reviewers.Select(one => (one.Reviewer, one.Decisions, one.Gold, one.GoldAccuracy)));
        Assert.Equal(("cohen", 2, 2, (double?)1), (list.Agreement!.Measure, list.Agreement.Items, list.Agreement.RatingsPerItem, list.Agreement.Kappa));
        Assert.Null(list.Agreement.Classes.Single(one => one.Class == "iii").Kappa);
    }

    [Fact]
    public async Task An_audit_finds_nothing_in_a_whole_trail_and_names_what_was_tampered_with()
    {
        await using var gateway = await WithReviewAsync(new ReviewSettings(), "a", "b");
        await OkAsync(gateway, Batch(1, "ada", Certify(1, "a", "ii"), Certify(2, "b", "i")));
        var sample = await gateway.PutSampleAsync("a", "ii") with { DecisionId = Uuid(1) };
        var snapshot = await gateway.PutSnapshotAsync(1, [sample], "r0001");
        var whole = Curation.ContentDigest.Of([sample]);
        await gateway.Store.PutDocumentAsync(StoreKeys.Snapshot(DatasetId, 1), Formats.Snapshot, snapshot with { ContentDigest = whole });
        var key = StoreKeys.Decisions(DatasetId, "r0001", Uuid(1001));
        var batch = await gateway.Store.GetDocumentAsync(key, Formats.Decisions);

        Task<TrailReport> AuditAsync() => gateway.GetAsync<TrailReport>($"/api/datasets/{DatasetId}/audit?images=true");
        async Task<string> TamperedAsync(Func<DecisionBatch, DecisionBatch> change)
        {
            await gateway.Store.PutDocumentAsync(key, Formats.Decisions, change(batch));
            return string.Join('|', (await AuditAsync()).Findings);
        }

        var report = await AuditAsync();
        Assert.Empty(report.Findings);
        Assert.Equal((1, 1, 1, 2), (report.SnapshotVersion, report.Samples, report.Reviews, report.Decisions));
        Assert.Contains("says certified as iii", await TamperedAsync(stored => stored with { Decisions = [stored.Decisions[0] with { Label = "iii" }, stored.Decisions[1]] }), StringComparison.Ordinal);
        Assert.Contains("it names ada, and its decision", await TamperedAsync(stored => stored with { Reviewer = "eve" }), StringComparison.Ordinal);
        Assert.Contains("counts 2 decisions, and its batches have 1", await TamperedAsync(stored => stored with { Decisions = [stored.Decisions[0]] }), StringComparison.Ordinal);
        Assert.Contains("holds batch other", await TamperedAsync(stored => stored with { BatchId = "other" }), StringComparison.Ordinal);
        await gateway.Store.DeleteAsync(key);
        Assert.Contains("what closed it names batch", string.Join('|', (await AuditAsync()).Findings), StringComparison.Ordinal);
        await gateway.Store.PutDocumentAsync(key, Formats.Decisions, batch);
        await gateway.Store.PutDocumentAsync(StoreKeys.Snapshot(DatasetId, 1), Formats.Snapshot, snapshot);
        Assert.Contains("have the content digest", Assert.Single((await AuditAsync()).Findings), StringComparison.Ordinal);
        await gateway.Store.PutDocumentAsync(StoreKeys.Snapshot(DatasetId, 1), Formats.Snapshot, snapshot with { ContentDigest = whole });
        await gateway.Store.DeleteAsync(Digests.BlobKey($"sha256:{SampleId("a")}"));
        Assert.Contains(SampleId("a"), Assert.Single((await AuditAsync()).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_says_when_it_was_opened_and_until_when_it_should_be_decided()
    {
        await using var gateway = await WithReviewAsync(new ReviewSettings { DueHours = 24 }, "a");

        var review = Assert.Single((await gateway.GetAsync<ReviewList>("/api/reviews")).Reviews);

        Assert.InRange((DateTimeOffset.UtcNow - review.OpenedAt).TotalMinutes, -5, 5);
        Assert.Equal(review.OpenedAt.AddHours(24), review.DueAt);
    }

    private static async Task<GatewayUnderTest> WithReviewAsync(ReviewSettings reviewing, params string[] names)
    {
        var gateway = await StartAsync();
        (await gateway.Http.PostAsJsonAsync("/api/datasets", new CreateDataset { DatasetId = DatasetId, Settings = new DatasetSettings { Classes = Classes, Reviewing = reviewing } }))
            .EnsureSuccessStatusCode();
        await gateway.OpenReviewAsync(names);
        return gateway;
    }

    private static async Task<HeldItems> HoldAsync(GatewayUnderTest gateway, int lease, string reviewer) =>
        await (await gateway.Http.PutAsJsonAsync($"{Review}/leases/{Uuid(lease)}", new HoldItems { Reviewer = reviewer, GridLimit = 9, FocusLimit = 9 })).IsAsync<HeldItems>();

    private static Task<HttpResponseMessage> SubmitAsync(GatewayUnderTest gateway, SubmitDecisions batch) => gateway.Http.PostAsJsonAsync($"{Review}/decisions", batch);

    private static async Task<DecisionReceipt> OkAsync(GatewayUnderTest gateway, SubmitDecisions batch) => await (await SubmitAsync(gateway, batch)).IsAsync<DecisionReceipt>();

    private static SubmitDecisions Batch(int number, string reviewer, params SubmittedDecision[] decisions) =>
        new() { BatchId = Uuid(1000 + number), Reviewer = reviewer, Decisions = decisions };

    private static SubmittedDecision Certify(int number, string name, string label, params int[] supersedes) =>
        new() { DecisionId = Uuid(number), SampleId = SampleId(name), Verdict = Verdict.Certify, Label = label, Supersedes = [.. supersedes.Select(Uuid)] };

    private static string Uuid(int number) => $"00000000-0000-4000-8000-{number:d12}";
}
