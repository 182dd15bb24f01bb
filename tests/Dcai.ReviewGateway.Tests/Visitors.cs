using System.Net.Http.Headers;
using System.Net.Http.Json;
using Dcai.Api;

namespace Dcai.ReviewGateway.Tests;

/// <summary>People and programs who come to a gateway.</summary>
internal static class Visitors
{
    public const string Password = "correct horse battery";
    public const string PageHeader = "X-Dcai-Page";

    public static Grant For(Role role, string? datasetId = null) => new() { Role = role, DatasetId = datasetId };

    public static async Task<UserAccount> AddUserAsync(this GatewayUnderTest gateway, string name, params Grant[] grants) =>
        await (await gateway.Http.PostAsJsonAsync("/api/users", new AddUser { Name = name, Password = Password, Grants = grants })).IsAsync<UserAccount>(System.Net.HttpStatusCode.Created);

    /// <summary>A browser with the page, in which nobody has logged in; it goes where it is led only when told.</summary>
    public static HttpClient Browser(this GatewayUnderTest gateway)
    {
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Url };
        browser.DefaultRequestHeaders.Add(PageHeader, "1");
        return browser;
    }

    public static Task<HttpResponseMessage> LogInAsync(this HttpClient browser, string name, string password = Password) =>
        browser.PostAsJsonAsync("/api/session", new LogIn { Name = name, Password = password });

    /// <summary>A browser in which a user has logged in.</summary>
    public static async Task<HttpClient> BrowserOfAsync(this GatewayUnderTest gateway, string name)
    {
        var browser = gateway.Browser();
        await (await browser.LogInAsync(name)).IsAsync<Session>();
        return browser;
    }

    public static async Task<CreatedApiToken> CreateTokenAsync(this GatewayUnderTest gateway, string name, Grant grant, int days = 1) =>
        await (await gateway.Http.PostAsJsonAsync("/api/tokens", new CreateApiToken { Name = name, Grant = grant, Days = days })).IsAsync<CreatedApiToken>(System.Net.HttpStatusCode.Created);

    /// <summary>A program with a secret.</summary>
    public static HttpClient Program(this GatewayUnderTest gateway, string secret)
    {
        var program = new HttpClient { BaseAddress = gateway.Url };
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return program;
    }
}
