using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenPeopleDecide
{
    private const string Reviews = $"/api/datasets/{DatasetId}/reviews";

    [Fact]
    public async Task They_see_the_items_in_order_page_by_page()
    {
        await using var gateway = await WithReviewAsync("a", "b", "c");

        var first = await gateway.GetAsync<ReviewPage>($"{Reviews}/r0001/items?limit=2");
        var second = await gateway.GetAsync<ReviewPage>($"{Reviews}/r0001/items?limit=2&cursor={first.NextCursor}");

        Assert.Equal([SampleId("a"), SampleId("b")], first.Items.Select(item => item.SampleId));
        Assert.Equal([SampleId("c")], second.Items.Select(item => item.SampleId));
        Assert.Null(second.NextCursor);
        Assert.Equal(Classes, first.Classes);
        var item = first.Items[0];
        Assert.Equal((ReviewEnd.LikelyInvalid, "ii", 0.9, 5.0), (item.End, item.SuggestedLabel, item.Confidence, item.Loss));
        Assert.Equal((3, 0, ReviewState.Open), (first.Review.ItemCount, first.Review.DecidedCount, first.Review.State));
        await (await gateway.Http.GetAsync($"{Reviews}/r0001/items?limit=0")).IsProblemAsync(HttpStatusCode.BadRequest, "page");
        await (await gateway.Http.GetAsync($"{Reviews}/r9/items")).IsProblemAsync(HttpStatusCode.NotFound, "no-review");
        Assert.Equal("r0001", Assert.Single((await gateway.GetAsync<ReviewList>("/api/reviews")).Reviews).ReviewId);
    }

    [Fact]
    public async Task A_decision_is_stored_before_the_answer()
    {
        await using var gateway = await WithReviewAsync("a", "b");
        var batch = Batch(1, Certify(1, "a", "ii"));

        var receipt = await (await SubmitAsync(gateway, batch)).IsAsync<DecisionReceipt>();

        Assert.False(receipt.AlreadyStored);
        Assert.Equal((1, ReviewState.Open), (receipt.Review.DecidedCount, receipt.Review.State));
        var stored = await gateway.Store.GetDocumentAsync(StoreKeys.Decisions(DatasetId, "r0001", batch.BatchId), Formats.Decisions);
        Assert.Equal(("ada", "ii"), (stored.Reviewer, Assert.Single(stored.Decisions).Label));
        var undecided = await gateway.GetAsync<ReviewPage>($"{Reviews}/r0001/items?undecided=true");
        Assert.Equal([SampleId("b")], undecided.Items.Select(item => item.SampleId));
    }

    [Fact]
    public async Task The_same_batch_again_is_accepted_again_and_other_content_is_not()
    {
        await using var gateway = await WithReviewAsync("a", "b");
        var batch = Batch(1, Certify(1, "a", "ii"));

        await (await SubmitAsync(gateway, batch)).IsAsync<DecisionReceipt>();
        var again = await (await SubmitAsync(gateway, batch with { BatchId = batch.BatchId.ToUpperInvariant() })).IsAsync<DecisionReceipt>();
        var other = await SubmitAsync(gateway, Batch(1, Certify(1, "a", "i")));

        Assert.True(again.AlreadyStored);
        await other.IsProblemAsync(HttpStatusCode.Conflict, "batch-exists");
    }

    [Fact]
    public async Task Another_word_on_a_decided_sample_must_name_what_it_replaces()
    {
        await using var gateway = await WithReviewAsync("a", "b");
        await SubmitAsync(gateway, Batch(1, Certify(1, "a", "ii")));

        var refused = await (await SubmitAsync(gateway, Batch(2, Certify(2, "a", "i")))).IsProblemAsync(HttpStatusCode.Conflict, "already-decided");
        var undone = await (await SubmitAsync(gateway, Batch(3, Certify(3, "a", "i") with { Supersedes = [Uuid(1)] }))).IsAsync<DecisionReceipt>();
        var page = await gateway.GetAsync<ReviewPage>($"{Reviews}/r0001/items");

        Assert.Equal((Uuid(1), "ii"), (refused.Decisions![0].DecisionId, refused.Decisions[0].Label));
        Assert.Equal(1, undone.Review.DecidedCount);
        Assert.Equal([Uuid(3)], page.Items[0].Decisions.Select(decision => decision.DecisionId));
        Assert.Equal([Uuid(1), Uuid(3)], (await gateway.GetAsync<DecisionList>($"/api/datasets/{DatasetId}/decisions")).Decisions.Select(decision => decision.DecisionId));
    }

    [Fact]
    public async Task Two_reviewers_at_once_never_both_win()
    {
        await using var gateway = await WithReviewAsync("a", "b");

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => SubmitAsync(gateway, Batch(number, Certify(number, "a", "ii")))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await using var gateway = await WithReviewAsync("a", "b");
        (SubmitDecisions Batch, string Code)[] bad =
        [
            (Batch(1, Certify(1, "a", "iv")), "unknown-class"),
            (Batch(1, Certify(1, "a", "i") with { Label = null }), "unknown-class"),
            (Batch(1, Certify(1, "a", "i") with { Verdict = Verdict.Remove }), "label"),
            (Batch(1, Certify(1, "z", "i")), "sample"),
            (Batch(1, Certify(1, "a", "i"), Certify(2, "a", "i")), "sample"),
            (Batch(1, Certify(1, "a", "i"), Certify(1, "b", "i")), "decision-id"),
            (Batch(1, Certify(1, "a", "i") with { DecisionId = "1" }), "decisionId"),
            (Batch(1, Certify(1, "a", "i") with { Supersedes = [Uuid(9)] }), "supersedes"),
            (Batch(1, Certify(1, "a", "i")) with { BatchId = "mine" }, "batchId"),
            (Batch(1, Certify(1, "a", "i")) with { Reviewer = " " }, "reviewer"),
            (Batch(1), "decisions"),
        ];
        foreach (var (batch, code) in bad)
        {
            await (await SubmitAsync(gateway, batch)).IsProblemAsync(HttpStatusCode.BadRequest, code);
        }

        Assert.Empty((await gateway.GetAsync<DecisionList>($"/api/datasets/{DatasetId}/decisions")).Decisions);
    }

    [Fact]
    public async Task The_last_decision_closes_the_review_and_it_is_told()
    {
        await using var gateway = await WithReviewAsync("a", "b");
        await SubmitAsync(gateway, Batch(1, Certify(1, "a", "ii")));

        var receipt = await (await SubmitAsync(gateway, Batch(2, Remove(2, "b")))).IsAsync<DecisionReceipt>();

        Assert.Equal(ReviewState.Closed, receipt.Review.State);
        var closure = await gateway.Store.GetDocumentAsync(StoreKeys.Closure(DatasetId, "r0001"), Formats.Closure);
        Assert.Equal([Uuid(1001), Uuid(1002)], closure.Batches);
        await UntilAsync(() => gateway.Heard.Completed.Any(completed => completed is { ReviewId: "r0001", DecisionCount: 2 }), "the announcement");
        Assert.Empty((await gateway.GetAsync<ReviewList>("/api/reviews")).Reviews);
    }

    [Fact]
    public async Task A_later_word_is_a_correction_that_leaves_the_closure_as_it_is()
    {
        await using var gateway = await WithReviewAsync("a");
        await SubmitAsync(gateway, Batch(1, Certify(1, "a", "ii")));

        await (await SubmitAsync(gateway, Batch(2, Remove(2, "a") with { Supersedes = [Uuid(1)] }))).IsAsync<DecisionReceipt>();

        var closure = await gateway.Store.GetDocumentAsync(StoreKeys.Closure(DatasetId, "r0001"), Formats.Closure);
        Assert.Equal([Uuid(1001)], closure.Batches);
        Assert.Equal(2, (await gateway.GetAsync<DecisionList>($"/api/datasets/{DatasetId}/decisions")).Decisions.Count);
    }

    [Fact]
    public async Task A_closed_review_is_told_again_until_a_snapshot_has_folded_it()
    {
        var first = await WithReviewAsync("a");
        await SubmitAsync(first, Batch(1, Certify(1, "a", "ii")));
        await using var second = await first.RestartAsync(new Dictionary<string, string?> { ["SweepSeconds"] = "0.05" });

        await UntilAsync(() => second.Heard.Completed.Count >= 2, "the repeated announcement");
        await second.PutSnapshotAsync(1, [await second.PutSampleAsync("a", "ii")], "r0001");

        // Quiet for twenty sweeps: it was folded, and nobody is told any more.
        var (told, since) = (-1, DateTimeOffset.UtcNow);
        await UntilAsync(
            () =>
            {
                (told, since) = told == second.Heard.Completed.Count ? (told, since) : (second.Heard.Completed.Count, DateTimeOffset.UtcNow);
                return DateTimeOffset.UtcNow - since > TimeSpan.FromSeconds(1);
            },
            "silence");
    }

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        var first = await WithReviewAsync("a", "b");
        await SubmitAsync(first, Batch(1, Certify(1, "a", "ii")));
        await using var second = await first.RestartAsync();

        var page = await second.GetAsync<ReviewPage>($"{Reviews}/r0001/items");

        Assert.Equal(1, page.Review.DecidedCount);
        Assert.Equal([Uuid(1)], page.Items[0].Decisions.Select(decision => decision.DecisionId));
        await (await SubmitAsync(second, Batch(2, Certify(2, "a", "i")))).IsProblemAsync(HttpStatusCode.Conflict, "already-decided");
    }

    [Fact]
    public async Task A_review_without_items_closes_by_itself()
    {
        await using var gateway = await WithReviewAsync();

        await UntilAsync(() => gateway.Heard.Completed.Any(completed => completed is { ReviewId: "r0001", DecisionCount: 0 }), "the announcement");
    }

    private static async Task<GatewayUnderTest> WithReviewAsync(params string[] names)
    {
        var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.OpenReviewAsync(names);
        return gateway;
    }

    private static Task<HttpResponseMessage> SubmitAsync(GatewayUnderTest gateway, SubmitDecisions batch) =>
        gateway.Http.PostAsJsonAsync($"{Reviews}/r0001/decisions", batch);

    private static string Uuid(int number) => $"00000000-0000-4000-8000-{number:d12}";

    private static SubmitDecisions Batch(int number, params SubmittedDecision[] decisions) =>
        new() { BatchId = Uuid(1000 + number), Reviewer = "ada", Decisions = decisions };

    private static SubmittedDecision Certify(int number, string name, string label) =>
        new() { DecisionId = Uuid(number), SampleId = SampleId(name), Verdict = Verdict.Certify, Label = label };

    private static SubmittedDecision Remove(int number, string name) =>
        new() { DecisionId = Uuid(number), SampleId = SampleId(name), Verdict = Verdict.Remove, Reason = "no numeral" };
}
