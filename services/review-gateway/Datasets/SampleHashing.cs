using System.Globalization;
using Dcai.Contracts.Documents;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>What a picture looks like, as a number.</summary>
internal static class SampleHashing
{
    /// <summary>The perceptual hash; null where none was stored.</summary>
    public static ulong? Hash(this Sample sample) =>
        ulong.TryParse(sample.PerceptualHash, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hash) ? hash : null;
}
