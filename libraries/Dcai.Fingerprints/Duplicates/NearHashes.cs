using System.Numerics;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>Every pair of 64-bit hashes within a Hamming distance.</summary>
/// <remarks>Multi-index hashing: Norouzi, Punjani, Fleet 2012, "Fast Search in Hamming Space with Multi-Index Hashing". Hashes within d of each other
/// agree in one of three parts of their bits up to ⌊d ÷ 3⌋ of them. Each part has an index by its highest bits.</remarks>
internal sealed class NearHashes
{
    private const int Parts = 3;
    private const int FewHashes = 2048;
    private const int MostIndexBits = 22;

    private static readonly (int Shift, int Bits)[] Slices = [(42, 22), (21, 21), (0, 21)];

    private readonly ulong[] _hashes;
    private readonly int _distance;
    private readonly Index[] _indexes;

    /// <param name="hashes">Each once, in any order. Kept.</param>
    /// <param name="distance">In bits, at least 0.</param>
    public NearHashes(ulong[] hashes, int distance)
    {
        (_hashes, _distance) = (hashes, distance);
        var radius = distance / Parts;
        var bits = Math.Clamp(BitOperations.Log2((uint)Math.Max(1, hashes.Length)), 1, MostIndexBits);
        var indexes = Slices.Select(slice => (Shift: slice.Shift + Math.Max(0, slice.Bits - bits), Bits: Math.Min(bits, slice.Bits))).ToArray();

        // Where more cells would be looked into than there are hashes, looking at the hashes is less work.
        var scan = hashes.Length <= FewHashes || indexes.Sum(index => Cells(index.Bits, radius)) > hashes.Length;
        _indexes = scan ? [] : [.. indexes.Select(index => new Index(hashes, index.Shift, index.Bits, radius))];
    }

    /// <summary>Memory of the hashes and their indexes.</summary>
    public long SizeBytes => (long)_hashes.Length * sizeof(ulong) + _indexes.Sum(index => index.SizeBytes);

    /// <param name="query">The place of a hash.</param>
    /// <param name="found">Gets the place of another hash behind it, and the distance in bits; the same place may come up to three times.</param>
    public void Visit(int query, Action<int, int> found) => Search(_hashes[query], query + 1, found);

    /// <param name="hash">Any hash.</param>
    /// <param name="found">Gets the place of a hash near it, and the distance in bits; the same place may come up to three times.</param>
    public void Search(ulong hash, Action<int, int> found) => Search(hash, 0, found);

    private void Search(ulong hash, int from, Action<int, int> found)
    {
        if (_indexes.Length == 0)
        {
            for (var other = from; other < _hashes.Length; other++)
            {
                Judge(other);
            }

            return;
        }

        foreach (var index in _indexes)
        {
            var cell = index.CellOf(hash);
            foreach (var mask in index.Masks)
            {
                foreach (var other in index.At(cell ^ mask))
                {
                    if (other >= from)
                    {
                        Judge(other);
                    }
                }
            }
        }

        void Judge(int other)
        {
            var distance = HammingDistance.Between(hash, _hashes[other]);
            if (distance <= _distance)
            {
                found(other, distance);
            }
        }
    }

    private static double Cells(int bits, int radius)
    {
        var (sum, ways) = (0.0, 1.0);
        for (var flipped = 0; flipped <= Math.Min(bits, radius); flipped++)
        {
            sum += ways;
            ways = ways * (bits - flipped) / (flipped + 1);
        }

        return sum;
    }

    private sealed class Index
    {
        private readonly int _shift;
        private readonly uint _mask;
        private readonly int[] _starts;
        private readonly int[] _places;

        public Index(ulong[] hashes, int shift, int bits, int radius)
        {
            (_shift, _mask) = (shift, (1u << bits) - 1);
            Masks = [.. MasksOf(bits, radius)];
            _starts = new int[(1 << bits) + 1];
            foreach (var hash in hashes)
            {
                _starts[CellOf(hash) + 1]++;
            }

            for (var cell = 0; cell < 1 << bits; cell++)
            {
                _starts[cell + 1] += _starts[cell];
            }

            var next = _starts.AsSpan(0, 1 << bits).ToArray();
            _places = new int[hashes.Length];
            for (var place = 0; place < hashes.Length; place++)
            {
                _places[next[CellOf(hashes[place])]++] = place;
            }
        }

        public uint[] Masks { get; }

        public long SizeBytes => (long)(_starts.Length + _places.Length) * sizeof(int);

        public uint CellOf(ulong hash) => (uint)(hash >> _shift) & _mask;

        public ReadOnlySpan<int> At(uint cell) => _places.AsSpan(_starts[cell].._starts[cell + 1]);

        private static IEnumerable<uint> MasksOf(int bits, int radius, int from = 0, uint mask = 0)
        {
            yield return mask;
            if (radius == 0)
            {
                yield break;
            }

            for (var bit = from; bit < bits; bit++)
            {
                foreach (var deeper in MasksOf(bits, radius - 1, bit + 1, mask | (1u << bit)))
                {
                    yield return deeper;
                }
            }
        }
    }
}
