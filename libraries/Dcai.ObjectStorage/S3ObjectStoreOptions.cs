using System.Security.Cryptography.X509Certificates;

namespace Dcai.ObjectStorage;

/// <summary>Where an S3 bucket is and who asks for it.</summary>
public sealed record S3ObjectStoreOptions
{
    /// <summary>The server's address, such as <c>http://127.0.0.1:9000</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Created when absent.</summary>
    public required string Bucket { get; init; }

    public required string AccessKey { get; init; }

    public required string SecretKey { get; init; }

    /// <summary>What requests are signed for; servers other than Amazon's take any.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Put before every key with a slash, so that a bucket can be shared; empty uses the whole bucket.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>The only authorities whose certificates an <c>https</c> server may show; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => $"{Endpoint} bucket {Bucket}{(Prefix.Length > 0 ? $" prefix {Prefix}" : string.Empty)}";
}
