using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>The address by which people reach this gateway, for links.</summary>
internal sealed class PublicAddress(IOptions<GatewayOptions> options, IServer server)
{
    /// <summary>That of the options; otherwise the one it listens at, with this machine's name where that is every address.</summary>
    public Uri Base()
    {
        if (options.Value.PublicAddress is { Length: > 0 } configured)
        {
            return new Uri(configured.TrimEnd('/') + '/');
        }

        var listens = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        var address = new UriBuilder(listens);
        if (IPAddress.TryParse(address.Host, out var host) && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)))
        {
            address.Host = Dns.GetHostName();
        }

        return address.Uri;
    }

    /// <summary>Straight to what the occasion is about.</summary>
    public string Link(Occasion occasion) => new Uri(Base(), OccasionWording.Route(occasion)).AbsoluteUri;
}
