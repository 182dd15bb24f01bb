using System.Net;
using Dcai.ReviewGateway.Page;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenThePageIsAskedFor
{
    private static readonly bool IsBuilt = new PageFiles(typeof(ReviewGatewayModule).Assembly).IsBuilt;

    [Fact]
    public async Task It_is_there_or_says_how_to_get_it()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();

        using var answer = await gateway.Http.GetAsync("/");

        if (!IsBuilt)
        {
            await answer.IsProblemAsync(HttpStatusCode.NotFound, "no-page");
            return;
        }

        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var assets = html.Split('"').Where(part => part.StartsWith("/assets/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(assets);
        foreach (var asset in assets)
        {
            Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync(asset)).StatusCode);
        }

        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.All(html.Split("<script").Skip(1), script => Assert.Contains("src=", script.Split('>')[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_browser_has_is_not_sent_again()
    {
        if (!IsBuilt)
        {
            return;
        }

        await using var gateway = await GatewayUnderTest.StartAsync();
        using var first = await gateway.Http.GetAsync("/");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        Assert.Equal(HttpStatusCode.NotModified, (await gateway.Http.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task No_other_file_is_served()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync("/assets/%2e%2e%2findex.html")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync("/assets/no-such-file.js")).StatusCode);
    }
}
