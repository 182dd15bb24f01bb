namespace Dcai.ReviewGateway.Notifications;

/// <param name="Number">1 or more.</param>
/// <param name="Begun">When, and by whom.</param>
/// <param name="Ended">Null while it lasts, and where its gateway ended amid it.</param>
internal sealed record Attempt(int Number, AttemptBegun Begun, AttemptEnded? Ended);
