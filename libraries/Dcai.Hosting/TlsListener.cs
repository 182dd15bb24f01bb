using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Dcai.Hosting;

/// <summary>HTTPS where a certificate is set, HTTP where none is.</summary>
internal static class TlsListener
{
    /// <summary>Makes one listening endpoint speak what the settings say.</summary>
    public static void Configure(ListenOptions listener, HttpOptions options)
    {
        if (options.Certificate.Length == 0)
        {
            return;
        }

        // What follows the server's own certificate in its file are the authorities between it and the root.
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.Certificate);
        listener.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = TlsFiles.Certificate(options.Certificate, options.Key),
            ServerCertificateChain = chain,
        });
    }
}
