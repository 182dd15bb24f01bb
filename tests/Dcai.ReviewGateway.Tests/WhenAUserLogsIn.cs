using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using static Dcai.ReviewGateway.Tests.Visitors;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAUserLogsIn
{
    private const string OtherPassword = "another long password";

    [Fact]
    public async Task They_are_known_by_name_and_by_what_they_may_do()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.AddUserAsync("ada", For(Role.Reviewer, DatasetId));
        using var browser = gateway.Browser();

        using var entered = await browser.LogInAsync("Ada");

        var session = await entered.IsAsync<Session>();
        Assert.Equal((VisitorKind.User, "ada", For(Role.Reviewer, DatasetId)), (session.Kind, session.Name, Assert.Single(session.Grants)));
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("ada", (await (await browser.GetAsync("/api/session")).IsAsync<Session>()).Name);
    }

    [Fact]
    public async Task The_form_does_the_same_and_another_sites_form_does_nothing()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada");
        using var browser = gateway.Browser();
        FormUrlEncodedContent Form() => new(new Dictionary<string, string> { ["name"] = "ada", ["password"] = Password });
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = Form(), Headers = { { "Sec-Fetch-Site", "cross-site" } } };

        using var refused = await browser.SendAsync(foreign);
        using var entered = await browser.PostAsync("/login", Form());

        Assert.Equal((HttpStatusCode.Forbidden, false), (refused.StatusCode, refused.Headers.Contains("Set-Cookie")));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (entered.StatusCode, entered.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/session")).StatusCode);
    }

    [Fact]
    public async Task A_login_that_no_page_of_ours_asked_for_is_refused()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada");
        using var foreign = new HttpClient { BaseAddress = gateway.Url };

        await (await foreign.LogInAsync("ada")).IsProblemAsync(HttpStatusCode.Forbidden, "foreign-page");
    }

    [Fact]
    public async Task What_is_wrong_is_not_said()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada");
        await gateway.Http.PostAsJsonAsync("/api/users", new AddUser { Name = "sso-only" });
        using var browser = gateway.Browser();

        var wrong = await (await browser.LogInAsync("ada", "a guess of mine")).IsProblemAsync(HttpStatusCode.Unauthorized, "login");
        var unknown = await (await browser.LogInAsync("nobody")).IsProblemAsync(HttpStatusCode.Unauthorized, "login");
        var without = await (await browser.LogInAsync("sso-only", "")).IsProblemAsync(HttpStatusCode.Unauthorized, "login");
        var never = await (await browser.LogInAsync("=/../", "")).IsProblemAsync(HttpStatusCode.Unauthorized, "login");

        Assert.Single(new[] { wrong, unknown, without, never }.Select(problem => problem.Detail).Distinct());
    }

    [Fact]
    public async Task Wrong_passwords_lock_them_out_on_every_gateway_until_an_admin_sets_another()
    {
        var first = await StartAsync(new Dictionary<string, string?> { ["Access:WrongPasswords"] = "3" });
        await first.AddUserAsync("ada");
        await first.AddUserAsync("eve");
        using var inside = await first.BrowserOfAsync("ada");
        using (var browser = first.Browser())
        {
            for (var attempt = 0; attempt < 3; attempt++)
            {
                await (await browser.LogInAsync("ada", "a guess of mine")).IsProblemAsync(HttpStatusCode.Unauthorized, "login");
            }

            await (await browser.LogInAsync("ada")).IsProblemAsync(HttpStatusCode.Unauthorized, "login");
            await (await browser.LogInAsync("eve")).IsAsync<Session>();
            Assert.Equal(HttpStatusCode.OK, (await inside.GetAsync("/api/session")).StatusCode);
        }

        await using var second = await first.RestartAsync(new Dictionary<string, string?> { ["Access:WrongPasswords"] = "3" });
        using var again = second.Browser();
        await (await again.LogInAsync("ada")).IsProblemAsync(HttpStatusCode.Unauthorized, "login");
        (await second.Http.PutAsJsonAsync("/api/users/ada/password", new SetPassword { Password = OtherPassword })).EnsureSuccessStatusCode();
        await (await again.LogInAsync("ada", OtherPassword)).IsAsync<Session>();
    }

    [Fact]
    public async Task Guesses_at_the_same_time_are_counted_too()
    {
        await using var gateway = await StartAsync(new Dictionary<string, string?> { ["Access:WrongPasswords"] = "3", ["Access:LoginsPerMinute"] = "1000" });
        await gateway.AddUserAsync("ada");
        using var browser = gateway.Browser();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(guess => browser.LogInAsync("ada", $"guess number {guess}")));

        var entries = (await gateway.GetAsync<AuditList>("/api/audit")).Entries;
        Assert.Equal((3, 5), (entries.Count(entry => entry.Action == "refused"), entries.Count(entry => entry.Action == "locked-out")));
    }

    [Fact]
    public async Task One_address_cannot_try_without_end()
    {
        await using var gateway = await StartAsync(new Dictionary<string, string?> { ["Access:LoginsPerMinute"] = "2" });
        using var browser = gateway.Browser();
        await browser.LogInAsync("a", "");
        await browser.LogInAsync("b", "");

        using var refused = await browser.LogInAsync("c", "");
        using var form = await browser.PostAsync("/login", new FormUrlEncodedContent([]));

        await refused.IsProblemAsync(HttpStatusCode.TooManyRequests, "too-many-logins");
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal((HttpStatusCode.TooManyRequests, "text/html"), (form.StatusCode, form.Content.Headers.ContentType?.MediaType));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync("/api/datasets")).StatusCode);
    }

    [Fact]
    public async Task They_log_out()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada");
        using var browser = await gateway.BrowserOfAsync("ada");

        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync("/api/session")).StatusCode);

        await (await browser.GetAsync("/api/session")).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
    }

    [Fact]
    public async Task Who_is_removed_is_out_at_once_and_hears_why()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada", For(Role.Admin));
        using var browser = await gateway.BrowserOfAsync("ada");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync("/api/users/ada")).StatusCode);

        var problem = await (await browser.GetAsync("/api/datasets")).IsProblemAsync(HttpStatusCode.Unauthorized, "session-over");
        await (await browser.LogInAsync("ada")).IsProblemAsync(HttpStatusCode.Unauthorized, "login");

        Assert.Contains("account was removed", problem.Detail, StringComparison.Ordinal);
        await (await gateway.Http.DeleteAsync("/api/users/ada")).IsProblemAsync(HttpStatusCode.NotFound, "no-user");
        await gateway.AddUserAsync("ada");
        await (await browser.GetAsync("/api/datasets")).IsProblemAsync(HttpStatusCode.Unauthorized, "session-over");
    }

    [Fact]
    public async Task Another_gateway_hears_of_it_within_seconds()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync(directory: one.Root);
        await one.AddUserAsync("ada");
        using var browser = await other.BrowserOfAsync("ada");
        var since = DateTimeOffset.UtcNow;

        Assert.Equal(HttpStatusCode.NoContent, (await one.Http.DeleteAsync("/api/users/ada")).StatusCode);

        await UntilAsync(async () => (await browser.GetAsync("/api/session")).StatusCode == HttpStatusCode.Unauthorized, "the end of the session");
        Assert.InRange(DateTimeOffset.UtcNow - since, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Another_password_ends_the_other_sessions_only()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada");
        using var here = await gateway.BrowserOfAsync("ada");
        using var there = await gateway.BrowserOfAsync("ada");

        await (await here.PutAsJsonAsync("/api/session/password", new ChangePassword { Current = "a guess of mine", Password = OtherPassword })).IsProblemAsync(HttpStatusCode.BadRequest, "login");
        await (await here.PutAsJsonAsync("/api/session/password", new ChangePassword { Current = Password, Password = "short" })).IsProblemAsync(HttpStatusCode.BadRequest, "password");
        await (await here.PutAsJsonAsync("/api/session/password", new ChangePassword { Current = Password, Password = OtherPassword })).IsAsync<Session>();

        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/session")).StatusCode);
        await (await there.GetAsync("/api/session")).IsProblemAsync(HttpStatusCode.Unauthorized, "session-over");
    }

    [Fact]
    public async Task Roles_are_given_and_taken()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.AddUserAsync("ada");
        using var browser = await gateway.BrowserOfAsync("ada");
        Assert.Empty((await (await browser.GetAsync("/api/datasets")).IsAsync<DatasetList>()).Datasets);

        await (await gateway.Http.PutAsJsonAsync("/api/users/ada/grants", For(Role.Viewer, DatasetId))).IsAsync<UserAccount>();
        Assert.Single((await (await browser.GetAsync("/api/datasets")).IsAsync<DatasetList>()).Datasets);
        var problem = await (await browser.PostAsync($"/api/datasets/{DatasetId}/pause", null)).IsProblemAsync(HttpStatusCode.Forbidden, "role");
        var account = await (await gateway.Http.PutAsJsonAsync("/api/users/ada/grants", For(Role.Admin, DatasetId))).IsAsync<UserAccount>();
        Assert.NotEqual(HttpStatusCode.Forbidden, (await browser.PutAsync($"/api/datasets/{DatasetId}/settings", null)).StatusCode);
        await (await gateway.Http.DeleteAsync($"/api/users/ada/grants?datasetId={DatasetId}")).IsAsync<UserAccount>();

        Assert.Equal("This needs the role admin for dataset 'numerals', which ada does not have: ask an admin for it (dcai users grant).", problem.Detail);
        Assert.Equal(For(Role.Admin, DatasetId), Assert.Single(account.Grants));
        await (await browser.GetAsync($"/api/datasets/{DatasetId}")).IsProblemAsync(HttpStatusCode.Forbidden, "role");
        await (await gateway.Http.DeleteAsync("/api/users/ada/grants")).IsProblemAsync(HttpStatusCode.NotFound, "no-grant");
    }

    [Fact]
    public async Task Admins_who_give_roles_at_once_on_two_gateways_lose_none()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync(directory: one.Root);
        string[] datasets = [.. Enumerable.Range(0, 8).Select(number => $"set-{number}")];
        foreach (var datasetId in datasets)
        {
            await one.CreateDatasetAsync(datasetId);
        }

        await one.AddUserAsync("ada");

        await Task.WhenAll(datasets.Select((datasetId, index) => (index % 2 == 0 ? one : other).Http.PutAsJsonAsync("/api/users/ada/grants", For(Role.Viewer, datasetId))));

        var account = Assert.Single((await one.GetAsync<UserList>("/api/users")).Users);
        Assert.Equal(datasets, account.Grants.Select(grant => grant.DatasetId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_who_can_be_called_so_is_added()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada@example.org", For(Role.Viewer));
        (AddUser User, HttpStatusCode Status, string Code)[] bad =
        [
            (new AddUser { Name = "ADA@example.org" }, HttpStatusCode.Conflict, "user-exists"),
            (new AddUser { Name = "" }, HttpStatusCode.BadRequest, "name"),
            (new AddUser { Name = "../token" }, HttpStatusCode.BadRequest, "name"),
            (new AddUser { Name = new string('a', 65) }, HttpStatusCode.BadRequest, "name"),
            (new AddUser { Name = "eve", Password = "short" }, HttpStatusCode.BadRequest, "password"),
            (new AddUser { Name = "eve", Grants = [For(Role.Viewer, "nothing")] }, HttpStatusCode.NotFound, "no-dataset"),
            (new AddUser { Name = "eve", Grants = [For(Role.Viewer), For(Role.Admin)] }, HttpStatusCode.BadRequest, "grants"),
        ];

        foreach (var (user, status, code) in bad)
        {
            await (await gateway.Http.PostAsJsonAsync("/api/users", user)).IsProblemAsync(status, code);
        }

        var account = Assert.Single((await gateway.GetAsync<UserList>("/api/users")).Users);
        Assert.Equal(("ada@example.org", true), (account.Name, account.HasPassword));
        Assert.StartsWith("holder of the token, ", account.ChangedBy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_are_nowhere_in_the_store()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada");
        using var browser = await gateway.BrowserOfAsync("ada");
        await browser.LogInAsync("ada", OtherPassword);

        await foreach (var stored in gateway.Store.ListAsync("gateway/"))
        {
            var text = System.Text.Encoding.UTF8.GetString((await gateway.Store.TryGetAsync(stored.Key))!);
            Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
            Assert.DoesNotContain(OtherPassword, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_decision_bears_their_name_and_no_other()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.OpenReviewAsync("a", "b");
        await gateway.AddUserAsync("ada", For(Role.Reviewer, DatasetId));
        using var browser = await gateway.BrowserOfAsync("ada");
        var path = $"/api/datasets/{DatasetId}/reviews/r0001/decisions";
        SubmitDecisions Batch(int number, string name, string reviewer) => new()
        {
            BatchId = $"00000000-0000-4000-8000-00000000100{number}",
            Reviewer = reviewer,
            Decisions = [new SubmittedDecision { DecisionId = $"00000000-0000-4000-8000-00000000000{number}", SampleId = SampleId(name), Verdict = Verdict.Certify, Label = "i" }],
        };

        await (await browser.PostAsJsonAsync(path, Batch(1, "a", "eve"))).IsProblemAsync(HttpStatusCode.Forbidden, "reviewer");
        await (await browser.PostAsJsonAsync(path, Batch(1, "a", "ada"))).IsAsync<DecisionReceipt>();
        await (await gateway.Http.PostAsJsonAsync(path, Batch(2, "b", "simulated-oracle"))).IsAsync<DecisionReceipt>();

        var trail = (await gateway.GetAsync<DecisionList>($"/api/datasets/{DatasetId}/decisions")).Decisions;
        Assert.Equal(["ada", "simulated-oracle"], trail.Select(decision => decision.Reviewer));
    }
}
