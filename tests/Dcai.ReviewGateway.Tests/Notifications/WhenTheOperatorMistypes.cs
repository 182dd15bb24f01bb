using Microsoft.Extensions.Options;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests.Notifications;

public sealed class WhenTheOperatorMistypes
{
    [Theory]
    [InlineData("PublicAddress", "dcai.example.org")]
    [InlineData("PublicAddress", "ftp://dcai.example.org")]
    [InlineData("WebhookNetworks", "10.0.0.0/8, intranet")]
    [InlineData("Mail:Port", "0")]
    [InlineData("Mail:Host", "mail.example.org")] // Without Mail:From.
    public async Task The_gateway_does_not_start_and_names_the_setting(string setting, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(new Dictionary<string, string?> { [setting] = value }));

        Assert.Contains(setting == "Mail:Host" ? "Mail:From" : setting, refused.Message, StringComparison.Ordinal);
    }
}
