using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dcai.Api;
using Dcai.Cli.Export;

namespace Dcai.Cli.Tests;

/// <summary>Images that are nowhere but in memory, with their certificates.</summary>
internal sealed class GeneratedImages : IImageSource
{
    private readonly Dictionary<string, byte[]> _images = [];

    /// <param name="count">A half is trained on, a quarter validates, the rest is surplus.</param>
    /// <param name="sizeBytes">At least so large is each.</param>
    public GeneratedImages(int count, int sizeBytes = 0)
    {
        foreach (var number in Enumerable.Range(0, count))
        {
            var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"image {number}").PadRight(sizeBytes));
            _images.Add(Convert.ToHexStringLower(SHA256.HashData(content)), content);
        }

        Certificates = [.. _images.Select((image, number) => new Certificate
        {
            SampleId = image.Key,
            Part = number < count / 2 ? "train" : number < count * 3 / 4 ? "val" : "surplus",
            Label = number % 3 == 0 ? "i" : "ii & \"more\"",
            MediaType = "image/png",
            SizeBytes = image.Value.Length,
            Width = 8,
            Height = 6,
            Origin = ImageOrigin.Ingested,
            CertifiedBy = "ada",
            Round = number % 4,
            GivenLabels = ["i"],
            Names = [string.Create(CultureInfo.InvariantCulture, $"folder/{number}.png")],
        })];
    }

    public List<Certificate> Certificates { get; }

    public int Reads { get; private set; }

    /// <summary>Breaks off when so many were read; as a process that is killed does.</summary>
    public int? StopAfter { get; set; }

    /// <summary>An image that the store gives other bytes of.</summary>
    public string? Damaged { get; set; }

    /// <inheritdoc />
    public async Task<byte[]> ReadAsync(string sampleId, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (_images)
        {
            return ++Reads > StopAfter ? throw new OperationCanceledException() : sampleId == Damaged ? [0] : _images[sampleId];
        }
    }

    public Task<ExportSummary> ExportAsync(string directory, string format) => new DatasetExport(this).WriteAsync(
        Contents(format), Certificates.ToAsyncEnumerable(), directory, progress: null, CancellationToken.None);

    public static ExportContents Contents(string format) => new()
    {
        Dataset = "numerals",
        Release = 2,
        ContentDigest = $"sha256:{1:x64}",
        Classes = ["i", "ii & \"more\""],
        Licence = "CC-BY-4.0",
        Format = format,
    };
}
