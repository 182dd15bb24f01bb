namespace Dcai.ReviewGateway.Notifications.Mail;

/// <param name="To">An address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Lines">What happened, each with its link.</param>
/// <param name="Sheet">PNG of what is to be decided; null for none.</param>
internal sealed record MailText(string To, string Subject, IReadOnlyList<(string Title, string Link)> Lines, byte[]? Sheet);
