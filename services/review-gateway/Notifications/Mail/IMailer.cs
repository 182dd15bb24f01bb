namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>Hands a mail to a server.</summary>
internal interface IMailer
{
    /// <summary>Whether there is a server at all.</summary>
    bool IsConfigured { get; }

    /// <returns>What went wrong, in one line; null where the server took it.</returns>
    Task<string?> SendAsync(MailText mail, CancellationToken cancellationToken);
}
