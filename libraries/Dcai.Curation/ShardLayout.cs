using System.Globalization;

namespace Dcai.Curation;

/// <summary>How a snapshot's samples are divided: by the first bits of their id, so that a change touches few shards.</summary>
public static class ShardLayout
{
    /// <summary>Samples per shard, on average, that are not exceeded. Ids are digests, so shards are nearly equal.</summary>
    public const int TargetSize = 4096;

    /// <summary>More shards than 2^16 would make the snapshot itself too large.</summary>
    public const int MaximumBits = 16;

    /// <summary>The fewest bits with which shards keep to <see cref="TargetSize"/>.</summary>
    /// <param name="sampleCount">Samples of the snapshot.</param>
    /// <returns>Range [0, <see cref="MaximumBits"/>].</returns>
    public static int BitsFor(int sampleCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sampleCount);
        var bits = 0;
        while (bits < MaximumBits && sampleCount > (long)TargetSize << bits)
        {
            bits++;
        }

        return bits;
    }

    /// <summary>The shard of a sample.</summary>
    /// <param name="sampleId">64 hexadecimal digits.</param>
    /// <param name="shardBits">Range [0, <see cref="MaximumBits"/>].</param>
    /// <returns>0-based, below 2^<paramref name="shardBits"/>; rises with the id.</returns>
    public static int ShardOf(string sampleId, int shardBits)
    {
        ArgumentNullException.ThrowIfNull(sampleId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shardBits, MaximumBits);
        ArgumentOutOfRangeException.ThrowIfNegative(shardBits);
        return int.Parse(sampleId.AsSpan(0, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) >> (MaximumBits - shardBits);
    }
}
