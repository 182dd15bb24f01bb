using System.Globalization;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Tests;
using Dcai.Tests;
using Dcai.Work;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using Purpose = Dcai.Contracts.ReviewPurpose;
using ReviewEnd = Dcai.Contracts.Documents.ReviewEnd;

namespace Dcai.Browser.Tests;

/// <summary>A gateway with one review of drawn images, and a browser that does what a script of scenarios/ says.</summary>
internal sealed class Scenario(GatewayUnderTest gateway, IReadOnlyList<Sample> samples) : IAsyncDisposable
{
    private const string ReviewId = "r0001";
    private const int Side = 24;

    public static string Folder { get; } = GoldenFile.Beside("");

    public static string Chromium { get; } = Environment.GetEnvironmentVariable("DCAI_TEST_CHROMIUM") ?? "/usr/bin/chromium";

    /// <param name="likelyValid">Items for the grid, given the classes in turn.</param>
    /// <param name="likelyInvalid">Items for the focus view, given i and suggested ii.</param>
    /// <param name="settings">Settings of the gateway, without the section.</param>
    /// <param name="hash">Perceptual hash of the image of a number; none have one unless given.</param>
    public static async Task<Scenario> WithReviewAsync(
        int likelyValid, int likelyInvalid, IReadOnlyDictionary<string, string?>? settings = null, Func<int, ulong>? hash = null)
    {
        var gateway = await StartAsync(settings);
        await gateway.CreateDatasetAsync();
        var items = new List<ReviewItem>();
        var samples = new List<Sample>();
        for (var number = 0; number < likelyValid + likelyInvalid; number++)
        {
            var isValid = number >= likelyInvalid;
            var bytes = Draw(number);
            await gateway.Store.PutBlobAsync(bytes, "image/png");
            var sampleId = Digests.Hex(Digests.Sha256(bytes));
            string[] given = [isValid ? Classes[number % Classes.Length] : Classes[0]];
            items.Add(new ReviewItem
            {
                SampleId = sampleId,
                End = isValid ? ReviewEnd.LikelyValid : ReviewEnd.LikelyInvalid,
                Reason = isValid ? "the model agrees with its label" : "looks like another class",
                GivenLabels = given,
                SuggestedLabel = isValid ? given[0] : Classes[1],
                Confidence = 0.9,
                Loss = isValid ? 0.1 : 5.0 - (number / 100.0),
            });
            samples.Add(new Sample
            {
                SampleId = sampleId,
                MediaType = "image/png",
                SizeBytes = bytes.Length,
                Width = Side,
                Height = Side,
                Status = SampleStatus.Uncertified,
                Origin = SampleOrigin.Ingested,
                GivenLabels = given,
                Conflict = false,
                PerceptualHash = hash?.Invoke(number).ToString("x16", CultureInfo.InvariantCulture),
                Provenance = [new Provenance { Source = "folder", Name = $"train/{given[0]}/{number}.png", Label = given[0], Split = "train" }],
                ArrivedIn = 1,
            });
        }

        await gateway.PutSnapshotAsync(1, samples);
        var scenario = new Scenario(gateway, samples);
        await scenario.OpenAsync(ReviewId, items);
        return scenario;
    }

    /// <summary>The gateway's store.</summary>
    public IObjectStore Store => gateway.Store;

    /// <summary>Opens another review, of the first one's images.</summary>
    public async Task OpenAnotherAsync(string reviewId) =>
        await OpenAsync(reviewId, (await Store.GetDocumentAsync(StoreKeys.Review(DatasetId, ReviewId), Formats.Review)).Items);

    /// <summary>Makes a second snapshot, in which the first image is certified as what it was given.</summary>
    public Task CertifyFirstAsync() => gateway.PutSnapshotAsync(
        2,
        [
            samples[0] with { Status = SampleStatus.Certified, CertifiedLabel = samples[0].GivenLabels[0], CertifiedBy = "kim", Review = ReviewId, Round = 1, DecisionId = Guid.Empty.ToString() },
            .. samples.Skip(1),
        ]);

    /// <summary>Runs a script with a browser; it fails with what the script says.</summary>
    /// <param name="script">Its name in scenarios/.</param>
    /// <param name="receiver">Address of a program that takes webhooks.</param>
    public Task PlayAsync(string script, string receiver = "") => NodeProcess.RunAsync(
        Folder,
        new Dictionary<string, string>
        {
            ["DCAI_TEST_URL"] = gateway.Url.ToString().TrimEnd('/'),
            ["DCAI_TEST_LINK"] = new Uri(gateway.Url, $"/?token={gateway.Token}").ToString(),
            ["DCAI_TEST_TOKEN"] = gateway.Token,
            ["DCAI_TEST_REVIEW"] = $"/#/review/{DatasetId}/{ReviewId}",
            ["DCAI_TEST_CHROMIUM"] = Chromium,
            ["DCAI_TEST_RECEIVER"] = receiver,
        },
        $"scenarios/{script}.mjs");

    /// <summary>The whole audit trail.</summary>
    public async Task<IReadOnlyList<DecisionRecord>> TrailAsync()
    {
        var trail = new List<DecisionRecord>();
        string? cursor = null;
        do
        {
            var page = await gateway.GetAsync<DecisionList>($"/api/datasets/{DatasetId}/decisions?limit=1000{(cursor is null ? "" : $"&cursor={cursor}")}");
            trail.AddRange(page.Decisions);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return trail;
    }

    public Task<ReviewSummary> ReviewAsync() => gateway.GetAsync<ReviewSummary>($"/api/datasets/{DatasetId}/reviews/{ReviewId}");

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    private async Task OpenAsync(string reviewId, IReadOnlyList<ReviewItem> items)
    {
        var review = new Review { ReviewId = reviewId, Purpose = Purpose.Round, Round = 1, Snapshot = 1, Items = items };
        await gateway.Store.PutDocumentIfAbsentAsync(StoreKeys.Review(DatasetId, reviewId), Formats.Review, review);
        var command = CommandIds.Identify(new OpenReview
        {
            DatasetId = DatasetId,
            CommandId = "",
            ReviewId = reviewId,
            Purpose = Purpose.Round,
            Round = 1,
            ItemCount = items.Count,
        });
        var endpoint = await gateway.Bus.GetSendEndpoint(new Uri("queue:open-review"));
        await endpoint.Send(command);
        await UntilAsync(() => gateway.Heard.Opened.Any(opened => opened.CommandId == command.CommandId), "the opening of the review");
    }

    /// <summary>A picture of its own for every number: its bits as squares.</summary>
    private static byte[] Draw(int number)
    {
        var pixels = new byte[Side * Side];
        for (var index = 0; index < pixels.Length; index++)
        {
            var bit = (index / Side / 6 * 4) + (index % Side / 6);
            pixels[index] = (byte)(((number + 1) >> bit & 1) == 1 ? 30 : 225);
        }

        return PngEncoder.Encode(new Image(Side, Side, PixelFormat.Gray8, pixels));
    }
}
