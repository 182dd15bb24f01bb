using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Dcai.ObjectStorage;

/// <summary>Objects in an S3 bucket: Amazon's, MinIO's, Ceph's or any other whose PUT honours <c>If-None-Match: *</c> (<see cref="StoreProbe"/>).</summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private const int MaxAttempts = 8;
    private const double SlowestBytesPerSecond = 1 << 20;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly S3ObjectStoreOptions options;
    private readonly string keyPrefix;
    private readonly SharedHttpClient http;
    private readonly AmazonS3Client client;

    /// <summary>Without the SDK's own retries: after each try of a conditional PUT, what is stored is read back before the next.</summary>
    private readonly AmazonS3Client unrepeated;

    private S3ObjectStore(S3ObjectStoreOptions options, Func<HttpMessageHandler, HttpMessageHandler> decorate)
    {
        this.options = options;
        keyPrefix = options.Prefix.Length > 0 ? options.Prefix + "/" : string.Empty;
        http = new SharedHttpClient(decorate, options.Authorities);
        client = CreateClient(maxRetries: 4);
        unrepeated = CreateClient(maxRetries: 0);
    }

    /// <summary>Connects, and creates the bucket when it is absent.</summary>
    /// <exception cref="ArgumentException">The prefix is no key.</exception>
    /// <exception cref="ObjectStoreException">The server cannot be reached or refuses; the message says which and names the endpoint.</exception>
    public static Task<S3ObjectStore> OpenAsync(S3ObjectStoreOptions options, CancellationToken cancellationToken = default) =>
        OpenAsync(options, handler => handler, cancellationToken);

    /// <param name="options">Where and who.</param>
    /// <param name="decorate">Wraps the connection, so that a test can lose requests and answers.</param>
    /// <param name="cancellationToken">Stops the connecting.</param>
    internal static async Task<S3ObjectStore> OpenAsync(
        S3ObjectStoreOptions options, Func<HttpMessageHandler, HttpMessageHandler> decorate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Prefix.Length > 0)
        {
            ObjectKeys.Validate(options.Prefix);
        }

        var store = new S3ObjectStore(options, decorate);
        try
        {
            await store.EnsureBucketAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        client.Dispose();
        unrepeated.Dispose();
        http.Dispose();
    }

    public async Task<PutResult> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        for (var (attempt, pause) = (1, FirstPause); ; attempt++, pause *= 2)
        {
            var failure = await TryCreateAsync(key, content, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                return new PutResult(true, content);
            }

            // Servers tell a loser 412, 409 or 500, and a lost answer tells nothing: only what is stored says who won.
            var (reached, existing) = await TryReadBackAsync(key, cancellationToken).ConfigureAwait(false);
            if (existing is not null)
            {
                return existing.AsSpan().SequenceEqual(content.Span) ? new PutResult(true, content, Found: true) : new PutResult(false, existing, Found: true);
            }

            if (attempt == MaxAttempts || (reached && IsRefusal(failure)))
            {
                throw Failure($"create {key}", failure);
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        using var stream = ReadOnlyMemoryStream(content);
        await PutAsync(key, stream, cancellationToken).ConfigureAwait(false);
    }

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ObjectKeys.Validate(key);
        if (content.CanSeek)
        {
            await CallAsync($"write {key}", () => client.PutObjectAsync(PutRequest(key, content), cancellationToken), cancellationToken).ConfigureAwait(false);
            return;
        }

        // A signed request needs length and digest before its first byte.
        var spool = TemporaryStream.Create();
        await using (spool.ConfigureAwait(false))
        {
            await content.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
            spool.Position = 0;
            await CallAsync($"write {key}", () => client.PutObjectAsync(PutRequest(key, spool), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<byte[]?> TryGetAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return await CallAsync<byte[]?>($"read {key}", ReadAsync, cancellationToken).ConfigureAwait(false);

        async Task<byte[]?> ReadAsync()
        {
            try
            {
                using var response = await client.GetObjectAsync(options.Bucket, keyPrefix + key, cancellationToken).ConfigureAwait(false);
                var content = new byte[response.ContentLength];
                await response.ResponseStream.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
                return content;
            }
            catch (AmazonS3Exception exception) when (IsAbsent(exception))
            {
                return null;
            }
        }
    }

    public async Task<Stream> OpenReadAsync(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        if (length == 0)
        {
            return await HeadAsync(key, cancellationToken).ConfigureAwait(false) is null ? throw new ObjectNotFoundException(key) : new MemoryStream([]);
        }

        return await CallAsync($"read {key}", OpenAsync, cancellationToken).ConfigureAwait(false);

        async Task<Stream> OpenAsync()
        {
            var request = new GetObjectRequest { BucketName = options.Bucket, Key = keyPrefix + key };
            if (offset > 0 || length is not null)
            {
                request.ByteRange = new ByteRange(length is null ? $"bytes={offset}-" : $"bytes={offset}-{offset + length.Value - 1}");
            }

            try
            {
                var response = await client.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
                return response.ResponseStream;
            }
            catch (AmazonS3Exception exception) when (IsAbsent(exception))
            {
                throw new ObjectNotFoundException(key, exception);
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return new MemoryStream([]);
            }
        }
    }

    public async Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return await CallAsync<ObjectInfo?>($"look up {key}", HeadAsync, cancellationToken).ConfigureAwait(false);

        async Task<ObjectInfo?> HeadAsync()
        {
            try
            {
                var response = await client.GetObjectMetadataAsync(options.Bucket, keyPrefix + key, cancellationToken).ConfigureAwait(false);
                return new ObjectInfo(key, response.ContentLength, Time(response.LastModified));
            }
            catch (AmazonS3Exception exception) when (IsAbsent(exception))
            {
                return null;
            }
        }
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, string? startAfter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKeys.ValidatePrefix(prefix);
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = keyPrefix + prefix };
        if (!string.IsNullOrEmpty(startAfter))
        {
            request.StartAfter = keyPrefix + startAfter;
        }

        await foreach (var page in PagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new ObjectInfo(found.Key[keyPrefix.Length..], found.Size ?? 0, Time(found.LastModified));
            }
        }
    }

    public async IAsyncEnumerable<string> ListPrefixesAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKeys.ValidatePrefix(prefix);
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = keyPrefix + prefix, Delimiter = "/" };
        await foreach (var page in PagesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var common in page.CommonPrefixes ?? [])
            {
                yield return common[keyPrefix.Length..];
            }
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        await CallAsync(
            $"delete {key}", () => client.DeleteObjectAsync(options.Bucket, keyPrefix + key, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task EnsureBucketAsync(CancellationToken cancellationToken)
    {
        await CallAsync("open the bucket", EnsureAsync, cancellationToken).ConfigureAwait(false);

        async Task<bool> EnsureAsync()
        {
            try
            {
                await client.HeadBucketAsync(new HeadBucketRequest { BucketName = options.Bucket }, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
            }

            try
            {
                await client.PutBucketAsync(options.Bucket, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonS3Exception exception) when (exception.ErrorCode == "BucketAlreadyOwnedByYou")
            {
                // Another process created it in between.
            }

            return true;
        }
    }

    /// <returns>Null when the server said that it created the object; else what went wrong, which says nothing about what is stored.</returns>
    private async Task<Exception?> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var stream = ReadOnlyMemoryStream(content);
        var request = PutRequest(key, stream);
        request.IfNoneMatch = "*";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswerWithin + TimeSpan.FromSeconds(content.Length / SlowestBytesPerSecond));
        try
        {
            await unrepeated.PutObjectAsync(request, patience.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (IsOfTheStore(exception, cancellationToken))
        {
            return exception;
        }
    }

    private async Task<(bool Reached, byte[]? Existing)> TryReadBackAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await TryGetAsync(key, cancellationToken).ConfigureAwait(false));
        }
        catch (ObjectStoreException)
        {
            return (false, null);
        }
    }

    private async IAsyncEnumerable<ListObjectsV2Response> PagesAsync(
        ListObjectsV2Request request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await CallAsync(
                $"list {request.Prefix}", () => client.ListObjectsV2Async(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            yield return page;
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    private async Task<T> CallAsync<T>(string action, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTheStore(exception, cancellationToken))
        {
            throw Failure(action, exception);
        }
    }

    private ObjectStoreException Failure(string action, Exception cause) => cause switch
    {
        AmazonServiceException { ErrorCode: "NoSuchBucket" } =>
            new ObjectStoreException($"The S3 server at {options.Endpoint} has no bucket {options.Bucket} any more, so nobody can {action}; bring it back from a copy, or start the services again to begin with an empty one.", cause),
        AmazonServiceException { ErrorCode: "RequestTimeTooSkewed" } =>
            new ObjectStoreException($"The S3 server at {options.Endpoint} and this machine disagree about the time by too much to {action}; set the clocks right.", cause),
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused =>
            new ObjectStoreException($"The S3 server at {options.Endpoint} did not let us {action} in bucket {options.Bucket} ({refused.ErrorCode}); check access key, secret key and the bucket's policy.", cause),
        AmazonServiceException { StatusCode: HttpStatusCode.InsufficientStorage } or AmazonServiceException { ErrorCode: "QuotaExceeded" } =>
            new ObjectStoreException($"The S3 server at {options.Endpoint} is full; free some space and run the same command again.", cause),
        AmazonServiceException { StatusCode: not 0 } answered =>
            new ObjectStoreException($"The S3 server at {options.Endpoint} could not {action}: {(int)answered.StatusCode} {answered.ErrorCode}: {answered.Message}", cause),
        { InnerException: AuthenticationException refused } =>
            new ObjectStoreException($"The S3 server at {options.Endpoint} cannot be trusted ({refused.Message}); name the file of its certificate authority in the setting Store:CaFile, or correct the endpoint.", cause),
        _ => new StoreUnreachableException($"The S3 server at {options.Endpoint} cannot be reached ({cause.Message}); start it or correct the endpoint.", cause),
    };

    /// <summary>Everything that a server or a connection can do to a call, our own faults and cancellations excepted.</summary>
    private static bool IsOfTheStore(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ObjectStoreException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException,
    };

    /// <summary>Answers that the same request would only get again.</summary>
    private static bool IsRefusal(Exception failure) => failure is AmazonServiceException
    {
        StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not (HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.TooManyRequests),
    };

    private static bool IsAbsent(AmazonS3Exception exception) =>
        exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket";

    private static DateTimeOffset Time(DateTime? lastModified) => new(lastModified!.Value.ToUniversalTime());

    private static MemoryStream ReadOnlyMemoryStream(ReadOnlyMemory<byte> content) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);

    private PutObjectRequest PutRequest(string key, Stream content) => new()
    {
        BucketName = options.Bucket,
        Key = keyPrefix + key,
        InputStream = content,
        AutoCloseStream = false,
        AutoResetStreamPosition = false,

        // The SDK's default, a chunked body with a trailing checksum, is refused by Ceph and by older servers.
        UseChunkEncoding = false,
    };

    private AmazonS3Client CreateClient(int maxRetries) => new(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = options.Endpoint.ToString(),
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = maxRetries,
            HttpClientFactory = http,
        });

    /// <summary>One pool of connections for both clients.</summary>
    private sealed class SharedHttpClient : HttpClientFactory, IDisposable
    {
        private readonly HttpClient client;

        public SharedHttpClient(Func<HttpMessageHandler, HttpMessageHandler> decorate, X509Certificate2Collection? authorities)
        {
            var handler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            };
            if (authorities is not null)
            {
                handler.SslOptions.CertificateChainPolicy = OnlyFrom(authorities);
            }

            // Up to the answer's first byte, so it covers an upload of some gigabytes over a slow line.
            client = new HttpClient(decorate(handler)) { Timeout = TimeSpan.FromMinutes(5) };
        }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public void Dispose() => client.Dispose();

        private static X509ChainPolicy OnlyFrom(X509Certificate2Collection authorities)
        {
            // An authority of one's own seldom publishes what it has revoked.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            return policy;
        }
    }
}
