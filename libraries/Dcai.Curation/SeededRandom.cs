using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Dcai.Curation;

/// <summary>A small random generator whose numbers follow from its seed alone, on every machine and every runtime version.</summary>
/// <remarks>
/// xoshiro256**, its state filled by SplitMix64: Blackman and Vigna 2018, https://prng.di.unimi.it. Not for secrets.
/// <see cref="System.Random"/> promises no stable sequence between runtime versions, and a stored dataset must be reproducible.
/// </remarks>
public sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    public SeededRandom(ulong seed)
    {
        s0 = SplitMix64(ref seed);
        s1 = SplitMix64(ref seed);
        s2 = SplitMix64(ref seed);
        s3 = SplitMix64(ref seed);
    }

    /// <summary>A generator of its own for every purpose, so that two choices made with one seed do not follow each other.</summary>
    /// <param name="seed">The dataset's seed.</param>
    /// <param name="purpose">What is drawn: "seed review", "test set", "round 3 split" …</param>
    public static SeededRandom For(ulong seed, string purpose) => new(Derive(seed, purpose));

    /// <summary>The first 64 bits of SHA-256 over the seed (little-endian) and the purpose (UTF-8).</summary>
    public static ulong Derive(ulong seed, string purpose)
    {
        var message = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(purpose)];
        BinaryPrimitives.WriteUInt64LittleEndian(message, seed);
        Encoding.UTF8.GetBytes(purpose, message.AsSpan(sizeof(ulong)));
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(message));
    }

    /// <summary>Uniform over all 64-bit numbers.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform over 0 … <paramref name="bound"/> − 1, without the bias of a remainder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    /// <remarks>Lemire 2019, "Fast Random Integer Generation in an Interval", https://arxiv.org/abs/1805.10941.</remarks>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var rejected = (0 - range) % range;
            while (low < rejected)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }

        return (int)high;
    }

    /// <summary>Puts the items into a random order, every order as likely as any other (Fisher and Yates).</summary>
    public void Shuffle<T>(IList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        for (var last = items.Count - 1; last > 0; last--)
        {
            var other = NextBelow(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
