namespace Dcai.ReviewGateway.Notifications.Live;

/// <summary>Pages listen to any of the gateways, so each hears everything.</summary>
internal sealed class LiveConsumerDefinition() : EveryGatewayHears<LiveConsumer>("gateway-live");
