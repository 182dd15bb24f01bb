using Dcai.Contracts.Documents;
using Dcai.Fingerprints.Near;
using Dcai.Imaging;
using Dcai.Training;

namespace Dcai.Ranker;

/// <summary>The sketches of one dataset's images, about 1.7 KB each, for all shards that this process compares; those of the dataset before are forgotten.</summary>
public sealed class SketchShelf(SampleImages images) : IDisposable
{
    private const int LoadedAtOnce = 1024;
    private const int Plane = PictureSketch.Side * PictureSketch.Side;

    private readonly SemaphoreSlim _one = new(1);
    private Dictionary<string, PictureSketch> _sketches = [];
    private string? _datasetId;

    /// <summary>The sketches of images.</summary>
    /// <param name="datasetId">Whose they are.</param>
    /// <param name="sampleIds">Sorted.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <returns>In the same order, without the images that were erased since they were listed.</returns>
    public async Task<IReadOnlyList<(string SampleId, PictureSketch Sketch)>> LoadAsync(
        string datasetId, IReadOnlyList<string> sampleIds, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var known = _datasetId == datasetId ? _sketches : [];
            (_datasetId, _sketches) = (datasetId, known);
            foreach (var missing in sampleIds.Where(id => !known.ContainsKey(id)).Chunk(LoadedAtOnce))
            {
                var loaded = await images.LoadAsync(missing, Preprocessings.Antialiased, PictureSketch.Side, cancellationToken).ConfigureAwait(false);
                for (var n = 0; n < loaded.Count; n++)
                {
                    known.Add(loaded.SampleIds[n], new PictureSketch(Gray(loaded.Pixels.AsSpan(n * 3 * Plane, 3 * Plane))));
                }
            }

            return [.. sampleIds.Where(known.ContainsKey).Select(id => (id, known[id]))];
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static byte[] Gray(ReadOnlySpan<float> planes)
    {
        var pixels = new byte[3 * Plane];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)planes[((i % 3) * Plane) + (i / 3)];
        }

        return new Image(PictureSketch.Side, PictureSketch.Side, PixelFormat.Rgb24, pixels).To(PixelFormat.Gray8).Pixels;
    }
}
