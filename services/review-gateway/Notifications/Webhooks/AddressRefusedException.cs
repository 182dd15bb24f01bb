using System.Net;

namespace Dcai.ReviewGateway.Notifications.Webhooks;

/// <summary>A webhook's host lies where webhooks must not go.</summary>
internal sealed class AddressRefusedException(string host, IReadOnlyList<IPAddress> addresses) : Exception(
    $"'{host}' is {(addresses.Count == 0 ? "nowhere" : string.Join(", ", addresses))}, which is not on the internet: the operator names the networks beyond it that webhooks may reach in WebhookNetworks");
