using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints;
using Dcai.Fingerprints.Known;
using Dcai.ObjectStorage;

namespace Dcai.IngestHasher;

/// <summary>Says of each file of an upload what it is beside all that has arrived before it.</summary>
/// <param name="known">What the dataset has; left as it is, for the upload may fail to be stored.</param>
/// <param name="testSet">Ids of the external test images.</param>
/// <param name="nearDistance">Bits up to which two hashes are near; null to compare bytes only.</param>
internal sealed class ArrivalJudge(KnownImages known, IReadOnlySet<string> testSet, int? nearDistance)
{
    private const string TestSet = "test-set";

    private readonly Dictionary<ImageId, SplitSet> _own = [];
    private readonly List<(ImageId Id, ulong Hash)> _ownHashes = [];

    /// <summary>The next file's row.</summary>
    public IngestedFile Judge(Upload upload, UploadedFile file, Finding finding)
    {
        var row = new IngestedFile
        {
            Name = file.Name,
            Source = upload.Source,
            Origin = upload.Origin,
            Label = file.Label,
            Split = file.Split,
            Content = finding.Refusal is null ? file.Content with { MediaType = finding.MediaType } : file.Content,
            Verdict = IngestVerdict.Rejected,
            Reason = finding.Refusal,
            Width = finding.Quality.Width,
            Height = finding.Quality.Height,
        };
        if (finding.Refusal is not null)
        {
            return row;
        }

        var (id, split) = (ImageId.Parse(Digests.Hex(file.Content.Digest)), Splits.Of(file.Split));
        var match = Find(id, finding.PerceptualHash);
        Note(id, split, finding.PerceptualHash);
        return row with
        {
            Verdict = match is { Exact: true } ? IngestVerdict.Duplicate : IngestVerdict.Accepted,
            PerceptualHash = PerceptualHash.Format(finding.PerceptualHash),
            Channels = finding.Coloured ? 3 : 1,
            NearDuplicateOf = match is { Exact: false } ? match.Id.ToString() : null,
            NearDistance = match is { Exact: false } ? match.Distance : null,
            LeaksInto = testSet.Contains(id.ToString()) || (match is not null && testSet.Contains(match.Id.ToString())) ? TestSet : Splits.Other(split, match?.Splits ?? SplitSet.None),
            Issues = PictureIssues.Of(finding.Quality, finding.Coloured, known),
        };
    }

    private KnownMatch? Find(ImageId id, ulong hash)
    {
        var match = known.Find(id, hash);
        if (match is { Exact: true } || _own.ContainsKey(id))
        {
            return new KnownMatch(id, Exact: true, Distance: 0, (match is { Exact: true } ? match.Splits : SplitSet.None) | _own.GetValueOrDefault(id));
        }

        foreach (var (other, otherHash) in _ownHashes)
        {
            var distance = HammingDistance.Between(hash, otherHash);
            if (distance <= nearDistance && (match is null || distance < match.Distance))
            {
                match = new KnownMatch(other, Exact: false, distance, _own[other]);
            }
        }

        return match;
    }

    private void Note(ImageId id, SplitSet split, ulong hash)
    {
        if (_own.TryAdd(id, split))
        {
            _ownHashes.Add((id, hash));
        }
        else
        {
            _own[id] |= split;
        }
    }
}
