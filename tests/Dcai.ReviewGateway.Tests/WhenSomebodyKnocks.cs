using System.Net;
using System.Net.Http.Headers;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenSomebodyKnocks
{
    [Theory]
    [InlineData("/api/datasets")]
    [InlineData("/api/reviews")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/metrics")]
    [InlineData("/")]
    [InlineData("/no/such/page")]
    public async Task Nothing_is_open_without_the_token(string path)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var stranger = new HttpClient { BaseAddress = gateway.Url };

        await (await stranger.GetAsync(path)).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
        await (await stranger.GetAsync($"{path}?token=guess")).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.Token + "x");
        await (await stranger.GetAsync(path)).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_open(string path)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var stranger = new HttpClient { BaseAddress = gateway.Url };

        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task The_printed_link_opens_it()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        using var browser = new HttpClient { BaseAddress = gateway.Url };

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/api/datasets?token={gateway.Token}")).StatusCode);
    }

    [Fact]
    public async Task It_listens_on_loopback()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();

        Assert.True(gateway.Url.IsLoopback, $"{gateway.Url} is open to other machines");
    }

    [Fact]
    public async Task The_generated_token_is_long_and_survives_a_restart()
    {
        var first = await GatewayUnderTest.StartAsync();
        var token = first.Token;
        await using var second = await first.RestartAsync();

        Assert.True(token.Length >= 43, "256 bits need 43 characters of base64url");
        Assert.Equal(token, second.Token);
    }

    [Fact]
    public async Task A_token_of_the_owners_is_used_instead()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(new Dictionary<string, string?> { ["Token"] = "a-token-of-the-owners" });

        Assert.Equal("a-token-of-the-owners", gateway.Token);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync("/api/datasets")).StatusCode);
    }

    [Fact]
    public async Task What_does_not_exist_is_a_problem_too()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();

        await (await gateway.Http.GetAsync("/api/nothing")).IsProblemAsync(HttpStatusCode.NotFound, "no-such-path");
        await (await gateway.Http.DeleteAsync("/api/datasets")).IsProblemAsync(HttpStatusCode.MethodNotAllowed, "no-such-method");
    }
}
