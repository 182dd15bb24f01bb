using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints;
using Dcai.Fingerprints.Known;
using Dcai.ObjectStorage;

namespace Dcai.IngestHasher;

/// <summary>What this process knows of a dataset's images. The store is the truth; this is read from it, and from a file that saves reading it again.</summary>
internal sealed class KnownDataset : IDisposable
{
    private readonly HashSet<UInt128> _batches = [];
    private readonly FingerprintLog? _log;

    /// <param name="origin">Tells this dataset from another one that had its name.</param>
    /// <param name="nearDistance">Bits up to which two hashes are near; null to compare bytes only.</param>
    /// <param name="file">Where it is kept; null for nowhere.</param>
    /// <exception cref="IOException">The file is another process's, or cannot be used.</exception>
    public KnownDataset(ImageId origin, int? nearDistance, string? file)
    {
        (Origin, Images) = (origin, new KnownImages(nearDistance));
        _log = file is null ? null : FingerprintLog.Open(file, origin, Images.Add, batch => _batches.Add(batch));
    }

    public ImageId Origin { get; }

    public KnownImages Images { get; }

    /// <summary>Nothing was read yet.</summary>
    public bool IsEmpty => _batches.Count == 0;

    /// <summary>The day of the newest batch that was read; the first of all days before that.</summary>
    public DateOnly Newest { get; set; }

    public bool Has(string batchId) => _batches.Contains(NumberOf(batchId));

    /// <summary>Notes the images of a snapshot, and the batches that are folded into it.</summary>
    public void Note(IEnumerable<Sample> samples, IEnumerable<string> batchIds)
    {
        foreach (var sample in samples)
        {
            Add(new KnownImage(
                ImageId.Parse(sample.SampleId),
                sample.Provenance.Aggregate(SplitSet.None, (splits, place) => splits | Splits.Of(place.Split)),
                PerceptualHash.Parse(sample.PerceptualHash),
                sample.Width,
                sample.Height,
                ColouredBy(sample.Channels)));
        }

        foreach (var batchId in batchIds)
        {
            End(batchId);
        }
    }

    /// <summary>Notes what a batch brought.</summary>
    public void Note(string batchId, IEnumerable<IngestedFile> rows)
    {
        foreach (var row in rows.Where(row => row.Verdict != IngestVerdict.Rejected))
        {
            Add(new KnownImage(
                ImageId.Parse(Digests.Hex(row.Content.Digest)), Splits.Of(row.Split), PerceptualHash.Parse(row.PerceptualHash), row.Width, row.Height, ColouredBy(row.Channels)));
        }

        End(batchId);
    }

    public void Dispose() => _log?.Dispose();

    private void Add(KnownImage image)
    {
        Images.Add(image);
        _log?.Append(image);
    }

    private void End(string batchId)
    {
        var number = NumberOf(batchId);
        _batches.Add(number);
        _log?.Append(number);
    }

    private static bool? ColouredBy(int? channels) => channels is null ? null : channels > 1;

    private static UInt128 NumberOf(string batchId) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(batchId)));
}
