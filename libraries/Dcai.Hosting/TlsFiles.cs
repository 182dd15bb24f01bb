using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dcai.Hosting;

/// <summary>Certificates and keys that settings name, all of them PEM.</summary>
internal static class TlsFiles
{
    /// <summary>The authorities of a file: only certificates that one of them vouches for are accepted.</summary>
    /// <param name="file">The file; empty for none.</param>
    /// <returns>Null where no file is named: the system's authorities count.</returns>
    public static X509Certificate2Collection? Authorities(string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    /// <summary>A server's own certificate with its key.</summary>
    public static X509Certificate2 Certificate(string certificate, string key) => X509Certificate2.CreateFromPemFile(certificate, key);

    /// <summary>What is wrong with a setting that names a file of authorities.</summary>
    /// <returns>One line, or null where nothing is.</returns>
    public static string? AuthoritiesFailure(string setting, string variable, string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        const string Expected = "expected a readable PEM file with the certificates of the authorities to trust";
        try
        {
            return Authorities(file)!.Count == 0 ? $"{setting} is '{file}', which holds no certificate: {Expected} ({variable})." : null;
        }
        catch (Exception exception) when (IsOfTheFile(exception))
        {
            return $"{setting} is '{file}': {exception.Message} {Expected} ({variable}).";
        }
    }

    /// <summary>What is wrong with settings that name a certificate and its key.</summary>
    /// <returns>One line, or null where nothing is.</returns>
    public static string? CertificateFailure(string setting, string variable, string certificate, string key)
    {
        if (certificate.Length == 0 && key.Length == 0)
        {
            return null;
        }

        if (certificate.Length == 0 || key.Length == 0)
        {
            return $"{setting}:Certificate is '{certificate}' and {setting}:Key is '{key}': name both PEM files or neither ({variable}__CERTIFICATE, {variable}__KEY).";
        }

        try
        {
            Certificate(certificate, key).Dispose();
            return null;
        }
        catch (Exception exception) when (IsOfTheFile(exception))
        {
            return $"{setting}:Certificate is '{certificate}' and {setting}:Key is '{key}': {exception.Message} Expected a PEM certificate and its key without a passphrase ({variable}__CERTIFICATE, {variable}__KEY).";
        }
    }

    private static bool IsOfTheFile(Exception exception) => exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;
}
