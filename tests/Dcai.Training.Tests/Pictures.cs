using Dcai.Contracts.Documents;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Training.Tests;

/// <summary>Noise with a dark bar: upright for the first class, lying for the second.</summary>
internal static class Pictures
{
    public static readonly IReadOnlyList<string> Classes = ["upright", "lying"];

    private const int Size = 32;

    public static byte[] Encoded(int number)
    {
        var random = new Random(number);
        var pixels = new byte[Size * Size * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column) = (i / 3 / Size, i / 3 % Size);
            var isBar = (number % 2 == 0 ? column : row) is > 12 and < 20;
            pixels[i] = (byte)((isBar ? 10 : 180) + random.Next(50));
        }

        return PngEncoder.Encode(new Image(Size, Size, PixelFormat.Rgb24, pixels));
    }

    /// <summary>Takes a picture's bytes away as an erasure does.</summary>
    public static async Task EraseAsync(IObjectStore store, LabelledSample sample)
    {
        await store.PutDocumentAsync(
            StoreKeys.ErasedBytes(sample.SampleId),
            Formats.Erasure,
            new Erasure { SampleId = sample.SampleId, Reason = "asked for", By = "ada", At = DateTimeOffset.UnixEpoch });
        await store.DeleteAsync(Digests.BlobKey($"sha256:{sample.SampleId}"));
    }

    /// <summary>Puts pictures into the store as ingest would.</summary>
    /// <returns>Sorted by sample id.</returns>
    public static async Task<IReadOnlyList<LabelledSample>> StoreAsync(IObjectStore store, IEnumerable<int> numbers)
    {
        var samples = new List<LabelledSample>();
        foreach (var number in numbers)
        {
            var blob = await store.PutBlobAsync(Encoded(number), "image/png");
            samples.Add(new LabelledSample { SampleId = Digests.Hex(blob.Digest), Label = Classes[number % 2] });
        }

        return [.. samples.OrderBy(sample => sample.SampleId, StringComparer.Ordinal)];
    }
}
