using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Microsoft.Extensions.Options;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAProxyForwards
{
    [Theory]
    [InlineData("127.0.0.0/8, ::1", "203.0.113.9")]
    [InlineData("127.0.0.1,::1,::ffff:127.0.0.1", "203.0.113.9")]
    [InlineData("192.0.2.1", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public async Task Only_a_named_one_is_believed(string proxies, string address)
    {
        await using var gateway = await StartAsync(new Dictionary<string, string?> { ["Access:Proxies"] = proxies });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users") { Content = JsonContent.Create(new AddUser { Name = "ada" }) };
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");

        var user = await (await gateway.Http.SendAsync(request)).IsAsync<UserAccount>(HttpStatusCode.Created);

        Assert.Equal($"holder of the token, {address}", user.ChangedBy);
    }

    [Theory]
    [InlineData("Access:Proxies", "everybody", "Access:Proxies names 'everybody'")]
    [InlineData("Access:WrongPasswords", "0", "Access:WrongPasswords must be in 1 … 1000.")]
    [InlineData("Access:SingleSignOn:ClientId", "dcai", "Access:SingleSignOn:AuthorizationEndpoint is ''")]
    public async Task Wrong_settings_are_refused_by_name(string setting, string value, string complaint)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(async () => await StartAsync(new Dictionary<string, string?> { [setting] = value }));

        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }
}
