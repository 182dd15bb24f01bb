using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Microsoft.Extensions.Options;

namespace Dcai.IngestHasher;

/// <summary>Reads the files of an upload and says of each what its bytes are.</summary>
internal sealed class UploadReader(IObjectStore store, IOptions<IngestHasherOptions> options)
{
    private readonly ImageLimits _limits = new() { MaximumPixels = options.Value.MaximumPixels };
    private readonly int _parallelism = options.Value.Parallelism == 0 ? Environment.ProcessorCount : options.Value.Parallelism;

    /// <summary>What each file is, in the upload's order.</summary>
    /// <param name="upload">Its bytes are verified against their digests; every distinct content is read once.</param>
    /// <param name="progress">Told how many files are done, from any thread.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="ObjectStoreException">The store cannot do its work. Missing or damaged bytes are no such case: their files are refused.</exception>
    public async Task<IReadOnlyList<Finding>> ReadAsync(Upload upload, Action<int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(progress);
        var contents = upload.Files
            .Select((file, index) => (file.Content, index))
            .GroupBy(file => (file.Content.Digest, file.Content.SizeBytes), file => file)
            .Select(copies => (copies.First().Content, Positions: copies.Select(copy => copy.index).ToArray()))
            .ToList();
        var findings = new Finding[upload.Files.Count];
        var done = 0;
        await Parallel.ForEachAsync(
            contents,
            new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken },
            async (content, cancellation) =>
            {
                var finding = await InspectAsync(content.Content, cancellation).ConfigureAwait(false);
                foreach (var position in content.Positions)
                {
                    findings[position] = finding;
                }

                progress(Interlocked.Add(ref done, content.Positions.Length));
            }).ConfigureAwait(false);
        return findings;
    }

    private async Task<Finding> InspectAsync(Descriptor content, CancellationToken cancellationToken)
    {
        if (!IsDigest(content.Digest))
        {
            return new Finding { Refusal = $"'{content.Digest}' is no digest of its bytes" };
        }

        try
        {
            return Inspect(await store.GetBlobAsync(content, cancellationToken).ConfigureAwait(false), _limits);
        }
        catch (Exception refusal) when (refusal is ImageRejectedException or DigestMismatchException or ObjectNotFoundException)
        {
            return new Finding { Refusal = refusal.Message };
        }
    }

    /// <summary>What encoded bytes are.</summary>
    /// <exception cref="ImageRejectedException">They are no usable image.</exception>
    internal static Finding Inspect(ReadOnlySpan<byte> bytes, ImageLimits limits)
    {
        var header = ImageHeader.Read(bytes);
        var image = ImageDecoder.Decode(bytes, PixelFormat.Gray8, limits);
        return new Finding
        {
            MediaType = ImageFormats.MediaType(header.Format),
            PerceptualHash = PerceptualHash.Compute(image),
            Coloured = header.Coloured,
            Quality = ImageQuality.Measure(image),
        };
    }

    private static bool IsDigest(string digest)
    {
        try
        {
            _ = Digests.Hex(digest);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
