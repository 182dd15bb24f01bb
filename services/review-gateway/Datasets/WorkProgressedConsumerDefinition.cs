namespace Dcai.ReviewGateway.Datasets;

/// <summary>Every gateway shows progress.</summary>
public sealed class WorkProgressedConsumerDefinition() : EveryGatewayHears<WorkProgressedConsumer>("gateway-progress");
