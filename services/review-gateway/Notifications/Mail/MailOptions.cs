namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>The server that takes mail.</summary>
public sealed class MailOptions
{
    /// <summary>Without it no mail is sent.</summary>
    public string Host { get; set; } = "";

    /// <summary>587 is that of submission.</summary>
    public int Port { get; set; } = 587;

    /// <summary>STARTTLS before anything is said; off only for a server on a network of one's own.</summary>
    public bool Encrypted { get; set; } = true;

    /// <summary>Empty for a server that wants no login.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>Whom mail comes from.</summary>
    public string From { get; set; } = "";
}
