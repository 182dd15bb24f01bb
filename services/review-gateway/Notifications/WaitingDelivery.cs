namespace Dcai.ReviewGateway.Notifications;

/// <param name="Occasion">What is to be told.</param>
/// <param name="DeliveryId">What it is known by.</param>
/// <param name="Run">1, and one more for every replay.</param>
internal sealed record WaitingDelivery(Occasion Occasion, string DeliveryId, int Run);
