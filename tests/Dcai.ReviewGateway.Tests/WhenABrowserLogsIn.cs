using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenABrowserLogsIn
{
    private const string PageHeader = "X-Dcai-Page";

    [Fact]
    public async Task The_printed_link_becomes_a_session_and_an_address_without_the_token()
    {
        await using var gateway = await StartAsync();
        using var browser = Browser(gateway);

        using var entered = await browser.GetAsync($"/?token={gateway.Token}");

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (entered.StatusCode, entered.Headers.Location?.OriginalString));
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(gateway.Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/datasets")).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_for_encrypted_connections_where_there_is_one()
    {
        await using var gateway = await StartAsync();
        using var browser = Browser(gateway);
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var entered = await browser.GetAsync($"/?token={gateway.Token}");

        Assert.Contains("secure", Assert.Single(entered.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_person_without_a_session_is_asked_for_the_token()
    {
        await using var gateway = await StartAsync();
        using var browser = Browser(gateway);
        browser.DefaultRequestHeaders.Add("Accept", "text/html");

        using var asked = await browser.GetAsync("/");
        using var refused = await browser.PostAsync("/login", Form("a-guess"));
        using var entered = await browser.PostAsync("/login", Form(gateway.Token));

        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (asked.StatusCode, asked.Content.Headers.ContentType?.MediaType));
        Assert.Contains("<form method=\"post\" action=\"/login\">", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/datasets")).StatusCode);
    }

    [Fact]
    public async Task A_link_from_another_site_is_asked_for_again_so_that_the_strict_cookie_comes_along()
    {
        await using var gateway = await StartAsync();
        using var browser = Browser(gateway);
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        var page = await (await browser.GetAsync("/")).Content.ReadAsStringAsync();

        Assert.Contains("<meta http-equiv=\"refresh\" content=\"0\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_alone_writes_nothing()
    {
        await using var gateway = await StartAsync();
        using var browser = Browser(gateway);
        await browser.GetAsync($"/?token={gateway.Token}");
        var dataset = new CreateDataset { DatasetId = DatasetId, Settings = new DatasetSettings { Classes = Classes } };

        await (await browser.PostAsJsonAsync("/api/datasets", dataset)).IsProblemAsync(HttpStatusCode.Forbidden, "foreign-page");
        browser.DefaultRequestHeaders.Add(PageHeader, "1");

        Assert.Equal(HttpStatusCode.Created, (await browser.PostAsJsonAsync("/api/datasets", dataset)).StatusCode);
    }

    [Theory]
    [InlineData("9999999999.AAAA")]
    [InlineData("nonsense")]
    [InlineData("1.2.3")]
    [InlineData("9999999999..")]
    [InlineData("9999999999...AAAA")]
    [InlineData("9999999999.YWRh.stamp.AAAA")]
    public async Task A_forged_session_opens_nothing(string forged)
    {
        await using var gateway = await StartAsync();
        using var honest = Browser(gateway);
        using var entered = await honest.GetAsync($"/?token={gateway.Token}");
        var name = Assert.Single(entered.Headers.GetValues("Set-Cookie")).Split('=')[0];
        using var forger = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = gateway.Url };
        forger.DefaultRequestHeaders.Add("Cookie", $"{name}={forged}");

        await (await forger.GetAsync("/api/datasets")).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
    }

    [Fact]
    public async Task A_session_ends_with_its_token_and_with_its_time()
    {
        var first = await StartAsync(new Dictionary<string, string?> { ["Token"] = "a-token-of-the-owners" });
        using var browser = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        using var entered = await browser.GetAsync(new Uri(first.Url, "/?token=a-token-of-the-owners"));
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie")).Split(';')[0];
        browser.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(first.Url, "/api/datasets"))).StatusCode);
        await using var second = await first.RestartAsync(new Dictionary<string, string?> { ["Token"] = "another-token-of-theirs" });

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(new Uri(second.Url, "/api/datasets"))).StatusCode);
        Assert.InRange(Until(cookie), DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/datasets")]
    [InlineData("/no/such/page")]
    public async Task Every_answer_forbids_what_is_not_ours(string path)
    {
        await using var gateway = await StartAsync();

        using var answer = await gateway.Http.GetAsync(path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    private static HttpClient Browser(GatewayUnderTest gateway) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Url };

    private static FormUrlEncodedContent Form(string token) => new(new Dictionary<string, string> { ["token"] = token });

    private static DateTimeOffset Until(string cookie) => DateTimeOffset.FromUnixTimeSeconds(
        long.Parse(cookie.Split('=')[1].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture));
}
