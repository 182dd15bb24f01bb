using System.Globalization;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints;
using Dcai.Imaging;
using Dcai.ObjectStorage;
using Microsoft.Extensions.Options;

namespace Dcai.IngestHasher;

/// <summary>Reads the files of an upload and says of each what it is.</summary>
public sealed class UploadReader(IObjectStore store, IOptions<IngestHasherOptions> options)
{
    private readonly ImageLimits _limits = new() { MaximumPixels = options.Value.MaximumPixels };
    private readonly int _parallelism = options.Value.Parallelism == 0 ? Environment.ProcessorCount : options.Value.Parallelism;

    /// <summary>One row for each file, in the upload's order.</summary>
    /// <param name="upload">Its bytes are verified against their digests; every distinct content is read once.</param>
    /// <param name="isKnown">Whether the dataset has a sample of this id already.</param>
    /// <param name="progress">Told how many files are done, from any thread.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="ObjectStoreException">The store cannot do its work. Missing or damaged bytes are no such case: their files are rejected.</exception>
    public async Task<IReadOnlyList<IngestedFile>> ReadAsync(
        Upload upload, Func<string, bool> isKnown, Action<int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(isKnown);
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

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. upload.Files.Select((file, index) => Row(upload, file, findings[index], isKnown, seen))];
    }

    private static IngestedFile Row(Upload upload, UploadedFile file, Finding finding, Func<string, bool> isKnown, HashSet<string> seen) => new()
    {
        Name = file.Name,
        Source = upload.Source,
        Origin = upload.Origin,
        Label = file.Label,
        Split = file.Split,
        Content = finding.Refusal is null ? file.Content with { MediaType = finding.MediaType } : file.Content,
        Verdict = finding.Refusal is not null ? IngestVerdict.Rejected
            : !seen.Add(file.Content.Digest) || isKnown(Digests.Hex(file.Content.Digest)) ? IngestVerdict.Duplicate
            : IngestVerdict.Accepted,
        Reason = finding.Refusal,
        Width = finding.Width,
        Height = finding.Height,
        PerceptualHash = finding.PerceptualHash,
    };

    private async Task<Finding> InspectAsync(Descriptor content, CancellationToken cancellationToken)
    {
        if (!IsDigest(content.Digest))
        {
            return new Finding { Refusal = $"'{content.Digest}' is no digest of its bytes" };
        }

        try
        {
            var bytes = await store.GetBlobAsync(content, cancellationToken).ConfigureAwait(false);
            var header = ImageHeader.Read(bytes);
            var image = ImageDecoder.Decode(bytes, PixelFormat.Gray8, _limits);
            return new Finding
            {
                MediaType = ImageFormats.MediaType(header.Format),
                Width = image.Width,
                Height = image.Height,
                PerceptualHash = PerceptualHash.Compute(image).ToString("x16", CultureInfo.InvariantCulture),
            };
        }
        catch (Exception refusal) when (refusal is ImageRejectedException or DigestMismatchException or ObjectNotFoundException)
        {
            return new Finding { Refusal = refusal.Message };
        }
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

    private sealed record Finding
    {
        /// <summary>Why the file is no usable image; absent where it is one.</summary>
        public string? Refusal { get; init; }

        public string MediaType { get; init; } = "";

        public int Width { get; init; }

        public int Height { get; init; }

        public string? PerceptualHash { get; init; }
    }
}
