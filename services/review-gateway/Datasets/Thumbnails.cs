using System.Numerics;
using Dcai.Imaging;
using Dcai.ReviewGateway.Problems;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Images that are no larger than they are shown. As many at once as there are processors are made; those made last stay in memory.</summary>
internal sealed class Thumbnails(SampleImages images, IOptions<GatewayOptions> options) : IDisposable
{
    private const int Smallest = 16;
    private const int Largest = 1024;
    private const string Png = "image/png";

    /// <summary>No browser shows it: it is passed on as a PNG, whatever its size.</summary>
    private const string Tiff = "image/tiff";

    /// <summary>An image of less than twice the size is passed on as it is: to reduce it costs more than it saves.</summary>
    private const int WorthIt = 2;

    private readonly MemoryCache _made = new(new MemoryCacheOptions { SizeLimit = options.Value.ThumbnailCacheBytes });
    private readonly SemaphoreSlim _makers = new(Environment.ProcessorCount);

    /// <param name="datasetId">The dataset.</param>
    /// <param name="sampleId">One of its images.</param>
    /// <param name="size">Longer side, pixels, range [16, 1024]; rounded up to a power of two.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The bytes, a PNG where the image was reduced, and their media type.</returns>
    /// <exception cref="GatewayProblemException">The dataset has no such image, or the size is out of range.</exception>
    public async Task<(byte[] Content, string MediaType)> ReadAsync(string datasetId, string sampleId, int size, CancellationToken cancellationToken)
    {
        if (size is < Smallest or > Largest)
        {
            throw Refusal.BadRequest("size", FormattableString.Invariant($"size is {size}: it must be in {Smallest} … {Largest} pixels."));
        }

        var side = (int)BitOperations.RoundUpToPowerOf2((uint)size);
        var sample = await images.RequireAsync(datasetId, sampleId, cancellationToken);
        if (sample is null || (Math.Max(sample.Width, sample.Height) < WorthIt * side && sample.MediaType != Tiff))
        {
            return await images.ReadAsync(datasetId, sampleId, cancellationToken);
        }

        if (_made.TryGetValue((sampleId, side), out byte[]? made))
        {
            return (made!, Png);
        }

        await _makers.WaitAsync(cancellationToken);
        try
        {
            if (_made.TryGetValue((sampleId, side), out made))
            {
                return (made!, Png);
            }

            var (content, mediaType) = await images.ReadAsync(datasetId, sampleId, cancellationToken);
            if (Reduce(content, side) is not { } reduced)
            {
                return (content, mediaType);
            }

            _made.Set((sampleId, side), reduced, new MemoryCacheEntryOptions { Size = reduced.Length });
            return (reduced, Png);
        }
        finally
        {
            _makers.Release();
        }
    }

    public void Dispose()
    {
        _made.Dispose();
        _makers.Dispose();
    }

    /// <returns>Null for what is not decoded here; a browser may know it.</returns>
    private static byte[]? Reduce(byte[] content, int side)
    {
        try
        {
            var image = ImageDecoder.Decode(content, PixelFormat.Rgb24);
            var scale = Math.Min(1, side / (double)Math.Max(image.Width, image.Height));
            return PngEncoder.Encode(
                Resize.Antialiased(image, Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale))), fast: true);
        }
        catch (ImageRejectedException)
        {
            return null;
        }
    }
}
