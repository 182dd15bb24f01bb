using System.Numerics;

namespace Dcai.Fingerprints;

/// <summary>How far apart two 64-bit hashes are.</summary>
public static class HammingDistance
{
    /// <returns>The number of bits that differ, in [0, 64]; 0 for equal hashes.</returns>
    public static int Between(ulong first, ulong second) => BitOperations.PopCount(first ^ second);
}
