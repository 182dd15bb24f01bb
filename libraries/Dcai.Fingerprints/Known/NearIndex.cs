using Dcai.Fingerprints.Duplicates;

namespace Dcai.Fingerprints.Known;

/// <summary>Perceptual hashes in the order in which they were added, searched by distance: those added last one by one, the others by multi-index
/// hashing (<see cref="NearHashes"/>), which is built anew whenever the last have become a fifth of all.</summary>
internal sealed class NearIndex(int distance)
{
    private const int ShortestTail = 4096;
    private const int TailShare = 5;

    private readonly Column<ulong> _hashes = new();
    private NearHashes _built = new([], distance);
    private int _builtCount;

    public long SizeBytes => _hashes.SizeBytes + _built.SizeBytes;

    /// <summary>Adds a hash under the next place.</summary>
    public void Add(ulong hash)
    {
        _hashes.Add(hash);
        if (_hashes.Count - _builtCount > Math.Max(ShortestTail, _hashes.Count / TailShare))
        {
            Build();
        }
    }

    /// <summary>The nearest hash.</summary>
    /// <param name="hash">What to look for.</param>
    /// <returns>Its place and the distance in bits; of several the one that was added first; place −1 where none is near enough.</returns>
    public (int Place, int Distance) Nearest(ulong hash)
    {
        var (place, bits) = (-1, distance + 1);
        _built.Search(hash, (other, away) =>
        {
            if (away < bits || (away == bits && other < place))
            {
                (place, bits) = (other, away);
            }
        });
        for (var chunk = Column<ulong>.ChunkOf(_builtCount); _hashes.Chunk(chunk) is { IsEmpty: false } hashes; chunk++)
        {
            var first = chunk * _hashes.Chunk(0).Length;
            for (var i = Math.Max(0, _builtCount - first); i < hashes.Length; i++)
            {
                if (HammingDistance.Between(hash, hashes[i]) is var away && away < bits)
                {
                    (place, bits) = (first + i, away);
                }
            }
        }

        return (place, place < 0 ? 0 : bits);
    }

    private void Build()
    {
        var hashes = new ulong[_hashes.Count];
        for (var chunk = 0; _hashes.Chunk(chunk) is { IsEmpty: false } values; chunk++)
        {
            values.CopyTo(hashes.AsSpan(chunk * _hashes.Chunk(0).Length));
        }

        (_built, _builtCount) = (new NearHashes(hashes, distance), hashes.Length);
    }
}
