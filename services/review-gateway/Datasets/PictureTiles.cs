using Dcai.Imaging;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Images of a dataset, reduced for contact sheets.</summary>
internal sealed class PictureTiles(SampleImages images)
{
    /// <summary>Side of a tile, pixels.</summary>
    public const int Size = 72;

    /// <summary>Larger ones are left out: a sheet is a glance, and each is held whole while it is shrunk.</summary>
    private static readonly ImageLimits Limits = new() { MaximumPixels = 16_000_000 };

    /// <returns>RGB; null where the image was just erased, is too large, or of a format that is shown and not decoded: the others say enough.</returns>
    public async Task<Image?> TryReadAsync(string datasetId, string sampleId, CancellationToken cancellationToken)
    {
        try
        {
            var (content, _) = await images.ReadAsync(datasetId, sampleId, cancellationToken);
            return ContactSheet.Compose([ImageDecoder.Decode(content, PixelFormat.Rgb24, Limits)], 1, Size, gap: 0);
        }
        catch (Exception unseen) when (unseen is ImageRejectedException or GatewayProblemException or DllNotFoundException)
        {
            return null;
        }
    }
}
