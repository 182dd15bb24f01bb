using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>A fast 128-bit hash: equal bytes have an equal one, and different bytes an equal one with a probability of 2⁻¹²⁸, unless somebody
/// made them so on purpose. For that there is the comparison of bytes.</summary>
/// <remarks>MurmurHash3_x64_128, https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp, seed 0.</remarks>
internal struct ContentHash
{
    private const int Block = 16;
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    private ulong _h1;
    private ulong _h2;
    private long _length;

    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        var hash = default(ContentHash);
        hash.Append(bytes);
        return hash.Value();
    }

    /// <param name="bytes">Every part but the last has a multiple of 16 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var (h1, h2) = (_h1, _h2);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & -Block)]);
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            h1 ^= First(words[i]);
            h1 = (BitOperations.RotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= Second(words[i + 1]);
            h2 = (BitOperations.RotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }

        var rest = bytes[(words.Length * sizeof(ulong))..];
        if (rest.Length > 0)
        {
            Span<byte> tail = stackalloc byte[Block];
            tail.Clear();
            rest.CopyTo(tail);
            var last = MemoryMarshal.Cast<byte, ulong>(tail);
            h2 ^= Second(last[1]);
            h1 ^= First(last[0]);
        }

        (_h1, _h2) = (h1, h2);
        _length += bytes.Length;
    }

    public readonly UInt128 Value()
    {
        var (h1, h2) = (_h1 ^ (ulong)_length, _h2 ^ (ulong)_length);
        h1 += h2;
        h2 += h1;
        h1 = Mix(h1);
        h2 = Mix(h2);
        h1 += h2;
        h2 += h1;
        return new UInt128(h2, h1);
    }

    private static ulong First(ulong word) => BitOperations.RotateLeft(word * C1, 31) * C2;

    private static ulong Second(ulong word) => BitOperations.RotateLeft(word * C2, 33) * C1;

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
