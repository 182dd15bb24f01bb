using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Dcai.ReviewGateway.Tests.Notifications;

/// <summary>A mail server on loopback that keeps what it takes; it speaks as much SMTP as a sender needs.</summary>
/// <remarks>With a certificate it offers STARTTLS, and keeps what it was told before.</remarks>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _accepting;

    private readonly X509Certificate2? _certificate;

    public MailSink(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Headers and body of each, as they came.</summary>
    public ConcurrentQueue<string> Mails { get; } = new();

    /// <summary>Whom each was for.</summary>
    public ConcurrentQueue<string> Recipients { get; } = new();

    /// <summary>Commands as they came, all of them readable to whoever listens on the line.</summary>
    public ConcurrentQueue<string> Plain { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                await ServeAsync(client);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException || _ended.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink");
        while (await reader.ReadLineAsync(_ended.Token) is { } line)
        {
            Plain.Enqueue(line);
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO" when _certificate is not null:
                    await writer.WriteLineAsync("250-sink");
                    await writer.WriteLineAsync("250 STARTTLS");
                    continue;
                case "STARTTLS" when _certificate is not null:
                    await writer.WriteLineAsync("220 go on");
                    await using (var encrypted = new SslStream(stream, leaveInnerStreamOpen: true))
                    {
                        try
                        {
                            await encrypted.AuthenticateAsServerAsync(_certificate);
                            await encrypted.ReadExactlyAsync(new byte[1], _ended.Token);
                        }
                        catch (Exception refused) when (refused is AuthenticationException or IOException)
                        {
                            // It did not trust the certificate.
                        }
                    }

                    return;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    Mails.Enqueue(await BodyAsync(reader));
                    break;
                case "RCPT":
                    Recipients.Enqueue(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]);
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    break;
            }

            await writer.WriteLineAsync("250 ok");
        }
    }

    private async Task<string> BodyAsync(StreamReader reader)
    {
        var body = new StringBuilder();
        while (await reader.ReadLineAsync(_ended.Token) is { } line && line != ".")
        {
            body.Append(line).Append('\n');
        }

        return body.ToString();
    }
}
