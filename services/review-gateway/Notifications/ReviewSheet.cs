using System.Collections.Concurrent;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;
using Dcai.Work.Upkeep;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>A glance at a review: its first images on one.</summary>
internal sealed class ReviewSheet(IObjectStore store, PictureTiles tiles)
{
    private const int Columns = 6;
    private const int MostImages = 12;
    private const int MostKept = 64;

    /// <summary>By the images that they show.</summary>
    private readonly ConcurrentDictionary<string, byte[]> _sheets = new(StringComparer.Ordinal);

    /// <returns>A PNG.</returns>
    /// <exception cref="GatewayProblemException">There is no such review, or none of its images can be shown.</exception>
    public async Task<byte[]> ReadAsync(string datasetId, string reviewId, CancellationToken cancellationToken) =>
        await TryReadAsync(datasetId, reviewId, cancellationToken)
        ?? throw Refusal.NotFound("no-sheet", $"Review '{reviewId}' of dataset '{datasetId}' has no images that can be shown.");

    /// <returns>A PNG, or null where there is nothing to show.</returns>
    public async Task<byte[]?> TryReadAsync(string datasetId, string reviewId, CancellationToken cancellationToken)
    {
        if (await store.TryGetDocumentAsync(StoreKeys.Review(datasetId, reviewId), Formats.Review, cancellationToken) is not { } review)
        {
            return null;
        }

        // What was erased since is in the sheet no more.
        var erased = await store.ErasedAsync(datasetId, cancellationToken);
        string[] shown = [.. review.Items.Select(item => item.SampleId).Where(sampleId => !erased.Contains(sampleId)).Take(MostImages)];
        var key = $"{datasetId} {string.Join(' ', shown)}";
        if (_sheets.TryGetValue(key, out var known))
        {
            return known;
        }

        var pictures = new List<Image>();
        foreach (var sampleId in shown)
        {
            if (await tiles.TryReadAsync(datasetId, sampleId, cancellationToken) is { } tile)
            {
                pictures.Add(tile);
            }
        }

        if (pictures.Count == 0)
        {
            return null;
        }

        if (_sheets.Count >= MostKept)
        {
            _sheets.Clear();
        }

        return _sheets[key] = PngEncoder.Encode(ContactSheet.Compose(pictures, Columns, PictureTiles.Size));
    }
}
