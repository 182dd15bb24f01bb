using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>Sends through the operator's server.</summary>
internal sealed class SmtpMailer(IOptions<GatewayOptions> options) : IMailer
{
    private const string SheetId = "sheet";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly MailOptions _options = options.Value.Mail;

    public bool IsConfigured => _options.Host.Length > 0;

    public async Task<string?> SendAsync(MailText mail, CancellationToken cancellationToken)
    {
        using var message = Compose(mail);
        using var client = new SmtpClient(_options.Host, _options.Port) { EnableSsl = _options.Encrypted, UseDefaultCredentials = false };
        if (_options.User.Length > 0)
        {
            client.Credentials = new NetworkCredential(_options.User, _options.Password);
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Longest);
        try
        {
            await client.SendMailAsync(message, limited.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the mail server {_options.Host}:{_options.Port} did not take it within {Longest.TotalSeconds} s";
        }
        catch (SmtpException failure)
        {
            return $"the mail server {_options.Host}:{_options.Port} did not take it: {(failure.InnerException ?? failure).Message.ReplaceLineEndings(" ")}";
        }
    }

    private MailMessage Compose(MailText mail)
    {
        var message = new MailMessage(_options.From, mail.To) { Subject = mail.Subject, SubjectEncoding = Encoding.UTF8 };
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var text = string.Join("\r\n\r\n", mail.Lines.Select(line => $"{line.Title}\r\n{line.Link}"));
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, MediaTypeNames.Text.Plain));
        var list = string.Concat(mail.Lines.Select(line => $"<p><a href=\"{WebUtility.HtmlEncode(line.Link)}\">{WebUtility.HtmlEncode(line.Title)}</a></p>"));
        var picture = mail.Sheet is null ? "" : $"<p><img src=\"cid:{SheetId}\" alt=\"some of the images\"></p>";
        var html = AlternateView.CreateAlternateViewFromString($"<!doctype html><html><body>{list}{picture}</body></html>", Encoding.UTF8, MediaTypeNames.Text.Html);
        if (mail.Sheet is { } sheet)
        {
            html.LinkedResources.Add(new LinkedResource(new MemoryStream(sheet), "image/png") { ContentId = SheetId, TransferEncoding = TransferEncoding.Base64 });
        }

        message.AlternateViews.Add(html);
        return message;
    }
}
