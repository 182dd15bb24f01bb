using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenReviewersShareTheWork
{
    private const string Review = $"/api/datasets/{DatasetId}/reviews/r0001";

    private static readonly string[] Six = ["a", "b", "c", "d", "e", "f"];

    [Fact]
    public async Task Nobody_gets_what_another_has_before_him()
    {
        await using var gateway = await WithReviewAsync(Six);

        var ada = await HoldAsync(gateway, 1, "ada", 2);
        var eve = await HoldAsync(gateway, 2, "eve", 3);
        var kim = await HoldAsync(gateway, 3, "kim", 3);
        var joe = await HoldAsync(gateway, 4, "joe", 3);

        Assert.Equal(Six[..2].Select(SampleId), Samples(ada));
        Assert.Equal(Six[2..5].Select(SampleId), Samples(eve));
        Assert.Equal([SampleId("f")], Samples(kim));
        Assert.Empty(joe.Items);
        Assert.Equal((6, 0, 300.0), (joe.FocusLeft, joe.GridLeft, joe.Seconds));
    }

    [Fact]
    public async Task A_renewal_keeps_the_page_and_fills_it_up_for_what_was_decided()
    {
        await using var gateway = await WithReviewAsync(Six);
        await HoldAsync(gateway, 1, "ada", 2);

        await SubmitAsync(gateway, "ada", 1, "a");
        var again = await HoldAsync(gateway, 1, "ada", 2);
        var pending = await HoldAsync(gateway, 1, "ada", 2, SampleId("b"));
        var eve = await HoldAsync(gateway, 2, "eve", 9);

        Assert.Equal([SampleId("b"), SampleId("c")], Samples(again));
        Assert.Equal([SampleId("c"), SampleId("d")], Samples(pending));
        Assert.Equal([SampleId("e"), SampleId("f")], Samples(eve));
        Assert.Equal((5, 4), (again.FocusLeft, pending.FocusLeft));
    }

    [Fact]
    public async Task What_is_handed_back_is_free_at_once()
    {
        await using var gateway = await WithReviewAsync(Six);
        await HoldAsync(gateway, 1, "ada", 6);
        Assert.Empty((await HoldAsync(gateway, 2, "eve", 6)).Items);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"{Review}/leases/{Uuid(1)}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"{Review}/leases/{Uuid(9)}")).StatusCode);

        Assert.Equal(6, (await HoldAsync(gateway, 2, "eve", 6)).Items.Count);
    }

    [Fact]
    public async Task A_lease_that_was_over_and_that_nobody_else_took_keeps_its_items()
    {
        await using var gateway = await WithReviewAsync(Six, new Dictionary<string, string?> { ["ReviewLeaseSeconds"] = "3" });
        await HoldAsync(gateway, 1, "ada", 2);
        var before = await HoldAsync(gateway, 2, "eve", 2);
        await Task.Delay(TimeSpan.FromSeconds(3.5));

        Assert.Equal(Six[2..4].Select(SampleId), Samples(before));
        Assert.Equal(Samples(before), Samples(await HoldAsync(gateway, 2, "eve", 2)));
    }

    [Fact]
    public async Task A_page_that_takes_anothers_place_has_its_items_at_once()
    {
        await using var first = await WithReviewAsync(Six);
        await using var second = await first.BesideAsync();
        await HoldAsync(first, 1, "ada", 2);
        await HoldAsync(first, 2, "ada", 2);
        var wanted = new HoldItems { Reviewer = "ada", FocusLimit = 6, Replaces = [Uuid(1), Uuid(2), Uuid(9)] };

        var taken = await (await second.Http.PutAsJsonAsync($"{Review}/leases/{Uuid(3)}", wanted)).IsAsync<HeldItems>();
        var again = await (await second.Http.PutAsJsonAsync($"{Review}/leases/{Uuid(3)}", wanted)).IsAsync<HeldItems>();

        Assert.Equal((6, 6), (taken.Items.Count, again.Items.Count));
        Assert.Empty((await HoldAsync(first, 4, "eve", 6)).Items);
    }

    /// <summary>A renewal may be overtaken by what hands back, and a page may be replaced before its first request arrives.</summary>
    [Fact]
    public async Task What_was_handed_back_is_not_brought_to_life_again()
    {
        await using var gateway = await WithReviewAsync(Six);
        await using var other = await gateway.BesideAsync();
        await HoldAsync(gateway, 1, "ada", 6);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"{Review}/leases/{Uuid(1)}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"{Review}/leases/{Uuid(2)}")).StatusCode);

        foreach (var (late, at) in new[] { (1, gateway), (2, gateway), (1, other), (2, other) })
        {
            var refused = await at.Http.PutAsJsonAsync($"{Review}/leases/{Uuid(late)}", new HoldItems { Reviewer = "ada", FocusLimit = 6 });
            await refused.IsProblemAsync(HttpStatusCode.Conflict, "lease-over");
        }

        Assert.Equal(6, (await HoldAsync(gateway, 3, "eve", 6)).Items.Count);
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_ends_and_a_decision_under_it_still_counts()
    {
        await using var gateway = await WithReviewAsync(Six, new Dictionary<string, string?> { ["ReviewLeaseSeconds"] = "0.5" });
        await HoldAsync(gateway, 1, "ada", 2);
        await UntilAsync(async () => (await HoldAsync(gateway, 2, "eve", 6)).Items.Count == 6, "the end of the lease");

        var receipt = await (await SubmitAsync(gateway, "ada", 1, "a")).IsAsync<DecisionReceipt>();
        var late = await (await SubmitAsync(gateway, "eve", 2, "a")).IsProblemAsync(HttpStatusCode.Conflict, "already-decided");

        Assert.Equal(1, receipt.Review.DecidedCount);
        Assert.Equal("ada", late.Decisions![0].Reviewer);
    }

    [Fact]
    public async Task Two_gateways_give_no_item_twice()
    {
        var names = Enumerable.Range(0, 60).Select(number => $"s{number}").ToArray();
        await using var first = await WithReviewAsync(names);
        await using var second = await first.BesideAsync();

        var pages = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => HoldAsync(number % 2 == 0 ? first : second, number, $"reviewer {number}", 3)));

        Assert.Equal(60, pages.SelectMany(Samples).Distinct().Count());
        Assert.All(pages, page => Assert.Equal(3, page.Items.Count));
    }

    [Fact]
    public async Task A_restart_forgets_no_lease()
    {
        var first = await WithReviewAsync(Six);
        await HoldAsync(first, 1, "ada", 4);
        await using var second = await first.RestartAsync();

        Assert.Equal([SampleId("e"), SampleId("f")], Samples(await HoldAsync(second, 2, "eve", 6)));
    }

    [Fact]
    public async Task What_another_gateway_stored_is_seen_and_closes_the_review()
    {
        await using var first = await WithReviewAsync(Six);
        await using var second = await first.BesideAsync();

        await (await SubmitAsync(first, "ada", 1, "a", "b", "c")).IsAsync<DecisionReceipt>();
        var receipt = await (await SubmitAsync(second, "eve", 2, "d", "e", "f")).IsAsync<DecisionReceipt>();
        await UntilAsync(async () => (await first.GetAsync<ReviewSummary>(Review)).State == ReviewState.Closed, "the closing");

        Assert.InRange(receipt.Review.DecidedCount, 3, 6);
        Assert.Equal(2, (await first.Store.GetDocumentAsync(StoreKeys.Closure(DatasetId, "r0001"), Formats.Closure)).Batches.Count);
    }

    /// <summary>Neither gateway knows of the other's last decisions when it answers: a sweep closes the review.</summary>
    [Fact]
    public async Task What_two_gateways_stored_at_once_closes_the_review_though_nobody_looks()
    {
        var often = new Dictionary<string, string?> { ["SweepSeconds"] = "0.2" };
        await using var first = await WithReviewAsync(Six, often);
        await using var second = await first.BesideAsync(often);
        await SubmitAsync(first, "ada", 1, "a");
        await SubmitAsync(second, "eve", 2, "b");

        // Both have just looked, and so look at nothing before they answer.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await Task.WhenAll(first.GetAsync<ReviewSummary>(Review), second.GetAsync<ReviewSummary>(Review));
        await Task.WhenAll(SubmitAsync(first, "ada", 3, "c", "d"), SubmitAsync(second, "eve", 4, "e", "f"));

        await UntilAsync(async () => await first.Store.TryGetDocumentAsync(StoreKeys.Closure(DatasetId, "r0001"), Formats.Closure, CancellationToken.None) is not null, "the closing");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await using var gateway = await WithReviewAsync(Six);

        Task<HttpResponseMessage> Put(string lease, HoldItems wanted) => gateway.Http.PutAsJsonAsync($"{Review}/leases/{lease}", wanted);
        await (await Put("mine", new HoldItems { Reviewer = "ada" })).IsProblemAsync(HttpStatusCode.BadRequest, "leaseId");
        await (await Put(Uuid(1), new HoldItems { Reviewer = " " })).IsProblemAsync(HttpStatusCode.BadRequest, "reviewer");
        await (await Put(Uuid(1), new HoldItems { Reviewer = "ada", GridLimit = 1001 })).IsProblemAsync(HttpStatusCode.BadRequest, "gridLimit");
        await (await Put(Uuid(1), new HoldItems { Reviewer = "ada", Replaces = ["mine"] })).IsProblemAsync(HttpStatusCode.BadRequest, "replaces");
        await (await Put(Uuid(1), new HoldItems { Reviewer = "ada", Replaces = [Uuid(1)] })).IsProblemAsync(HttpStatusCode.BadRequest, "replaces");
        await (await Put(Uuid(1), new HoldItems { Reviewer = "ada", Replaces = [.. Enumerable.Range(2, 101).Select(Uuid)] })).IsProblemAsync(HttpStatusCode.BadRequest, "replaces");
        await (await gateway.Http.PutAsJsonAsync($"/api/datasets/{DatasetId}/reviews/r9/leases/{Uuid(1)}", new HoldItems { Reviewer = "ada" }))
            .IsProblemAsync(HttpStatusCode.NotFound, "no-review");
    }

    [Fact]
    public async Task A_dataset_that_is_deleted_meanwhile_says_so()
    {
        await using var gateway = await WithReviewAsync(Six);
        await HoldAsync(gateway, 1, "ada", 2);

        (await gateway.Http.DeleteAsync($"/api/datasets/{DatasetId}?confirm={DatasetId}")).EnsureSuccessStatusCode();

        await (await SubmitAsync(gateway, "ada", 1, "a")).IsProblemAsync(HttpStatusCode.NotFound, "no-dataset");
        await (await gateway.Http.PutAsJsonAsync($"{Review}/leases/{Uuid(1)}", new HoldItems { Reviewer = "ada", FocusLimit = 2 })).IsProblemAsync(HttpStatusCode.NotFound, "no-dataset");
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.DeleteAsync($"{Review}/leases/{Uuid(1)}")).StatusCode);
    }

    [Fact]
    public async Task Ten_megabytes_are_answered_with_one_line()
    {
        await using var gateway = await WithReviewAsync(Six);

        var batch = Batch("ada", 1, "a") with { Reviewer = new string('x', 10 << 20) };
        var refused = await gateway.Http.PostAsJsonAsync($"{Review}/decisions", batch);

        await refused.IsProblemAsync(HttpStatusCode.BadRequest, "reviewer");
    }

    private static async Task<GatewayUnderTest> WithReviewAsync(string[] names, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var gateway = await StartAsync(settings);
        await gateway.CreateDatasetAsync();
        await gateway.OpenReviewAsync(names);
        return gateway;
    }

    private static async Task<HeldItems> HoldAsync(GatewayUnderTest gateway, int lease, string reviewer, int limit, params string[] pending)
    {
        var wanted = new HoldItems { Reviewer = reviewer, GridLimit = limit, FocusLimit = limit, Pending = pending };
        return await (await gateway.Http.PutAsJsonAsync($"{Review}/leases/{Uuid(lease)}", wanted)).IsAsync<HeldItems>();
    }

    private static IEnumerable<string> Samples(HeldItems held) => held.Items.Select(item => item.SampleId);

    private static SubmitDecisions Batch(string reviewer, int number, params string[] names) => new()
    {
        BatchId = Uuid(1000 + number),
        Reviewer = reviewer,
        Decisions = [.. names.Select((name, index) => new SubmittedDecision { DecisionId = Uuid((100 * number) + index), SampleId = SampleId(name), Verdict = Verdict.Certify, Label = "i" })],
    };

    private static Task<HttpResponseMessage> SubmitAsync(GatewayUnderTest gateway, string reviewer, int number, params string[] names) =>
        gateway.Http.PostAsJsonAsync($"{Review}/decisions", Batch(reviewer, number, names));

    private static string Uuid(int number) => $"00000000-0000-4000-8000-{number:d12}";
}
