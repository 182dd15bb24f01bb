using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Dcai.ObjectStorage;

/// <summary>A bucket of somebody else's that is only read, under whatever keys they chose.</summary>
public sealed class SourceBucket : IDisposable
{
    private readonly S3ObjectStoreOptions _options;
    private readonly AmazonS3Client _client;

    /// <param name="options">Where and who; its prefix may be any beginning of a key. Nothing is created.</param>
    public SourceBucket(S3ObjectStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _client = new AmazonS3Client(
            new BasicAWSCredentials(options.AccessKey, options.SecretKey),
            new AmazonS3Config
            {
                ServiceURL = options.Endpoint.ToString(),
                AuthenticationRegion = options.Region,
                ForcePathStyle = true,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
                MaxErrorRetry = 4,
            });
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    /// <summary>The objects below the prefix, in ordinal order.</summary>
    /// <returns>Name behind the prefix, size in bytes, and a mark that is another one when the object is written anew.</returns>
    /// <exception cref="ObjectStoreException">The server cannot be reached or refuses; the message says which.</exception>
    public async IAsyncEnumerable<(string Name, long SizeBytes, string Mark)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _options.Prefix };
        ListObjectsV2Response page;
        do
        {
            page = await CallAsync("listed", () => _client.ListObjectsV2Async(request, cancellationToken)).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return (found.Key[_options.Prefix.Length..], found.Size ?? 0, found.ETag ?? "");
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <summary>A forward-only stream over an object; null where there is none. Owned by the caller.</summary>
    /// <param name="name">Behind the prefix.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="ObjectStoreException">The server cannot be reached or refuses; the message says which.</exception>
    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var response = await CallAsync("read", () => _client.GetObjectAsync(_options.Bucket, _options.Prefix + name, cancellationToken)).ConfigureAwait(false);
            return response.ResponseStream;
        }
        catch (ObjectStoreException gone) when (gone.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" })
        {
            return null;
        }
    }

    private async Task<T> CallAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            var cause = failure is AmazonServiceException { StatusCode: not 0 } answered ? $"it answered {(int)answered.StatusCode} {answered.ErrorCode}" : failure.Message.ReplaceLineEndings(" ");
            throw new ObjectStoreException(
                $"s3://{_options.Bucket}/{_options.Prefix} cannot be {what} at {_options.Endpoint} ({cause}): check the address, the bucket's name and the keys.", failure);
        }
    }
}
