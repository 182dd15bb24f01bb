using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Dcai.Hosting;

/// <summary>TLS to the broker where its URL says so, with the system's authorities or with those of a file.</summary>
internal sealed class TlsBroker(BusOptions options, ILogger logger)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly X509Certificate2Collection? _authorities = TlsFiles.Authorities(options.CaFile);

    /// <summary>Sets up one host of the bus; does nothing for <c>amqp://</c>.</summary>
    public void Configure(IRabbitMqHostConfigurator host)
    {
        if (!options.IsEncrypted)
        {
            return;
        }

        host.UseSsl(ssl =>
        {
            ssl.ServerName = new Uri(options.Url).Host;
            ssl.CertificateValidationCallback = Accepts;
        });
    }

    private bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var reason = errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || certificate is null ? "it shows none"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"it is made out to another name ({certificate.Subject})"
            : _authorities is null ? (errors == SslPolicyErrors.None ? null : $"no authority of this system vouches for it ({certificate.Issuer}); name its authority's file in DCAI__BUS__CAFILE")
            : IsVouchedFor(new X509Certificate2(certificate), chain, _authorities) ? null
            : $"no authority in {options.CaFile} vouches for it ({certificate.Issuer})";
        if (reason is not null)
        {
            logger.LogError("The certificate of the broker at {Host} is refused: {Reason}.", new Uri(options.Url).Host, reason);
        }

        return reason is null;
    }

    private static bool IsVouchedFor(X509Certificate2 certificate, X509Chain? shown, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);

        // An authority of one's own seldom publishes what it has revoked.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (shown is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        }

        using (certificate)
        {
            return chain.Build(certificate);
        }
    }
}
