using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dcai.Api;

namespace Dcai.Cli.Gateway;

/// <summary>The gateway's REST API.</summary>
/// <remarks>Every call throws <see cref="GatewayRefusedException"/> for a problem and <see cref="CommandFailedException"/> where nobody answers.</remarks>
internal sealed class GatewayClient : IDisposable
{
    private const int LargestPage = 1000;
    private const string Users = "/api/users";
    private const string Tokens = "/api/tokens";

    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(30);

    private readonly HttpClient _http;
    private readonly string _where;

    public GatewayClient(GatewayAddress address, HttpMessageHandler? handler = null)
    {
        _where = address.Url.ToString();
        _http = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1), UseProxy = !address.Url.IsLoopback })
        {
            BaseAddress = address.Url,
            Timeout = LongestAnswer,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", address.Token);
    }

    /// <summary>A client that waits for a gateway that is started again.</summary>
    public static GatewayClient Patient(GatewayAddress address) => new(address, new PatientHandler(new SocketsHttpHandler { UseProxy = false }));

    public void Dispose() => _http.Dispose();

    public Task<SettingsVersion> CreateAsync(CreateDataset dataset, CancellationToken cancellationToken) =>
        SendAsync<SettingsVersion>(HttpMethod.Post, "/api/datasets", JsonContent.Create(dataset, options: Json), cancellationToken);

    public Task<DatasetList> ListDatasetsAsync(CancellationToken cancellationToken) =>
        WholeAsync("/api/datasets", (DatasetList page) => (page.Datasets, page.NextCursor), (page, all) => page with { Datasets = all }, cancellationToken);

    public Task<DatasetStatus> StatusAsync(string datasetId, CancellationToken cancellationToken) =>
        SendAsync<DatasetStatus>(HttpMethod.Get, Of(datasetId), null, cancellationToken);

    public async Task<IReadOnlyList<WorkerStatus>> WorkersAsync(CancellationToken cancellationToken) =>
        (await SendAsync<WorkerList>(HttpMethod.Get, "/api/workers", null, cancellationToken)).Workers;

    public Task<SettingsVersion> SettingsAsync(string datasetId, CancellationToken cancellationToken) =>
        SendAsync<SettingsVersion>(HttpMethod.Get, $"{Of(datasetId)}/settings", null, cancellationToken);

    /// <param name="datasetId">The dataset.</param>
    /// <param name="settings">All of them.</param>
    /// <param name="basedOn">The version that was changed: where it is no longer the newest, nothing happens.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public Task<SettingsVersion> ChangeSettingsAsync(string datasetId, DatasetSettings settings, int basedOn, CancellationToken cancellationToken) =>
        SendAsync<SettingsVersion>(
            HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/settings?basedOn={basedOn}"), JsonContent.Create(settings, options: Json), cancellationToken);

    public Task<SettingsVersion> SetInitialWeightsAsync(string datasetId, byte[] safetensors, CancellationToken cancellationToken) =>
        SendAsync<SettingsVersion>(HttpMethod.Put, $"{Of(datasetId)}/initial-weights", new ByteArrayContent(safetensors), cancellationToken);

    public Task<SteeringResult> StartAsync(string datasetId, CancellationToken cancellationToken) => SteerAsync(datasetId, "start", cancellationToken);

    public Task<SteeringResult> PauseAsync(string datasetId, CancellationToken cancellationToken) => SteerAsync(datasetId, "pause", cancellationToken);

    public Task<SteeringResult> ResumeAsync(string datasetId, CancellationToken cancellationToken) => SteerAsync(datasetId, "resume", cancellationToken);

    public Task<SteeringResult> CancelAsync(string datasetId, CancellationToken cancellationToken) => SteerAsync(datasetId, "cancel", cancellationToken);

    /// <param name="datasetId">The dataset.</param>
    /// <param name="manifest">What the files are.</param>
    /// <param name="contents">The files' bytes, in the manifest's order.</param>
    /// <param name="cancellationToken">A cancelled upload is not accepted.</param>
    public Task<UploadReceipt> UploadAsync(
        string datasetId, UploadManifest manifest, IReadOnlyList<ReadOnlyMemory<byte>> contents, CancellationToken cancellationToken) =>
        SendAsync<UploadReceipt>(HttpMethod.Post, $"{Of(datasetId)}/uploads", Multipart(manifest, contents), cancellationToken);

    /// <inheritdoc cref="UploadAsync"/>
    public Task<TestSetReceipt> SetTestSetAsync(
        string datasetId, UploadManifest manifest, IReadOnlyList<ReadOnlyMemory<byte>> contents, CancellationToken cancellationToken) =>
        SendAsync<TestSetReceipt>(HttpMethod.Post, $"{Of(datasetId)}/test-set", Multipart(manifest, contents), cancellationToken);

    public Task<UploadList> ListUploadsAsync(string datasetId, CancellationToken cancellationToken) =>
        WholeAsync($"{Of(datasetId)}/uploads", (UploadList page) => (page.Waiting, page.NextCursor), (page, all) => page with { Waiting = all }, cancellationToken);

    public Task<ReviewList> ListOpenReviewsAsync(CancellationToken cancellationToken) =>
        WholeAsync("/api/reviews", (ReviewList page) => (page.Reviews, page.NextCursor), (page, all) => page with { Reviews = all }, cancellationToken);

    public Task<ReviewList> ListReviewsAsync(string datasetId, CancellationToken cancellationToken) =>
        WholeAsync($"{Of(datasetId)}/reviews", (ReviewList page) => (page.Reviews, page.NextCursor), (page, all) => page with { Reviews = all }, cancellationToken);

    public Task<ReviewerList> ReviewersAsync(string datasetId, CancellationToken cancellationToken) =>
        SendAsync<ReviewerList>(HttpMethod.Get, $"{Of(datasetId)}/reviewers", null, cancellationToken);

    public Task<TrailReport> AuditAsync(string datasetId, bool images, CancellationToken cancellationToken) =>
        SendAsync<TrailReport>(HttpMethod.Get, $"{Of(datasetId)}/audit?images={(images ? "true" : "false")}", null, cancellationToken);

    public Task<ReviewPage> ReviewItemsAsync(
        string datasetId, string reviewId, string? cursor, int limit, bool undecided, CancellationToken cancellationToken) =>
        SendAsync<ReviewPage>(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/reviews/{Uri.EscapeDataString(reviewId)}/items?limit={limit}&undecided={(undecided ? "true" : "false")}{(cursor is null ? "" : $"&cursor={cursor}")}"),
            null,
            cancellationToken);

    public Task<DecisionReceipt> SubmitAsync(string datasetId, string reviewId, SubmitDecisions decisions, CancellationToken cancellationToken) =>
        SendAsync<DecisionReceipt>(
            HttpMethod.Post, $"{Of(datasetId)}/reviews/{Uri.EscapeDataString(reviewId)}/decisions", JsonContent.Create(decisions, options: Json), cancellationToken);

    public Task<DecisionList> DecisionsAsync(string datasetId, CancellationToken cancellationToken) =>
        WholeAsync($"{Of(datasetId)}/decisions", (DecisionList page) => (page.Decisions, page.NextCursor), (page, all) => page with { Decisions = all }, cancellationToken);

    /// <summary>Everything that changed, as many pages as it takes.</summary>
    public Task<SnapshotDifference> CompareSnapshotsAsync(string datasetId, int from, int to, CancellationToken cancellationToken) => WholeAsync(
        string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/snapshots/{from}/changes/{to}"),
        (SnapshotDifference page) => (page.Changes, page.NextCursor),
        (page, all) => page with { Changes = all },
        cancellationToken);

    /// <summary>Every move, as many pages as it takes.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="snapshot">Null for the newest.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public Task<BalancePreview> PreviewBalanceAsync(string datasetId, int? snapshot, CancellationToken cancellationToken) => WholeAsync(
        string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/balance{(snapshot is null ? "" : $"?version={snapshot}")}"),
        (BalancePreview page) => (page.Moves, page.NextCursor),
        (page, all) => page with { Moves = all },
        cancellationToken);

    public Task<SnapshotList> SnapshotsAsync(string datasetId, CancellationToken cancellationToken) =>
        WholeAsync($"{Of(datasetId)}/snapshots", (SnapshotList page) => (page.Snapshots, page.NextCursor), (page, all) => page with { Snapshots = all }, cancellationToken);

    public Task<DeadLetterList> DeadLettersAsync(string? datasetId, CancellationToken cancellationToken) =>
        WholeAsync(
            $"/api/dead-letters{(datasetId is null ? "" : $"?datasetId={Uri.EscapeDataString(datasetId)}")}",
            (DeadLetterList page) => (page.DeadLetters, page.NextCursor),
            (page, all) => page with { DeadLetters = all },
            cancellationToken);

    public Task<DeadLetterText> DeadLetterAsync(string messageId, CancellationToken cancellationToken) =>
        SendAsync<DeadLetterText>(HttpMethod.Get, $"api/dead-letters/{Uri.EscapeDataString(messageId)}", null, cancellationToken);

    public Task<ReleaseList> ReleasesAsync(string datasetId, CancellationToken cancellationToken) =>
        WholeAsync($"{Of(datasetId)}/releases", (ReleaseList page) => (page.Releases, page.NextCursor), (page, all) => page with { Releases = all }, cancellationToken);

    public Task<CurationReport> ReportAsync(string datasetId, int release, CancellationToken cancellationToken) =>
        SendAsync<CurationReport>(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/releases/{release}/report"), null, cancellationToken);

    /// <summary>The running totals; the last is done.</summary>
    public IAsyncEnumerable<SweepReport> SweepAsync(string? datasetId, int olderThanDays, bool dryRun, CancellationToken cancellationToken) =>
        LinesAsync<SweepReport>(
            string.Create(CultureInfo.InvariantCulture, $"/api/gc?olderThanDays={olderThanDays}&dryRun={(dryRun ? "true" : "false")}{(datasetId is null ? "" : $"&datasetId={Uri.EscapeDataString(datasetId)}")}"),
            cancellationToken,
            HttpMethod.Post);

    /// <summary>How far it is; the last is done.</summary>
    public IAsyncEnumerable<DeletionReport> DeleteAsync(string datasetId, CancellationToken cancellationToken) =>
        LinesAsync<DeletionReport>(Of(datasetId), cancellationToken, HttpMethod.Delete);

    public Task<ErasureResult> EraseAsync(string datasetId, string sampleId, string reason, CancellationToken cancellationToken) =>
        EraseAsync($"{Of(datasetId)}/samples/{Uri.EscapeDataString(sampleId)}/erase", reason, cancellationToken);

    public Task<ErasureResult> EraseEverywhereAsync(string sampleId, string reason, CancellationToken cancellationToken) =>
        EraseAsync($"/api/samples/{Uri.EscapeDataString(sampleId)}/erase", reason, cancellationToken);

    /// <summary>What a backup needs; the last entry is done.</summary>
    public IAsyncEnumerable<BackupEntry> BackupAsync(string datasetId, CancellationToken cancellationToken) =>
        LinesAsync<BackupEntry>($"{Of(datasetId)}/backup", cancellationToken);

    /// <param name="datasetId">The dataset.</param>
    /// <param name="key">An object that a backup needs.</param>
    /// <param name="target">Receives its bytes as they come; the caller verifies the digest.</param>
    /// <param name="cancellationToken">Leaves a part of them.</param>
    public async Task CopyBackupObjectAsync(string datasetId, string key, Stream target, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(HttpMethod.Get, $"{Of(datasetId)}/backup/{key}", null, cancellationToken);
        await response.Content.CopyToAsync(target, cancellationToken);
    }

    public async Task BeginRestoreAsync(string datasetId, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(HttpMethod.Put, OfRestore(datasetId), null, cancellationToken);
    }

    /// <summary>Whether the gateway has the object already.</summary>
    public async Task<bool> HasRestoredAsync(string datasetId, BackupEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await RespondAsync(HttpMethod.Head, OfRestored(datasetId, entry), null, cancellationToken);
            return true;
        }
        catch (GatewayRefusedException absent) when (absent.Problem.Status == (int)System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    public async Task PutRestoredAsync(string datasetId, BackupEntry entry, Stream content, CancellationToken cancellationToken)
    {
        using var body = new StreamContent(content);
        using var response = await RespondAsync(HttpMethod.Put, OfRestored(datasetId, entry), body, cancellationToken);
    }

    /// <summary>How many objects are verified; the last report is done.</summary>
    public IAsyncEnumerable<RestoreReport> CommitRestoreAsync(string datasetId, RestoredObjects objects, CancellationToken cancellationToken) =>
        LinesAsync<RestoreReport>($"{OfRestore(datasetId)}/commit", cancellationToken, HttpMethod.Post, JsonContent.Create(objects, options: Json));

    public IAsyncEnumerable<Certificate> CertificatesAsync(string datasetId, int release, CancellationToken cancellationToken) =>
        LinesAsync<Certificate>(string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/releases/{release}/certificates"), cancellationToken);

    public IAsyncEnumerable<Certificate> SnapshotCertificatesAsync(string datasetId, int version, CancellationToken cancellationToken) =>
        LinesAsync<Certificate>(string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/snapshots/{version}/certificates"), cancellationToken);

    public async Task<byte[]> ImageAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(HttpMethod.Get, $"{Of(datasetId)}/samples/{sampleId}/image", null, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public Task<ModelList> RoundModelsAsync(string datasetId, int round, CancellationToken cancellationToken) =>
        SendAsync<ModelList>(HttpMethod.Get, OfRound(datasetId, round), null, cancellationToken);

    public Task<ModelList> ReleaseModelsAsync(string datasetId, int release, CancellationToken cancellationToken) =>
        SendAsync<ModelList>(HttpMethod.Get, OfRelease(datasetId, release), null, cancellationToken);

    /// <param name="model">Whose weights.</param>
    /// <param name="target">Receives them as they come; the caller verifies the digest.</param>
    /// <param name="cancellationToken">Leaves a part of them.</param>
    public async Task CopyWeightsAsync(ModelDescription model, Stream target, CancellationToken cancellationToken)
    {
        var models = model.Round is { } round ? OfRound(model.Dataset, round) : OfRelease(model.Dataset, model.Release!.Value);
        using var response = await RespondAsync(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{models}/{model.Number}/weights"), null, cancellationToken);
        await response.Content.CopyToAsync(target, cancellationToken);
    }

    /// <summary>What had come in when a release was made.</summary>
    public Task<ArrivalSummary> ArrivalsAsync(string datasetId, int release, CancellationToken cancellationToken) =>
        SendAsync<ArrivalSummary>(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/arrivals?release={release}"), null, cancellationToken);

    /// <param name="datasetId">The dataset.</param>
    /// <param name="target">Receives a PNG of the largest groups of images that look alike.</param>
    /// <param name="cancellationToken">Leaves a part of it.</param>
    public async Task CopyLookalikeSheetAsync(string datasetId, Stream target, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(HttpMethod.Get, $"{Of(datasetId)}/arrivals/sheet", null, cancellationToken);
        await response.Content.CopyToAsync(target, cancellationToken);
    }

    public async Task<IReadOnlyList<UserAccount>> UsersAsync(CancellationToken cancellationToken) =>
        await PagesAsync(Users, (UserList page) => (page.Users, page.NextCursor), int.MaxValue, cancellationToken).ToListAsync(cancellationToken);

    public Task<UserAccount> AddUserAsync(AddUser user, CancellationToken cancellationToken) =>
        SendAsync<UserAccount>(HttpMethod.Post, Users, JsonContent.Create(user, options: Json), cancellationToken);

    public async Task RemoveUserAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(HttpMethod.Delete, OfUser(name), null, cancellationToken);
    }

    public async Task SetPasswordAsync(string name, string password, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(
            HttpMethod.Put, $"{OfUser(name)}/password", JsonContent.Create(new SetPassword { Password = password }, options: Json), cancellationToken);
    }

    public Task<UserAccount> GrantAsync(string name, Grant grant, CancellationToken cancellationToken) =>
        SendAsync<UserAccount>(HttpMethod.Put, $"{OfUser(name)}/grants", JsonContent.Create(grant, options: Json), cancellationToken);

    /// <param name="name">The user.</param>
    /// <param name="datasetId">Where the role counts; null: for all datasets.</param>
    /// <param name="cancellationToken">Afterwards the role may or may not be gone.</param>
    public Task<UserAccount> RevokeAsync(string name, string? datasetId, CancellationToken cancellationToken) => SendAsync<UserAccount>(
        HttpMethod.Delete, $"{OfUser(name)}/grants{(datasetId is null ? "" : $"?datasetId={Uri.EscapeDataString(datasetId)}")}", null, cancellationToken);

    public async Task<IReadOnlyList<ApiToken>> TokensAsync(CancellationToken cancellationToken) =>
        await PagesAsync(Tokens, (ApiTokenList page) => (page.Tokens, page.NextCursor), int.MaxValue, cancellationToken).ToListAsync(cancellationToken);

    public Task<CreatedApiToken> CreateTokenAsync(CreateApiToken token, CancellationToken cancellationToken) =>
        SendAsync<CreatedApiToken>(HttpMethod.Post, Tokens, JsonContent.Create(token, options: Json), cancellationToken);

    public async Task RevokeTokenAsync(string tokenId, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(HttpMethod.Delete, $"{Tokens}/{Uri.EscapeDataString(tokenId)}", null, cancellationToken);
    }

    /// <summary>The newest first, so many at most.</summary>
    public IAsyncEnumerable<AuditRecord> AuditAsync(int limit, CancellationToken cancellationToken) => PagesAsync(
        "/api/audit", (AuditList page) => (page.Entries, page.NextCursor), limit, cancellationToken);

    private static string OfUser(string name) => $"{Users}/{Uri.EscapeDataString(name)}";

    public IAsyncEnumerable<Webhook> WebhooksAsync(CancellationToken cancellationToken) => PagesAsync(
        "/api/webhooks", (WebhookList page) => (page.Webhooks, page.NextCursor), int.MaxValue, cancellationToken);

    public Task<CreatedWebhook> CreateWebhookAsync(WebhookSettings settings, CancellationToken cancellationToken) =>
        SendAsync<CreatedWebhook>(HttpMethod.Post, "/api/webhooks", JsonContent.Create(settings, options: Json), cancellationToken);

    public Task<CreatedWebhook> RenewWebhookSecretAsync(string webhookId, CancellationToken cancellationToken) =>
        SendAsync<CreatedWebhook>(HttpMethod.Post, $"{OfWebhook(webhookId)}/secret", null, cancellationToken);

    public async Task DeleteWebhookAsync(string webhookId, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(HttpMethod.Delete, OfWebhook(webhookId), null, cancellationToken);
    }

    public Task<WebhookDelivery> TestWebhookAsync(string webhookId, CancellationToken cancellationToken) =>
        SendAsync<WebhookDelivery>(HttpMethod.Post, $"{OfWebhook(webhookId)}/test", null, cancellationToken);

    /// <summary>The newest first, so many at most.</summary>
    public IAsyncEnumerable<WebhookDelivery> WebhookDeliveriesAsync(string webhookId, int limit, CancellationToken cancellationToken) => PagesAsync(
        $"{OfWebhook(webhookId)}/deliveries", (WebhookDeliveryList page) => (page.Deliveries, page.NextCursor), limit, cancellationToken);

    public Task<WebhookDelivery> ReplayWebhookDeliveryAsync(string webhookId, string deliveryId, CancellationToken cancellationToken) =>
        SendAsync<WebhookDelivery>(HttpMethod.Post, $"{OfWebhook(webhookId)}/deliveries/{Uri.EscapeDataString(deliveryId)}/replay", null, cancellationToken);

    private static string OfWebhook(string webhookId) => $"/api/webhooks/{Uri.EscapeDataString(webhookId)}";

    private static string OfRestore(string datasetId) => $"/api/restores/{Uri.EscapeDataString(datasetId)}";

    private static string OfRestored(string datasetId, BackupEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"{OfRestore(datasetId)}/objects/{entry.Key}?digest={Uri.EscapeDataString(entry.Digest!)}&sizeBytes={entry.SizeBytes}");

    private static string OfRound(string datasetId, int round) => string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/rounds/{round}/models");

    private static string OfRelease(string datasetId, int release) => string.Create(CultureInfo.InvariantCulture, $"{Of(datasetId)}/releases/{release}/models");

    private static string Of(string datasetId) => $"/api/datasets/{Uri.EscapeDataString(datasetId)}";

    private static MultipartFormDataContent Multipart(UploadManifest manifest, IReadOnlyList<ReadOnlyMemory<byte>> contents)
    {
        var multipart = new MultipartFormDataContent { { JsonContent.Create(manifest, options: Json), "manifest" } };
        foreach (var content in contents)
        {
            multipart.Add(new ReadOnlyMemoryContent(content), "files");
        }

        return multipart;
    }

    private static async Task<Problem> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(Json, cancellationToken);
            return problem! with { Status = (int)response.StatusCode };
        }
        catch (JsonException)
        {
            return new Problem { Status = (int)response.StatusCode, Title = response.ReasonPhrase };
        }
    }

    private Task<SteeringResult> SteerAsync(string datasetId, string verb, CancellationToken cancellationToken) =>
        SendAsync<SteeringResult>(HttpMethod.Post, $"{Of(datasetId)}/{verb}", null, cancellationToken);

    private Task<ErasureResult> EraseAsync(string path, string reason, CancellationToken cancellationToken) =>
        SendAsync<ErasureResult>(HttpMethod.Post, path, JsonContent.Create(new EraseImage { Reason = reason }, options: Json), cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(method, path, content, cancellationToken);
        return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
            ?? throw new CommandFailedException($"the gateway at {_where} answered {path} with nothing: is it of another version?");
    }

    /// <summary>A list as one page, however many it takes.</summary>
    private async Task<TPage> WholeAsync<TPage, T>(
        string path, Func<TPage, (IReadOnlyList<T> Entries, string? Next)> read, Func<TPage, IReadOnlyList<T>, TPage> join, CancellationToken cancellationToken)
        where TPage : class
    {
        TPage? last = null;
        var all = await PagesAsync(path, (TPage page) => read(last = page), int.MaxValue, cancellationToken).ToListAsync(cancellationToken);
        return join(last!, all);
    }

    private async IAsyncEnumerable<T> PagesAsync<TPage, T>(
        string path, Func<TPage, (IReadOnlyList<T> Entries, string? Next)> read, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var left = limit; left > 0;)
        {
            var page = string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={Math.Min(left, LargestPage)}");
            var (entries, next) = read(await SendAsync<TPage>(HttpMethod.Get, cursor is null ? page : $"{page}&cursor={Uri.EscapeDataString(cursor)}", null, cancellationToken));
            foreach (var entry in entries.Take(left))
            {
                yield return entry;
            }

            left = next is null ? 0 : left - entries.Count;
            cursor = next;
        }
    }

    private async IAsyncEnumerable<T> LinesAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken, HttpMethod? method = null, HttpContent? content = null)
    {
        using var response = await RespondAsync(method ?? HttpMethod.Get, path, content, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(body);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize<T>(line, Json)!;
        }
    }

    private async Task<HttpResponseMessage> RespondAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw new GatewayRefusedException(await ProblemAsync(response, cancellationToken));
            }
        }
        catch (HttpRequestException unreachable) when (unreachable.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw GatewayAddress.NotRunning($"nobody answers at {_where}", unreachable);
        }
        catch (HttpRequestException broken)
        {
            throw new CommandFailedException($"the connection to {_where} broke ({broken.Message}): run the same command again", broken);
        }
    }
}
