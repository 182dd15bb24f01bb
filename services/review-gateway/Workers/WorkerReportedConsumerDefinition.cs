namespace Dcai.ReviewGateway.Workers;

/// <summary>Every gateway knows every worker.</summary>
public sealed class WorkerReportedConsumerDefinition() : EveryGatewayHears<WorkerReportedConsumer>("gateway-workers");
