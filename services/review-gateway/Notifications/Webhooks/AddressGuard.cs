using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>
/// Keeps webhooks out of networks that are not the internet: whoever may create one would otherwise reach through the gateway what only the gateway reaches.
/// It looks at the address that is connected to, so a name that resolves to another address the second time changes nothing.
/// </summary>
internal sealed class AddressGuard(IOptions<GatewayOptions> options)
{
    /// <summary>Not the internet: RFC 6890 and its registries at IANA, and Azure's platform address.</summary>
    private static readonly IPNetwork[] Reserved = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    }.Select(network => IPNetwork.Parse(network))];

    /// <summary>What IANA gives out; everything else of IPv6 is local, multicast, a translation of IPv4 or nobody's.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] _allowed = [.. options.Value.AllowedNetworks()];

    /// <summary>Whether a webhook may be sent there.</summary>
    public bool IsAllowed(IPAddress address)
    {
        var real = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(real))
            || (real.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(real)) && !Reserved.Any(network => network.Contains(real));
    }

    /// <summary>Connects to an address that is allowed.</summary>
    /// <exception cref="AddressRefusedException">The name has none.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        IPAddress[] allowed = [.. addresses.Where(IsAllowed)];
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException(target.Host, addresses);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
