using System.Net;

namespace Dcai.ObjectStorage.Tests;

/// <summary>A connection to the real server that loses requests or answers, as told.</summary>
internal sealed class FaultyConnection(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public Queue<Loss> PutLosses { get; } = new();

    public int Puts { get; private set; }

    /// <summary>Runs between a lost request or answer and the caller's noticing it.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Put || request.Headers.IfNoneMatch.Count == 0 || !PutLosses.TryDequeue(out var loss))
        {
            Puts += request.Method == HttpMethod.Put ? 1 : 0;
            return await base.SendAsync(request, cancellationToken);
        }

        Puts++;
        if (loss is Loss.Answer or Loss.AnswerSaysServerError)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
        }

        await Meanwhile();
        return loss == Loss.AnswerSaysServerError
            ? new HttpResponseMessage(HttpStatusCode.InternalServerError) { RequestMessage = request, Content = new StringContent(string.Empty) }
            : throw new HttpRequestException("The connection was cut.");
    }
}

internal enum Loss
{
    Request,
    Answer,
    AnswerSaysServerError,
}

public sealed class WhenTheConnectionToS3IsCut : IDisposable
{
    private readonly string prefix = $"t{Guid.NewGuid():N}";
    private FaultyConnection? connection;
    private S3ObjectStore? store;
    private S3ObjectStore? other;

    public void Dispose()
    {
        store?.Dispose();
        other?.Dispose();
    }

    [S3Fact]
    public async Task A_lost_answer_to_what_was_stored_is_created()
    {
        await OpenAsync(Loss.Answer);

        var put = await store!.PutIfAbsentAsync("a", "mine"u8.ToArray());

        Assert.True(put.Created);
        Assert.Equal(1, connection!.Puts);
    }

    [S3Fact]
    public async Task An_error_in_answer_to_what_was_stored_is_created()
    {
        await OpenAsync(Loss.AnswerSaysServerError);
        Assert.True((await store!.PutIfAbsentAsync("a", "mine"u8.ToArray())).Created);
        Assert.Equal(1, connection!.Puts);
    }

    [S3Fact]
    public async Task A_lost_request_is_sent_again()
    {
        await OpenAsync(Loss.Request, Loss.Request);

        var put = await store!.PutIfAbsentAsync("a", "mine"u8.ToArray());

        Assert.True(put.Created);

        // Two are lost; a server that is busy just then may turn down a third.
        Assert.InRange(connection!.Puts, 3, 6);
        Assert.Equal("mine"u8.ToArray(), await other!.TryGetAsync("a"));
    }

    [S3Fact]
    public async Task A_rival_who_stores_meanwhile_has_won()
    {
        await OpenAsync(Loss.Request);
        connection!.Meanwhile = () => other!.PutIfAbsentAsync("a", "theirs"u8.ToArray());

        var put = await store!.PutIfAbsentAsync("a", "mine"u8.ToArray());

        Assert.False(put.Created);
        Assert.Equal("theirs"u8.ToArray(), put.Existing.ToArray());
    }

    [S3Fact]
    public async Task A_rival_who_comes_after_a_lost_answer_is_told_that_it_exists()
    {
        await OpenAsync(Loss.Answer);
        PutResult? rival = null;
        connection!.Meanwhile = async () => rival = await other!.PutIfAbsentAsync("a", "theirs"u8.ToArray());

        var put = await store!.PutIfAbsentAsync("a", "mine"u8.ToArray());

        Assert.True(put.Created);
        Assert.False(rival!.Value.Created);
        Assert.Equal("mine"u8.ToArray(), rival.Value.Existing.ToArray());
    }

    private async Task OpenAsync(params Loss[] losses)
    {
        store = await S3ObjectStore.OpenAsync(S3Server.Options(prefix), handler => connection = new FaultyConnection(handler), CancellationToken.None);
        other = await S3ObjectStore.OpenAsync(S3Server.Options(prefix));
        foreach (var loss in losses)
        {
            connection!.PutLosses.Enqueue(loss);
        }
    }
}

public sealed class WhenS3CannotBeUsed
{
    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var options = new S3ObjectStoreOptions { Endpoint = new Uri("http://127.0.0.1:9"), Bucket = "dcai", AccessKey = "a", SecretKey = "hidden" };

        var exception = await Assert.ThrowsAsync<StoreUnreachableException>(() => S3ObjectStore.OpenAsync(options));

        Assert.StartsWith("The S3 server at http://127.0.0.1:9/ cannot be reached", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", options.ToString(), StringComparison.Ordinal);
    }

    [S3Fact]
    public async Task A_wrong_secret_is_named()
    {
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(
            () => S3ObjectStore.OpenAsync(S3Server.Options("t") with { SecretKey = "wrong" }));
        Assert.Contains("check access key, secret key", exception.Message, StringComparison.Ordinal);
    }

    [S3Fact]
    public async Task An_absent_bucket_is_created_by_any_number_at_once()
    {
        var options = S3Server.Options("t") with { Bucket = $"dcai-{Guid.NewGuid():N}" };
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => S3ObjectStore.OpenAsync(options)));

        await stores[0].PutIfAbsentAsync("a", "1"u8.ToArray());

        Assert.Equal("1"u8.ToArray(), await stores[7].TryGetAsync("a"));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Theory]
    [InlineData(403, "AccessDenied", "did not let us list", "the bucket's policy")]
    [InlineData(403, "RequestTimeTooSkewed", "disagree about the time", "set the clocks right")]
    [InlineData(404, "NoSuchBucket", "has no bucket dcai any more", "bring it back from a copy")]
    [InlineData(507, "QuotaExceeded", "is full", "free some space")]
    public async Task A_refusal_to_list_says_in_one_line_what_to_do(int status, string code, string what, string remedy)
    {
        var options = new S3ObjectStoreOptions { Endpoint = new Uri("http://127.0.0.1:9"), Bucket = "dcai", AccessKey = "a", SecretKey = "hidden" };
        using var store = await S3ObjectStore.OpenAsync(options, _ => new Refusing(status, code), CancellationToken.None);

        var exception = await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.ListAsync("datasets/").ToListAsync());

        Assert.Contains(what, exception.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    /// <summary>A server that lets a bucket be created and then refuses everything else.</summary>
    private sealed class Refusing(int status, string code) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            request.Method == HttpMethod.Get
                ? new HttpResponseMessage((System.Net.HttpStatusCode)status)
                {
                    RequestMessage = request,
                    Content = new StringContent($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>", System.Text.Encoding.UTF8, "application/xml"),
                }
                : new HttpResponseMessage(System.Net.HttpStatusCode.OK) { RequestMessage = request, Content = new ByteArrayContent([]) });
    }
}
