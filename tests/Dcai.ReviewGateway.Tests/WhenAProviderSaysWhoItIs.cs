using System.Net;
using System.Web;
using Dcai.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAProviderSaysWhoItIs
{
    [Fact]
    public async Task A_user_of_that_name_is_logged_in()
    {
        await using var provider = await Provider.StartAsync(new { email = "ada@example.org", email_verified = true });
        await using var gateway = await StartAsync(provider.Settings);
        await gateway.AddUserAsync("ada@example.org");
        using var browser = gateway.Browser();

        using var entered = await ReturnAsync(browser, await LeaveAsync(browser));

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (entered.StatusCode, entered.Headers.Location?.OriginalString));
        Assert.Equal("ada@example.org", (await (await browser.GetAsync("/api/session")).IsAsync<Session>()).Name);
        Assert.Equal("a-code", provider.Exchanged["code"]);
        Assert.Equal("the secret", provider.Exchanged["client_secret"]);
        Assert.False(string.IsNullOrEmpty(provider.Exchanged["code_verifier"]));
        Assert.Contains("Log in by the university", await LoginPageAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eve@example.org", true)]
    [InlineData("ada@example.org", false)]
    public async Task Nobody_else_comes_in(string email, bool isVerified)
    {
        await using var provider = await Provider.StartAsync(new { email, email_verified = isVerified });
        await using var gateway = await StartAsync(provider.Settings);
        await gateway.AddUserAsync("ada@example.org");
        using var browser = gateway.Browser();

        using var refused = await ReturnAsync(browser, await LeaveAsync(browser));

        Assert.Equal((HttpStatusCode.Forbidden, "text/html"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        await (await browser.GetAsync("/api/session")).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_is_refused()
    {
        await using var provider = await Provider.StartAsync(new { email = "ada@example.org" });
        await using var gateway = await StartAsync(provider.Settings);
        await gateway.AddUserAsync("ada@example.org");
        using var browser = gateway.Browser();
        using var victim = gateway.Browser();
        var state = await LeaveAsync(browser);

        using var foreign = await ReturnAsync(victim, state);
        using var forged = await ReturnAsync(browser, state + "x");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (foreign.StatusCode, forged.StatusCode));
        await (await victim.GetAsync("/api/session")).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
    }

    [Fact]
    public async Task Another_gateway_takes_back_what_one_gave()
    {
        await using var provider = await Provider.StartAsync(new { email = "ada@example.org" });
        var first = await StartAsync(provider.Settings);
        await first.AddUserAsync("ada@example.org");
        using var browser = first.Browser();
        using var left = await browser.GetAsync("/login/sso");
        var (state, cookie) = (StateOf(left), Assert.Single(left.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        await using var second = await first.RestartAsync(provider.Settings);
        using var other = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = second.Url };
        other.DefaultRequestHeaders.Add("Cookie", cookie);

        using var entered = await ReturnAsync(other, state);

        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
    }

    private static async Task<string> LeaveAsync(HttpClient browser)
    {
        using var left = await browser.GetAsync("/login/sso");
        return StateOf(left);
    }

    private static string StateOf(HttpResponseMessage left)
    {
        Assert.Equal(HttpStatusCode.Redirect, left.StatusCode);
        var query = HttpUtility.ParseQueryString(left.Headers.Location!.Query);
        Assert.Equal(("dcai", "code", "S256"), (query["client_id"], query["response_type"], query["code_challenge_method"]));
        Assert.EndsWith("/login/sso/callback", query["redirect_uri"], StringComparison.Ordinal);
        return query["state"]!;
    }

    private static Task<HttpResponseMessage> ReturnAsync(HttpClient browser, string state) =>
        browser.GetAsync($"/login/sso/callback?code=a-code&state={Uri.EscapeDataString(state)}");

    private static async Task<string> LoginPageAsync(GatewayUnderTest gateway)
    {
        using var stranger = new HttpClient { BaseAddress = gateway.Url };
        stranger.DefaultRequestHeaders.Add("Accept", "text/html");
        return await (await stranger.GetAsync("/")).Content.ReadAsStringAsync();
    }

    /// <summary>Answers as an OAuth 2.0 provider does once somebody has said yes.</summary>
    private sealed class Provider(WebApplication app) : IAsyncDisposable
    {
        private string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public IFormCollection Exchanged { get; private set; } = FormCollection.Empty;

        public Dictionary<string, string?> Settings => new()
        {
            ["Access:SingleSignOn:ClientId"] = "dcai",
            ["Access:SingleSignOn:ClientSecret"] = "the secret",
            ["Access:SingleSignOn:AuthorizationEndpoint"] = $"{Url}/authorize",
            ["Access:SingleSignOn:TokenEndpoint"] = $"{Url}/token",
            ["Access:SingleSignOn:UserEndpoint"] = $"{Url}/user",
            ["Access:SingleSignOn:Title"] = "the university",
        };

        public static async Task<Provider> StartAsync(object user)
        {
            var builder = WebApplication.CreateSlimBuilder();
            var app = builder.Build();
            var provider = new Provider(app);
            app.Urls.Add("http://127.0.0.1:0");
            app.MapPost("/token", async (HttpRequest request) =>
            {
                provider.Exchanged = await request.ReadFormAsync();
                return Results.Json(new { access_token = "an-access-token", token_type = "Bearer" });
            });
            app.MapGet("/user", (HttpRequest request) => request.Headers.Authorization == "Bearer an-access-token" ? Results.Json(user) : Results.Unauthorized());
            await app.StartAsync();
            return provider;
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
