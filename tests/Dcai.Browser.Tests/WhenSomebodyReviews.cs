using Dcai.Api;

namespace Dcai.Browser.Tests;

public sealed class WhenSomebodyReviews
{
    [BrowserFact]
    public async Task The_link_logs_in_and_its_token_leaves_the_address()
    {
        await using var scenario = await Scenario.WithReviewAsync(1, 1);

        await scenario.PlayAsync("login");

        Assert.Empty(await scenario.TrailAsync());
    }

    [BrowserFact]
    public async Task One_key_accepts_a_page()
    {
        await using var scenario = await Scenario.WithReviewAsync(60, 0);

        await scenario.PlayAsync("accept-page");

        var trail = await scenario.TrailAsync();
        Assert.Equal(60, trail.Count);
        Assert.All(trail, decision => Assert.Equal((Verdict.Certify, "ada"), (decision.Verdict, decision.Reviewer)));
        Assert.Equal(ReviewState.Closed, (await scenario.ReviewAsync()).State);
    }

    [BrowserFact]
    public async Task Exceptions_are_marked_by_keys_and_undone_by_a_decision_that_replaces()
    {
        await using var scenario = await Scenario.WithReviewAsync(30, 0);

        await scenario.PlayAsync("exceptions");

        // The page's first three are of class i: the first is said to be iii, the second goes, the third is left open at first; then the first is i after all.
        var trail = await scenario.TrailAsync();
        Assert.Equal(31, trail.Count);
        var first = Assert.Single(trail, decision => decision.Supersedes.Count == 0 && decision.Label == "iii" && trail.Any(later => later.Supersedes.Contains(decision.DecisionId)));
        var removed = Assert.Single(trail, decision => decision.Verdict == Verdict.Remove);
        Assert.Equal("cannot be recognised", removed.Reason);
        var second = Assert.Single(trail, decision => decision.Supersedes.Count == 1);
        Assert.Equal((first.SampleId, "i", first.DecisionId), (second.SampleId, second.Label, second.Supersedes[0]));
        Assert.Equal((30, ReviewState.Closed), ((await scenario.ReviewAsync()).DecidedCount, (await scenario.ReviewAsync()).State));
    }

    [BrowserFact]
    public async Task Suspicious_items_take_one_key_each()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 7);

        await scenario.PlayAsync("focus");

        var trail = await scenario.TrailAsync();
        Assert.Equal(["ii", "i", "iii", null, "iii", "ii", "ii", "ii"], trail.Select(decision => decision.Label));
        Assert.Equal([null, "faint", null], trail.Take(3).Select(decision => decision.Comment));
        Assert.Equal("shows none of the classes", trail[3].Reason);
        Assert.Equal([trail[4].DecisionId], trail[5].Supersedes);
        Assert.Equal(7, trail.Select(decision => decision.SampleId).Distinct().Count());
    }

    [BrowserFact]
    public async Task A_network_that_is_cut_amid_100_decisions_loses_none_and_doubles_none()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 100);

        await scenario.PlayAsync("cut-network");

        var trail = await scenario.TrailAsync();
        Assert.Equal(100, trail.Count);
        Assert.Equal(100, trail.Select(decision => decision.SampleId).Distinct().Count());
        Assert.Equal(ReviewState.Closed, (await scenario.ReviewAsync()).State);
    }

    [BrowserFact]
    public async Task What_overtakes_a_question_for_more_is_counted_once()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 60);

        await scenario.PlayAsync("overtaken");

        Assert.Equal(60, (await scenario.TrailAsync()).Select(decision => decision.SampleId).Distinct().Count());
    }

    [BrowserFact]
    public async Task What_was_not_sent_survives_a_reload()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 12);

        await scenario.PlayAsync("reload");

        Assert.Equal(12, (await scenario.TrailAsync()).Select(decision => decision.SampleId).Distinct().Count());
        Assert.Equal(12, (await scenario.TrailAsync()).Count);
    }

    [BrowserFact]
    public async Task A_tab_that_is_copied_goes_on_beside_its_copy()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 60);

        await scenario.PlayAsync("copied-tab");

        Assert.Equal(60, (await scenario.TrailAsync()).Select(decision => decision.SampleId).Distinct().Count());
    }

    [BrowserFact]
    public async Task Two_who_disagree_are_told_and_one_who_insists_replaces()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 3, new Dictionary<string, string?> { ["ReviewLeaseSeconds"] = "1" });

        await scenario.PlayAsync("two-reviewers");

        // On the first both agree; on the second eve insists, on the third she yields.
        var trail = await scenario.TrailAsync();
        Assert.Equal([("ada", "ii"), ("ada", "ii"), ("ada", "ii"), ("eve", "iii")], trail.Select(decision => (decision.Reviewer, decision.Label)));
        Assert.Equal([trail[1].DecisionId], trail[3].Supersedes);
    }

    [BrowserFact]
    public async Task A_user_logs_in_with_a_password_reviews_and_logs_out_and_loses_nothing_when_removed_in_between()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 5);

        await scenario.PlayAsync("user");

        var trail = await scenario.TrailAsync();
        Assert.Equal(5, trail.Select(decision => decision.SampleId).Distinct().Count());
        Assert.All(trail, decision => Assert.Equal("ada", decision.Reviewer));
    }

    [BrowserFact]
    public async Task An_admin_manages_users_and_tokens()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 1);

        await scenario.PlayAsync("admin");
    }

    [BrowserFact]
    public async Task Two_reviewers_at_once_get_different_items()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 90);

        await scenario.PlayAsync("shared-review");

        var trail = await scenario.TrailAsync();
        Assert.Equal(90, trail.Select(decision => decision.SampleId).Distinct().Count());
        Assert.Equal(90, trail.Count);
        Assert.Equal(["ada", "eve"], trail.Select(decision => decision.Reviewer).Distinct().Order());
    }

    [BrowserFact]
    public async Task A_thousand_likely_valid_items_with_a_tenth_of_exceptions_take_few_keys()
    {
        const int Items = 1000;
        await using var scenario = await Scenario.WithReviewAsync(Items, 0);

        await scenario.PlayAsync("thousand");

        // Counted by the script: every key pressed in the page. An exception takes one key for its class, and arrows to reach it; a page takes one.
        var trail = await scenario.TrailAsync();
        Assert.Equal(Items, trail.Select(decision => decision.SampleId).Distinct().Count());
        Assert.Equal(ReviewState.Closed, (await scenario.ReviewAsync()).State);
    }

    [BrowserFact]
    public async Task Near_duplicates_are_marked_as_one_or_taken_apart()
    {
        // The classes come in turn: the images 0, 3, 6 and 9 are of class i; 0 and 3 look the same, and so do 6 and 9.
        await using var scenario = await Scenario.WithReviewAsync(12, 0, hash: number => number < 6 ? 0ul : ulong.MaxValue);

        await scenario.PlayAsync("stacks");

        var trail = await scenario.TrailAsync();
        Assert.Equal(12, trail.Select(decision => decision.SampleId).Distinct().Count());
        Assert.Equal(2, trail.Count(decision => decision.Label == "iii" && decision.Verdict == Verdict.Certify) - 4);
        Assert.Single(trail, decision => decision.Verdict == Verdict.Remove);
    }

    [BrowserFact]
    public async Task The_label_book_is_written_on_the_page_and_its_keys_hold_at_once()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 3);

        await scenario.PlayAsync("label-book");

        Assert.Equal(["iii", "ii"], (await scenario.TrailAsync()).Select(decision => decision.Label));
    }

    [BrowserFact]
    public async Task Two_tabs_of_one_reviewer_hold_different_items_and_send_each_decision_once()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 60);

        await scenario.PlayAsync("two-tabs");

        var trail = await scenario.TrailAsync();
        Assert.Equal((60, 60), (trail.Count, trail.Select(decision => decision.SampleId).Distinct().Count()));
    }

    [BrowserFact]
    public async Task A_clock_that_is_wrong_changes_nothing()
    {
        await using var scenario = await Scenario.WithReviewAsync(0, 4);

        await scenario.PlayAsync("wrong-clock");

        var trail = await scenario.TrailAsync();
        Assert.Equal(4, trail.Count);
        Assert.All(trail, decision => Assert.InRange(DateTimeOffset.UtcNow - decision.SubmittedAt, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(10)));
    }

    [BrowserFact]
    public async Task Images_are_browsed_filtered_and_traced()
    {
        await using var scenario = await Scenario.WithReviewAsync(6, 0);
        await scenario.CertifyFirstAsync();

        await scenario.PlayAsync("browse");
    }

    [BrowserFact]
    public async Task Nothing_on_any_view_keeps_people_out()
    {
        await using var scenario = await Scenario.WithReviewAsync(20, 2, hash: number => (ulong)number / 2 * 0xff);
        await scenario.CertifyFirstAsync();

        await scenario.PlayAsync("accessibility");
    }
}
