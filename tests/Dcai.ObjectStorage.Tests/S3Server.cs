using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Dcai.ObjectStorage.Tests;

/// <summary>The real S3 server that <c>infra/local/rgw.sh</c> starts, named by environment variables.</summary>
internal static class S3Server
{
    private const string EndpointVariable = "DCAI_TEST_S3_ENDPOINT";
    private const string AccessKeyVariable = "DCAI_TEST_S3_ACCESS_KEY";
    private const string SecretKeyVariable = "DCAI_TEST_S3_SECRET_KEY";

    public static string? Absence
    {
        get
        {
            string[] missing = [.. new[] { EndpointVariable, AccessKeyVariable, SecretKeyVariable }
                .Where(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))];
            return missing.Length == 0 ? null : $"needs a real S3 server (infra/local/rgw.sh start DIR); not set: {string.Join(", ", missing)}";
        }
    }

    public static S3ObjectStoreOptions Options(string prefix) => new()
    {
        Endpoint = new Uri(Environment.GetEnvironmentVariable(EndpointVariable)!),
        AccessKey = Environment.GetEnvironmentVariable(AccessKeyVariable)!,
        SecretKey = Environment.GetEnvironmentVariable(SecretKeyVariable)!,
        Bucket = "dcai-storage-tests",
        Prefix = prefix,
    };

    /// <summary>A bucket of its own with objects that hold their own keys.</summary>
    public static async Task<S3ObjectStoreOptions> FilledAsync(params string[] keys)
    {
        var options = Options("") with { Bucket = $"source-{Guid.NewGuid():N}" };
        using var client = new AmazonS3Client(
            new BasicAWSCredentials(options.AccessKey, options.SecretKey),
            new AmazonS3Config { ServiceURL = options.Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = options.Region, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED });
        await client.PutBucketAsync(options.Bucket);
        foreach (var key in keys)
        {
            await client.PutObjectAsync(new PutObjectRequest { BucketName = options.Bucket, Key = key, ContentBody = key, UseChunkEncoding = false });
        }

        return options;
    }
}

internal sealed class S3FactAttribute : FactAttribute
{
    public S3FactAttribute() => Skip = S3Server.Absence;
}
