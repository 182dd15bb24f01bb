using System.Net;
using Dcai.Api;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>What can be said of a webhook's settings without trying them.</summary>
internal static class WebhookRules
{
    private const int LongestName = 100;
    private const int LongestUrl = 2000;

    public static void Check(WebhookSettings settings, AddressGuard guard)
    {
        if (settings.Url.Length > LongestUrl || !Uri.TryCreate(settings.Url, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.UserInfo.Length > 0)
        {
            throw Refusal.BadRequest("webhook-url", $"'{settings.Url.ReplaceLineEndings(" ")}' cannot be a webhook's address: it begins with https:// or http://, has no user information, and is at most {LongestUrl} characters long.");
        }

        if (IPAddress.TryParse(url.IdnHost, out var address) && !guard.IsAllowed(address))
        {
            throw Refusal.BadRequest("webhook-url", $"{new AddressRefusedException(url.IdnHost, [address]).Message}.");
        }

        if (settings.Name.Length > LongestName || settings.Name.Any(char.IsControl))
        {
            throw Refusal.BadRequest("webhook-name", $"A webhook's name is one line of at most {LongestName} characters.");
        }

        OccasionRules.Check(settings.Events, settings.Datasets);
    }
}
